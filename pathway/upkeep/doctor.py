"""Whether this installation is fit to be used: each thing looked at, with what to do about it.

A failing check keeps production from starting. A warning does not; it says what will be missed.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from pathway.accounts import queries as accounts
from pathway.audit.verification import verify
from pathway.config import DEVELOPMENT_KEYS, Settings, SettingsError
from pathway.core.clock import utc_now
from pathway.core.crypto import keys
from pathway.core.errors import PathwayError
from pathway.extensions import DATABASE_ERRORS, WAL_IS_SAFE, db
from pathway.launch.pathway_switch import queries as pathway_switch
from pathway.notifications import queries as notifications
from pathway.notifications.senders import sender_for
from pathway.outage.public_file import MODE, read_about
from pathway.outage.renewal import RENEW_AFTER
from pathway.referral import queries as referral
from pathway.upkeep import routing_seed
from pathway.upkeep.grants import audit_faults

ADMINISTRATORS = 2
DISTINCT = 12
"""A random key of 32 characters or more has at least so many different ones."""
FULL, EXTRA = 2, 3
LATE_MINUTES = 15
AUDIT_TRIGGERS = 2
ROUTING_TRIGGERS = {
    "sqlite": (
        {"routing_table_kept", "routing_table_not_removed"},
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'routing_table'",
    ),
    "postgresql": (
        {"routing_table_kept", "routing_table_not_emptied"},
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'routing_table'::regclass AND tgenabled IN ('O', 'A')",
    ),
}
"""The triggers that protect published routing tables on each engine, and the query for those that are there."""


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    check: str
    level: Level
    detail: str
    is_away: bool = field(default=False, compare=False)
    """Whether it could not be looked at, because the database does not answer."""

    @property
    def ok(self) -> bool:
        """Whether it lets production start."""
        return self.level is not Level.FAIL

    def as_json(self) -> dict[str, Any]:
        """Return it as `pathway doctor --json` prints it."""
        return {"check": self.check, "level": self.level, "detail": self.detail, "ok": self.ok}


Finding = tuple[Level, str]
_GOOD = Level.OK


def examine(app: Flask, *, thorough: bool = True) -> list[Check]:
    """Look at everything. Without `thorough`, what takes long with much data is left out."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        checks = [Check("settings", Level.OK, "Every setting that is needed is there and safe.")]
        checks += [_run(name, look, settings, app) for name, look in _CHECKS]
        if thorough:
            checks.append(_run("audit chain", _audit_chain, settings, app))
        db.session.remove()
    return checks


def unsafe_settings(error: SettingsError) -> Check:
    """Return the check for settings that are refused."""
    return Check("settings", Level.FAIL, str(error))


def why_not_to_start(app: Flask, *, may_be_away: bool = False) -> list[str]:
    """Say why production must not start; nothing elsewhere.

    `may_be_away`: a process that answers without its database starts without it, where it has the file to answer from.
    """
    settings: Settings = app.config["SETTINGS"]
    if settings.env != "production":
        return []
    may_be_away = may_be_away and settings.snapshot is not None and read_about(settings.snapshot) is not None
    checks = [check for check in examine(app, thorough=False) if not (may_be_away and check.is_away)]
    return [f"{check.check}: {check.detail}" for check in checks if not check.ok]


def _run(name: str, look: Callable[[Settings, Flask], Finding], settings: Settings, app: Flask) -> Check:
    try:
        return Check(name, *look(settings, app))
    except SQLAlchemyError as error:
        db.session.rollback()
        detail = f"The database cannot be asked ({type(error).__name__}). Run pathway init first."
        return Check(name, Level.FAIL, detail, is_away=isinstance(error, DATABASE_ERRORS))


def _in_production(settings: Settings) -> Level:
    return Level.FAIL if settings.env == "production" else Level.WARN


def _debug(settings: Settings, app: Flask) -> Finding:
    if app.debug or os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false"}:
        return _in_production(settings), "Debugging is on: it shows code and values to whoever causes an error."
    return _GOOD, "Debugging is off."


