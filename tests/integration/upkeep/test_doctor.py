"""`pathway doctor`, and that production does not start on a failing check: each bad setting in turn."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, text

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.cli import main
from pathway.config import ROOT, Settings
from pathway.core.clock import utc_now
from pathway.core.crypto import new_key
from pathway.extensions import db, writing
from pathway.referral.models import RoutingTable, SignOff, SignOffRole, TableStatus
from pathway.upkeep import doctor, routing_seed
from tests import clocks
from tests.integration.conftest import settings_for
from tests.services import dispose
from tests.staff import organization, user

RANDOM = "0123456789abcdefghijklmnopqrstuvwxyz"
Run = Callable[..., Result]


@pytest.fixture
def live(own_database: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a sound installation. On PostgreSQL the tests' role is a superuser, which fails a check."""
    return {
        "PATHWAY_ENV": "production",
        "PATHWAY_ORIGIN": "https://pathway.example.org",
        "PATHWAY_PROXIES": "1",
        "PATHWAY_DATABASE_URL": own_database,
        "PATHWAY_INSTANCE": str(tmp_path / "instance"),
        "PATHWAY_SECRET_KEYS": f"secret-{RANDOM}",
        "PATHWAY_FIELD_KEYS": new_key("live"),
        "PATHWAY_INDEX_KEY": f"index-{RANDOM}",
        "PATHWAY_AUDIT_KEY": f"audit-{RANDOM}",
        "PATHWAY_NOTIFY": "smtp://mail.example.org",
        "PATHWAY_MAIL_FROM": "pathway@example.org",
        "FLASK_DEBUG": "0",
    }


@pytest.fixture
def run() -> Run:
    """Run a `pathway` command in an environment."""
    return lambda environment, *words: CliRunner().invoke(main, words, env=environment)


@pytest.fixture
def only_sqlite(engine_name: str) -> None:
    """What is looked at does not depend on the engine; one is enough."""
    if engine_name != "sqlite":
        pytest.skip("the check does not ask the database, and PostgreSQL's superuser fails another")


def checks(said: Result) -> dict[str, dict[str, object]]:
    return {one["check"]: one for one in json.loads(said.stdout)}


def test_a_sound_installation_passes(live: dict[str, str], run: Run, engine_name: str) -> None:
    said = run(live, "doctor", "--json")

    failing = {name for name, one in checks(said).items() if not one["ok"]}
    assert failing == (set() if engine_name == "sqlite" else {"audit grants"})
    assert said.exit_code == len(failing)
    assert checks(said)["72-hour pathway"]["level"] == "info"
    assert "not running" in str(checks(said)["72-hour pathway"]["detail"])


BAD = {
    "no secret": ({"PATHWAY_SECRET_KEYS": ""}, "settings"),
    "a short secret": ({"PATHWAY_SECRET_KEYS": "short"}, "settings"),
    "no field key": ({"PATHWAY_FIELD_KEYS": ""}, "settings"),
    "no index key": ({"PATHWAY_INDEX_KEY": ""}, "settings"),
    "no audit key": ({"PATHWAY_AUDIT_KEY": ""}, "settings"),
    "a key used twice": ({"PATHWAY_AUDIT_KEY": f"index-{RANDOM}"}, "settings"),
    "http": ({"PATHWAY_ORIGIN": "http://pathway.example.org"}, "settings"),
    "the clock of tests": ({"PATHWAY_TEST_CLOCK": "clock"}, "settings"),
    "a secret that is not random": ({"PATHWAY_SECRET_KEYS": "k" * 40}, "keys"),
    "a field key that is not random": ({"PATHWAY_FIELD_KEYS": f"a:{'A' * 43}="}, "keys"),
    "debugging": ({"FLASK_DEBUG": "1"}, "debug"),
    "no way out for messages": ({"PATHWAY_NOTIFY": ""}, "messages"),
    "messages into a folder": ({"PATHWAY_NOTIFY": "dir:/tmp/messages"}, "messages"),
    "messages from nowhere": ({"PATHWAY_MAIL_FROM": ""}, "messages"),
    "a way out that is none": ({"PATHWAY_NOTIFY": "pigeon:loft"}, "messages"),
    "no database": ({"PATHWAY_DATABASE_URL": "sqlite:////nonexistent/folder/pathway.db"}, "migrations"),
}


