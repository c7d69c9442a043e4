"""Databases to measure: built when first asked for, and rebuilt when the code that writes them has changed."""

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench import load, row_copy
from pathway import create_app
from pathway.config import ROOT, Settings
from pathway.directory.search.index.snapshot import forget_snapshots
from pathway.extensions import WRITES, db
from pathway.upkeep import fallback_seed, routing_seed
from pathway.upkeep import seed as starting

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
SECRET = "bench-only-" * 4
KEYS = {"field_keys": f"bench:{'A' * 43}=", "index_key": "index-" * 8, "audit_key": "audit-" * 8}
"""Keys of made-up data. They keep nothing secret."""

Say = Callable[[str], None]


def settings_for(url: str) -> Settings:
    """Settings of an app over a bench database; nothing is read from the environment."""
    return Settings(env="test", origin="http://127.0.0.1", secret_keys=(SECRET,), database_url=url, **KEYS)  # type: ignore[arg-type] # all three are text


@contextmanager
def app_over(url: str, make: Callable[[Settings], Flask] = create_app) -> Iterator[Flask]:
    """An app over a database. At the end its connections and the process's snapshot of the index are dropped."""
    app = make(settings_for(url))
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        forget_snapshots()


@dataclass
class Databases:
    """The databases of one run. `keep`: they outlast it. `postgres`: a server's address, or None without one."""

    folder: Path
    seed: int
    keep: bool
    postgres: str | None
    say: Say
    _urls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the digest of the code now: the files may be edited while this process runs."""
        self._written_by = written_by()

    def of(self, engine: str, count: int) -> str:
        """Return the address of a database of so many listings, on "sqlite" or "postgresql"."""
        url = self.fresh_address(engine, f"listings_{count}")
        stamp = self.folder / f"{engine}_{count}.json"
        wanted = {"written_by": self._written_by, "seed": self.seed, "count": count, "engine": engine}
        with suppress(OSError, ValueError):
            if json.loads(stamp.read_text("utf-8")) == wanted and self._is_there(url):
                return url
        stamp.unlink(missing_ok=True)
        if engine == "sqlite":
            self.empty(url)
            with app_over(url) as app:
                self._load(app, count)
        else:
            path = file_of(self.of("sqlite", count))
            self.say(f"copying {count:,} listings to PostgreSQL")
            self.empty(url)
            row_copy.to_postgres(path, url)
        stamp.write_text(json.dumps(wanted), "utf-8")
        return url

    def starting(self) -> str:
        """Return the address of a new SQLite database of the listings in `seed/`."""
        url = self.fresh_address("sqlite", "starting")
        self.empty(url)
        with app_over(url) as app, app.app_context():
            db.session.connection(execution_options=WRITES)
            starting.load(db.session(), app.config["SETTINGS"].seed)
            routing_seed.load(db.session(), app.config["SETTINGS"].seed)
            db.session.commit()
        return url

    def fresh_address(self, engine: str, name: str) -> str:
        """Return the address for a database of this name, whether or not it exists yet."""
        if engine == "sqlite":
            return f"sqlite:///{self.folder / f'{name}.db'}"
        if self.postgres is None:
            raise ValueError("no PostgreSQL answers")
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        url = make_url(self.postgres).set(database=f"pathway_bench_{name}_{mark}")
        return url.render_as_string(hide_password=False)

    def empty(self, url: str) -> None:
        """Create a database with empty tables, in place of any that is there."""
        if url not in self._urls:
            self._urls.append(url)
        self.drop(url)
        if not url.startswith("sqlite"):
            self._server("CREATE DATABASE {}", make_url(url).database or "")
        with app_over(url) as app, app.app_context():
            upgrade(directory=str(app.config["MIGRATIONS"]))

    def drop(self, url: str) -> None:
        """Remove a database, if it is there."""
        if url.startswith("sqlite"):
            path = file_of(url)
            for suffix in ("", "-journal", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        else:
            self._server("DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database or "")

    @contextmanager
    def copy(self, source: str, name: str) -> Iterator[str]:
        """Copy a database for the time of the block: what is written there is nobody else's."""
        is_sqlite = source.startswith("sqlite")
        url = self.fresh_address("sqlite" if is_sqlite else "postgresql", name)
        self.drop(url)
        if is_sqlite:
            shutil.copy(file_of(source), file_of(url))
        else:
            self._server(
                "CREATE DATABASE {} TEMPLATE {}", make_url(url).database or "", make_url(source).database or ""
            )
        try:
            yield url
        finally:
            self.drop(url)

    def close(self) -> None:
        """Remove the run's databases, unless `keep`."""
        if self.keep:
            return
        for url in self._urls:
            self.drop(url)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _load(self, app: Flask, count: int) -> None:
        self.say(f"making {count:,} listings up")
        with app.app_context():
            db.session.connection(execution_options=WRITES)
            _add_fallbacks(db.session(), app.config["SETTINGS"].seed)
            load.load(db.session(), count, self.seed, lambda done: _tell(self.say, done, count))
            db.session.commit()

    def _is_there(self, url: str) -> bool:
        if url.startswith("sqlite"):
            return file_of(url).exists()
        with _connect(self.postgres or "") as server:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return server.execute(query, (make_url(url).database,)).fetchone() is not None

    def _server(self, statement: str, *names: str) -> None:
        with _connect(self.postgres or "") as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def file_of(url: str) -> Path:
    """Return the file of a SQLite address."""
    return Path(make_url(url).database or "")


def reachable(url: str) -> str | None:
    """Return the address when a PostgreSQL answers there, else None."""
    try:
        with _connect(url):
            return url
    except psycopg.Error:
        return None


def written_by() -> str:
    """Return a digest of the code that decides what a load writes, migrations included."""
    directory = ROOT / "pathway" / "directory"
    code = [*directory.glob("*.py"), *(ROOT / "pathway" / "migrations" / "versions").glob("*.py")]
    for folder in ("models", "hours", "search", "search/index", "search/text", "exchange", "exchange/importer"):
        code += (directory / folder).glob("*.py")
    code += [ROOT / "bench" / name for name in ("generator.py", "made_up_rows.py", "words.py")]
    digest = hashlib.sha256()
    for path in sorted(code):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def unique_folder(parent: Path) -> Path:
    """Return a folder of its own for a run that keeps nothing."""
    return parent / f"pathway-bench-{uuid.uuid4().hex[:12]}"


def _add_fallbacks(session: Session, folder: Path) -> None:
    """Add the fallback texts: pages read them, and made-up listings bring none."""
    rows = json.loads((folder / "fallbacks.json").read_text("utf-8"))["rows"]
    session.add_all(map(fallback_seed.fallback_row, rows))


def _tell(say: Say, done: int, count: int) -> None:
    if done % 20_000 == 0 and done < count:
        say(f"  {done:,} of {count:,}")


def _connect(url: str) -> psycopg.Connection:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True, connect_timeout=3)