def _keys(settings: Settings, _app: Flask) -> Finding:
    secrets = {
        "PATHWAY_SECRET_KEYS": ",".join(settings.secret_keys),
        "PATHWAY_FIELD_KEYS": settings.field_keys,
        "PATHWAY_INDEX_KEY": settings.index_key,
        "PATHWAY_AUDIT_KEY": settings.audit_key,
    }
    for name, value in secrets.items():
        path = settings.instance / DEVELOPMENT_KEYS[name]
        if path.exists() and path.read_text("utf-8").strip() == value:
            return _in_production(settings), f"{name} is the one that was made for development. Make another."
    for name, value in secrets.items():
        if any(len(set(key)) < DISTINCT for key in _single_keys(name, value)):
            return _in_production(settings), f"{name} is not random. Make one with pathway keys new."
    return _GOOD, "Keys are this installation's own."


def _single_keys(name: str, value: str) -> Iterator[str]:
    for key in value.split(","):
        yield key.partition(":")[2] if name == "PATHWAY_FIELD_KEYS" else key


def _origin(settings: Settings, _app: Flask) -> Finding:
    if not settings.is_https:
        return _in_production(settings), "PATHWAY_ORIGIN is http: cookies and what is typed can be read on the way."
    return _GOOD, "People reach it over https, and cookies are marked for https only."


def _proxies(settings: Settings, _app: Flask) -> Finding:
    if settings.env == "production" and not settings.proxies:
        return Level.WARN, "PATHWAY_PROXIES is 0: behind a proxy all are one address, and meet its limits all at once."
    return _GOOD, f"Proxies of yours in front: {settings.proxies}."


def _test_clock(settings: Settings, _app: Flask) -> Finding:
    if settings.test_clock is not None:
        return _in_production(settings), "PATHWAY_TEST_CLOCK is set: time is what a file says."
    return _GOOD, "Time is the real time."


def _database_mode(_settings: Settings, _app: Flask) -> Finding:
    if db.engine.dialect.name != "sqlite":
        return _GOOD, "PostgreSQL."
    with db.engine.connect() as connection:
        mode, synchronous, foreign_keys, deletes = (
            connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        )
    if mode == "wal" and not WAL_IS_SAFE:
        return Level.FAIL, "SQLite is in WAL mode with a library older than 3.51.3, which can lose what was saved."
    if mode not in {"wal", "delete", "truncate", "persist"}:
        return Level.FAIL, f"SQLite's journal is {mode}: a crash loses what was saved."
    if synchronous not in {FULL, EXTRA}:
        return Level.FAIL, "SQLite does not wait for the disk (synchronous is not FULL): a crash loses what was saved."
    if not foreign_keys or not deletes:
        return Level.FAIL, "SQLite does not hold to foreign keys, or does not overwrite what is deleted."
    return _GOOD, f"SQLite, journal {mode}, waits for the disk."


def _migrated(_settings: Settings, app: Flask) -> Finding:
    wanted = ScriptDirectory(str(app.config["MIGRATIONS"])).get_current_head()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present != wanted:
        return Level.FAIL, f"The database is at {present or 'nothing'} and the code wants {wanted}. Run pathway init."
    return _GOOD, f"The database is at {wanted}."


def _audit_grants(settings: Settings, _app: Flask) -> Finding:
    if db.engine.dialect.name != "postgresql":
        with db.engine.connect() as connection:
            triggers = connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name LIKE 'audit_event_no_%'"))
        if triggers != AUDIT_TRIGGERS:
            return Level.FAIL, "The triggers that keep the audit trail are gone. Somebody removed them: look into it."
        return Level.INFO, "SQLite has no roles: triggers alone keep the trail. Whoever has the file can remove them."
    with db.engine.connect() as connection:
        faults = audit_faults(connection)
    if faults:
        return _in_production(settings), f"{'; '.join(faults)}. Run the app as a role of its own: init --app-role."
    return _GOOD, "The app may only add to the trail."


def _routing_table(settings: Settings, _app: Flask) -> Finding:
    wanted, query = ROUTING_TRIGGERS[db.engine.dialect.name]
    with db.engine.connect() as connection:
        present = set(connection.scalars(text(query)))
    if not wanted <= present:
        return (
            Level.FAIL,
            "The triggers that keep published routing tables are gone or off. Look into who removed them.",
        )
    try:
        table = referral.published_table(utc_now())
        ours = routing_seed.read(settings.seed)
    except PathwayError as error:
        return Level.WARN, f"Nobody is routed: {error}"
    if table.version != ours.version:
        return Level.INFO, f"Routing table {table.version} is in force; the product's own newest is {ours.version}."
    return _GOOD, f"Routing table {table.version} is in force, the product's own."


