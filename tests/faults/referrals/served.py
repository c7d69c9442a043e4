"""A server that can be killed and is back at once: this process has read the program, and each server is a fork of it.

    python -m tests.faults.referrals.served DATABASE_URL PORT [late]

Each line on its input is a command: `start` forks a server and says `ready` once it listens; `kill` ends it with
SIGKILL, as a power cut would. With `late`, the server is a bad one that answers before it has committed.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request
from werkzeug.serving import make_server

from pathway import create_app
from pathway.extensions import begin_writing, db, writing
from pathway.web import transactions
from tests.integration.conftest import settings_for

LATE_S = 0.5


@contextmanager
def writing_late() -> Iterator[None]:
    """Answer a referral that is sent first, and commit half a second later."""
    if not request.path.endswith("/send"):
        with writing():
            yield
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined] # the bad server needs the app behind the proxy
    begin_writing()
    yield
    session = db.session()
    session.flush()
    db.session.registry.clear()

    def commit() -> None:
        time.sleep(LATE_S)
        with app.app_context():
            session.commit()

    threading.Thread(target=commit).start()


def say(word: str) -> None:
    """Tell whoever gives the commands."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def serve(url: str, port: int, *, late: bool) -> None:
    """Serve until killed. Tell the parent's reader when the port is open."""
    if late:
        transactions.writing = writing_late
    app = create_app(settings_for(url))
    server = make_server("127.0.0.1", port, app, threaded=True)
    say("ready")
    server.serve_forever()


def main() -> None:
    """Follow commands until the input ends."""
    url, port, late = sys.argv[1], int(sys.argv[2]), "late" in sys.argv[3:]
    child = 0
    for line in sys.stdin:
        if line.strip() == "start":
            child = os.fork()
            if child == 0:
                sys.stdin.close()
                serve(url, port, late=late)
                os._exit(0)
        elif line.strip() == "kill" and child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = 0
            say("killed")
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
