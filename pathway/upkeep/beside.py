"""Ending with the process that started this one, however that one ends: a killed process sends no notice.

Also a program of its own, `python beside.py ID WORDS...`, for commands that know nothing of us: it runs WORDS in a
session of its own until process ID, which started it, has ended. It imports nothing of ours, so it starts at once.
"""

import os
import signal
import subprocess  # nosec B404 - runs what it is given by the process that started it, see words_beside
import sys
import time
from collections.abc import Sequence

LOOK_UP_S = 0.1


def has_ended(starter: int) -> bool:
    """Whether the process that started this one has ended: the system has then given this one another parent."""
    return os.getppid() != starter


def words_beside(words: Sequence[str]) -> list[str]:
    """Return the words that run a command, to be started in a session of its own, for as long as this process lives."""
    return [sys.executable, "-I", __file__, str(os.getpid()), *words]


def main(starter: int, words: Sequence[str]) -> int:
    """Run a command until it ends or is to end; return 0 if it ended well."""
    process = subprocess.Popen(words)  # noqa: S603 # nosec B603 - no shell; see words_beside
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while process.poll() is None:
        if has_ended(starter):
            os.killpg(os.getpid(), signal.SIGKILL)  # all of the session, this process too
        time.sleep(LOOK_UP_S)
    return int(process.returncode != 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