def _audit_chain(_settings: Settings, _app: Flask) -> Finding:
    verdict = verify(db.session(), keys().audit)
    if verdict.faults:
        return Level.FAIL, f"The audit chain is broken: {verdict.faults[0]}."
    return _GOOD, f"{verdict.rows:,} rows: the chain holds."


def _messages(settings: Settings, _app: Flask) -> Finding:
    try:
        sender_for(settings.notify, settings.mail_from)
    except SettingsError as error:
        return Level.FAIL, str(error)
    if settings.notify.startswith("dir:"):
        return _in_production(settings), "Messages go into a folder and to nobody. Set PATHWAY_NOTIFY."
    if settings.mail_from.endswith("@localhost"):
        return _in_production(settings), "PATHWAY_MAIL_FROM is not set: messages come from nowhere."
    return _GOOD, "Messages have a way out."


def _outbox(_settings: Settings, _app: Flask) -> Finding:
    standing = notifications.standing()
    if standing.oldest and (utc_now() - standing.oldest).total_seconds() > LATE_MINUTES * 60:
        return Level.WARN, f"{standing.waiting} messages wait, the oldest since {standing.oldest:%Y-%m-%d %H:%M} UTC."
    if standing.dead:
        return Level.WARN, f"{standing.dead} messages could not be delivered. See /manage/messages."
    return _GOOD, "No message waits for long."


def _public_file(settings: Settings, _app: Flask) -> Finding:
    path = settings.snapshot
    about = read_about(path) if path else None
    if path is None or about is None:
        return Level.WARN, "There is no file of the public pages for when the database is away. The worker writes it."
    if stat.S_IMODE(path.stat().st_mode) != MODE:
        return _in_production(settings), f"Others may read the file of the public pages. Run chmod 600 {path.name}."
    age = utc_now() - about.made_at
    minutes = int(age.total_seconds() // 60)
    if age > 2 * RENEW_AFTER:
        return Level.WARN, f"The file of the public pages is {minutes} minutes old: no worker renews it."
    return _GOOD, f"The file of the public pages is {minutes} minutes old."


def _demo(settings: Settings, _app: Flask) -> Finding:
    number = accounts.demo_accounts()
    if number:
        level = Level.FAIL if settings.env == "production" else Level.INFO
        return level, f"{number} demo accounts, whose secrets were printed, are in this database."
    return _GOOD, "There are no demo accounts."


def _administrators(_settings: Settings, _app: Flask) -> Finding:
    number = len(accounts.administrators())
    if number < ADMINISTRATORS:
        return (
            Level.WARN,
            f"{number} administrators: what takes two cannot be done. Run pathway init --admin for who is missing.",
        )
    return _GOOD, f"{number} administrators."


def _assets(settings: Settings, _app: Flask) -> Finding:
    if not (settings.static / "dist" / "manifest.json").exists():
        return Level.WARN, "Styles and scripts are not built. Run make assets."
    return _GOOD, "Styles and scripts are built."


def _pathway_72h(_settings: Settings, _app: Flask) -> Finding:
    missing = "; ".join(requirement.words for requirement in pathway_switch.missing(utc_now()))
    if referral.pathway_is_running():
        if missing:
            return Level.WARN, f"The 72-hour pathway is running, and this has gone missing: {missing}."
        return _GOOD, "The 72-hour pathway is running."
    if missing:
        return Level.INFO, f"The 72-hour pathway is not running. Missing: {missing}."
    return Level.INFO, "The 72-hour pathway is not running. Nothing is missing: two people can turn it on."


_CHECKS: tuple[tuple[str, Callable[[Settings, Flask], Finding]], ...] = (
    ("debug", _debug),
    ("keys", _keys),
    ("origin", _origin),
    ("proxies", _proxies),
    ("test clock", _test_clock),
    ("database mode", _database_mode),
    ("migrations", _migrated),
    ("audit grants", _audit_grants),
    ("routing table", _routing_table),
    ("messages", _messages),
    ("outbox", _outbox),
    ("public pages", _public_file),
    ("demo accounts", _demo),
    ("administrators", _administrators),
    ("assets", _assets),
    ("72-hour pathway", _pathway_72h),
)
