"""A PostgreSQL cluster of a test's own, on a free port, which the test may stop, kill and start again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from tests import services

WITHIN_S = 30


@cache
def programs() -> Path | None:
    """The folder of PostgreSQL's programs, or None where there are none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def why_none() -> str | None:
    """Say why no cluster can be made; None when one can."""
    if programs() is None:
        return "PostgreSQL's own programs (initdb, postgres) are not here"
    return "initdb refuses root, and there is no user postgres" if os.getuid() == 0 and _owner() is None else None


def _owner() -> str | None:
    """Who is to own the cluster, where this is root, which PostgreSQL refuses."""
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return None


class Cluster:
    """A server and its children, which this test started, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "log"
        self._user = _owner() if os.getuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        with closing(socket.socket()) as listener:
            listener.bind(("127.0.0.1", 0))
            self.port: int = listener.getsockname()[1]
        if self._user:
            shutil.chown(folder, self._user)
        words = ["initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self._run(*words, "--locale=C.UTF-8")

    @property
    def url(self) -> str:
        """The address of a database for the app."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/pathway"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        words = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(_program("postgres")), "-D", str(self._data), *words, "-c", "max_connections=40"],
                user=self._user,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
            )
        until = time.monotonic() + WITHIN_S
        while not self._answers():
            assert time.monotonic() < until, self._log.read_text("utf-8")[-2000:]
            time.sleep(0.02)

    def make_database(self) -> None:
        """Make the app's database."""
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", autocommit=True) as server:
            server.execute("CREATE DATABASE pathway")

    def shut_down(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT ends every connection at once; SIGQUIT is as a crash."""
        if self._process is None:
            return
        self.go_on()
        self._process.send_signal(how)
        self._process.wait(WITHIN_S)
        self._process = None

    def stop(self) -> None:
        """Stop it where it stands (SIGSTOP): it keeps its connections and says nothing."""
        for one in self._all():
            os.kill(one, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        for one in reversed(self._all()):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)

    def _all(self) -> list[int]:
        assert self._process is not None
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8").split()
        return [parent, *map(int, children)]

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/postgres", connect_timeout=2).close()
            return True
        return False

    def _run(self, program: str, *words: str) -> None:
        subprocess.run([str(_program(program)), *words], user=self._user, check=True, capture_output=True, cwd="/")


def _program(name: str) -> Path:
    folder = programs()
    assert folder is not None
    return folder / name


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Make a cluster, start it, and leave nothing of it."""
    # Not in pytest's own folder, which another user may not enter.
    folder = Path(mkdtemp(prefix="pathway-cluster-", dir=services.IN_MEMORY if services.has_room_in_memory() else None))
    made = Cluster(folder)
    try:
        made.start()
        made.make_database()
        yield made
    finally:
        made.shut_down()
        shutil.rmtree(folder)
