"""Making a database ready: development keys, migrations, the starting listings and rules."""

import hashlib
import secrets
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from pathway.config import DEVELOPMENT_KEYS, Settings
from pathway.core import crypto
from pathway.directory.search.index import indexer
from pathway.extensions import WRITES, db
from pathway.upkeep import leads_seed, routing_seed, seed

STAMP = "prepared"


def write_development_keys(instance: Path) -> None:
    """Write the development secrets that are missing, readable by this user only. Production brings its own."""
    instance.mkdir(parents=True, exist_ok=True)
    for setting, name in DEVELOPMENT_KEYS.items():
        path = instance / name
        if not path.exists():
            path.touch(mode=0o600)
            secret = crypto.new_key("dev") if setting == "PATHWAY_FIELD_KEYS" else secrets.token_urlsafe(48)
            path.write_text(secret + "\n", "utf-8")


def prepare(app: Flask) -> int:
    """Bring the database up to date, load missing listings and the first routing table; return how many listings."""
    with app.app_context():
        upgrade(directory=str(app.config["MIGRATIONS"]))
        db.session.connection(execution_options=WRITES)
        folder = app.config["SETTINGS"].seed
        indexer.rebuild_if_older(db.session())
        added = seed.load(db.session(), folder)
        leads_seed.load(db.session(), folder)
        routing_seed.load(db.session(), folder)
        db.session.commit()
        return added


def is_prepared(settings: Settings) -> bool:
    """Whether nothing that `prepare` reads has changed since it last ran on this SQLite database."""
    stamp = settings.instance / STAMP
    return _database_file(settings).exists() and stamp.exists() and stamp.read_text("utf-8") == _digest(settings)


def mark_prepared(settings: Settings) -> None:
    """Remember what `prepare` read. Only for a SQLite file in the instance folder."""
    if _database_file(settings).exists():
        settings.instance.mkdir(parents=True, exist_ok=True)
        (settings.instance / STAMP).write_text(_digest(settings), "utf-8")


def _database_file(settings: Settings) -> Path:
    prefix = "sqlite:///"
    if not settings.database_url.startswith(prefix):
        return settings.instance / "no-such-file"
    return Path(settings.database_url.removeprefix(prefix))


def _digest(settings: Settings) -> str:
    read = [*settings.seed.rglob("*.json"), *settings.seed.rglob("*.csv")]
    read += Path(__file__).parent.parent.joinpath("migrations", "versions").glob("*.py")
    digest = hashlib.sha256(settings.database_url.encode())
    for path in sorted(read):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