@pytest.mark.usefixtures("only_sqlite")
@pytest.mark.parametrize(("change", "check"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_does_not_start(
    live: dict[str, str], run: Run, change: dict[str, str], check: str, command: str
) -> None:
    looked, started = run(live | change, "doctor", "--json"), run(live | change, command)

    assert looked.exit_code == 1
    assert not checks(looked)[check]["ok"]
    assert started.exit_code == 1
    assert started.output.startswith("Error: ")
    assert "Traceback" not in started.output
    for secret in (RANDOM, "k" * 40, live["PATHWAY_FIELD_KEYS"]):
        assert secret not in looked.output + started.output


@pytest.mark.usefixtures("only_sqlite")
@pytest.mark.parametrize(("number", "level"), [("0", "warn"), ("1", "ok"), ("2", "ok")])
def test_no_proxy_in_production_is_said_and_keeps_nobody_from_starting(
    live: dict[str, str], run: Run, number: str, level: str
) -> None:
    said = run(live | {"PATHWAY_PROXIES": number}, "doctor", "--json")

    assert said.exit_code == 0
    assert checks(said)["proxies"]["level"] == level
    assert ("one address" in str(checks(said)["proxies"]["detail"])) == (level == "warn")


def test_no_proxy_elsewhere_is_as_it_should_be(app: Flask) -> None:
    assert {one.check: one for one in doctor.examine(app)}["proxies"].level is doctor.Level.OK


DROPPED = {
    "sqlite": ("DROP TRIGGER routing_table_kept", "DROP TRIGGER routing_table_not_removed"),
    "postgresql": (
        "ALTER TABLE routing_table DISABLE TRIGGER routing_table_kept",
        "DROP TRIGGER routing_table_not_emptied ON routing_table",
    ),
}


@pytest.mark.parametrize("place", [0, 1])
def test_a_routing_table_without_its_triggers_is_found(app: Flask, engine_name: str, place: int) -> None:
    with app.app_context(), writing():
        db.session.execute(text(DROPPED[engine_name][place]))

    found = {one.check: one for one in doctor.examine(app)}["routing table"]

    assert found.level is doctor.Level.FAIL
    assert "triggers" in found.detail


def test_which_routing_table_is_in_force_is_said(app: Flask) -> None:
    good = {one.check: one for one in doctor.examine(app)}["routing table"]
    with app.app_context(), writing():
        db.session.execute(text("UPDATE routing_table SET status = 'retired'"))
    none = {one.check: one for one in doctor.examine(app)}["routing table"]

    assert good.level is doctor.Level.OK
    assert "the product's own" in good.detail
    assert none.level is doctor.Level.WARN
    assert "Nobody is routed" in none.detail


def test_a_version_of_their_own_is_told_from_ours(app: Flask) -> None:
    own = routing_seed.read(ROOT / "tests" / "data" / "first_seed")
    with app.app_context(), writing():
        row = {"number": own.number, "content": own.content(), "content_hash": own.content_hash, "author": "A"}
        db.session.add(RoutingTable(**row, status=TableStatus.PUBLISHED, effective_from=utc_now()))

    found = {one.check: one for one in doctor.examine(app)}["routing table"]

    assert found.level is doctor.Level.INFO
    assert own.version in found.detail


@pytest.mark.usefixtures("only_sqlite")
def test_keys_made_for_development_are_refused(live: dict[str, str], run: Run) -> None:
    folder = Path(live["PATHWAY_INSTANCE"])
    folder.mkdir(parents=True)
    (folder / "development-audit-key").write_text(live["PATHWAY_AUDIT_KEY"] + "\n")

    assert not checks(run(live, "doctor", "--json"))["keys"]["ok"]
    assert run(live, "serve").exit_code == 1


def test_demo_accounts_are_refused(live: dict[str, str], run: Run, own_database: str) -> None:
    app = create_app(settings_for(own_database))
    user(app, organization(app), is_demo=True)
    dispose(app)

    assert not checks(run(live, "doctor", "--json"))["demo accounts"]["ok"]
    assert run(live, "serve").exit_code == 1


def test_a_database_that_was_not_brought_up_to_date_is_refused(
    live: dict[str, str], run: Run, empty_database: str
) -> None:
    app = create_app(settings_for(empty_database))
    with app.app_context():
        upgrade(directory=str(app.config["MIGRATIONS"]), revision="0004")
    dispose(app)

    said = run(live | {"PATHWAY_DATABASE_URL": empty_database}, "doctor", "--json")

    assert not checks(said)["migrations"]["ok"]
    assert "Run pathway init" in str(checks(said)["migrations"]["detail"])


@pytest.mark.usefixtures("only_sqlite")
@pytest.mark.parametrize(
    ("pragma", "words"),
    [
        ("journal_mode=WAL", "WAL"),
        ("journal_mode=MEMORY", "journal is memory"),
        ("journal_mode=OFF", "journal is off"),
        ("synchronous=NORMAL", "does not wait for the disk"),
        ("synchronous=OFF", "does not wait for the disk"),
        ("foreign_keys=OFF", "foreign keys"),
        ("secure_delete=OFF", "overwrite"),
    ],
)
def test_an_unsafe_mode_of_sqlite_fails(app: Flask, monkeypatch: pytest.MonkeyPatch, pragma: str, words: str) -> None:
    monkeypatch.setattr(doctor, "WAL_IS_SAFE", False)  # whatever library this machine has
    with app.app_context():
        from sqlalchemy import event

        db.engine.dispose()
        event.listen(db.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))

    found = {one.check: one for one in doctor.examine(app)}["database mode"]

    assert not found.ok
    assert words in found.detail


@pytest.mark.usefixtures("only_sqlite")
def test_triggers_that_are_gone_are_noticed(app: Flask) -> None:
    with app.app_context(), writing():
        db.session.execute(text("DROP TRIGGER audit_event_no_delete"))

    assert not {one.check: one for one in doctor.examine(app)}["audit grants"].ok


def test_a_broken_chain_is_noticed(app: Flask) -> None:
    organization_id = organization(app)
    with app.app_context(), writing():
        from pathway.audit import trail

        trail.record("test.done", f"organization:{organization_id}", None)
    with app.app_context(), writing():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            db.session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        db.session.execute(text("UPDATE audit_event SET action = 'test.undone'"))

    found = {one.check: one for one in doctor.examine(app)}["audit chain"]

    assert not found.ok
    assert "row 1" in found.detail


def test_fewer_than_two_administrators_are_said(app: Flask) -> None:
    found = {one.check: one for one in doctor.examine(app)}["administrators"]

    assert found.ok
    assert "--admin" in found.detail


@pytest.mark.usefixtures("only_sqlite")
def test_the_file_of_the_public_pages_is_there_and_young_and_its_users_own(live: dict[str, str], run: Run) -> None:
    def said() -> str:
        checks = json.loads(run(live, "doctor", "--json").stdout)
        return next(f"{check['level']}: {check['detail']}" for check in checks if check["check"] == "public pages")

    assert said().startswith("warn: There is no file")
    run(live, "worker", "--once")
    path = Path(live["PATHWAY_INSTANCE"]) / "public-pages.db"
    assert said() == "ok: The file of the public pages is 0 minutes old."
    path.chmod(0o644)
    assert said().startswith("fail: Others may read")


@pytest.mark.usefixtures("only_sqlite")
def test_a_server_starts_without_its_database_where_it_has_the_file(live: dict[str, str], run: Run) -> None:
    run(live, "worker", "--once")
    away = {**live, "PATHWAY_DATABASE_URL": "postgresql+psycopg://postgres@127.0.0.1:1/nothing"}
    app = create_app(Settings.from_environment(away))

    assert doctor.why_not_to_start(app, may_be_away=True) == []
    assert doctor.why_not_to_start(app) != []
    dispose(app)


def said_of_the_pathway(app: Flask) -> tuple[str, str]:
    check = next(one for one in doctor.examine(app, thorough=False) if one.check == "72-hour pathway")
    return check.level.value, check.detail


def test_what_the_pathway_needs_is_said_before_it_runs_and_once_it_goes_missing(app: Flask) -> None:
    level, detail = said_of_the_pathway(app)
    assert level == "info"
    assert "not running. Missing: The duty coordinator has a phone; " in detail

    clocks.make_ready(app)
    ready = ("info", "The 72-hour pathway is not running. Nothing is missing: two people can turn it on.")
    assert said_of_the_pathway(app) == ready

    home = organization(app)
    clocks.turn(app, *(user(app, home, Role.COORDINATOR) for _ in range(2)))
    assert said_of_the_pathway(app) == ("ok", "The 72-hour pathway is running.")

    with app.app_context(), writing():
        db.session.execute(delete(SignOff).where(SignOff.role == SignOffRole.SAFEGUARDING_LEAD))
    level, detail = said_of_the_pathway(app)
    assert (level, detail) == (
        "warn",
        "The 72-hour pathway is running, and this has gone missing: Safeguarding lead: signed.",
    )
