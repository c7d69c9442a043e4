"""The first two administrators, and demo accounts: how anybody gets in on the first day."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from pathway import create_app
from pathway.accounts import operations
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.cli import main
from pathway.extensions import db, writing
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind
from tests.integration.accounts.test_enrolling import fill_in
from tests.integration.conftest import settings_for
from tests.services import KEYS_ENVIRONMENT, dispose
from tests.staff import user, visitor


@pytest.fixture
def environment(own_database: str, tmp_path: Path) -> dict[str, str]:
    """What `pathway` reads."""
    return {
        "PATHWAY_ENV": "test",
        "PATHWAY_DATABASE_URL": own_database,
        "PATHWAY_INSTANCE": str(tmp_path / "instance"),
        "PATHWAY_ORIGIN": "http://localhost",
        "PATHWAY_SECRET_KEYS": "k" * 40,
    } | KEYS_ENVIRONMENT


def run(environment: dict[str, str], *words: str) -> Result:
    """Run `pathway` as from a shell."""
    return CliRunner().invoke(main, words, env=environment)


def links(said: Result) -> dict[str, str]:
    """The printed links by address."""
    return dict(re.findall(r"^(\S+@\S+): http://localhost(\S+)$", said.output, re.MULTILINE))


@pytest.mark.usefixtures("now")
def test_two_administrators_get_a_link_each_and_set_themselves_up(
    environment: dict[str, str], own_database: str
) -> None:
    said = run(environment, "init", "--admin", "One@example.org", "--admin", "two@example.org")

    assert said.exit_code == 0, said.output
    found = links(said)
    assert set(found) == {"one@example.org", "two@example.org"}
    app = create_app(settings_for(own_database))
    for address in found.values():
        staff = visitor(app)
        assert fill_in(staff, address)[0] == 200
        assert staff.get("/manage/organizations").status_code == 200
        assert visitor(app).get(address).status_code == 410
    dispose(app)


def test_a_lost_link_is_made_anew_until_it_was_used(environment: dict[str, str]) -> None:
    words = ("init", "--admin", "one@example.org", "--admin", "two@example.org")
    first, second = run(environment, *words), run(environment, *words)

    assert second.exit_code == 0
    assert set(links(first).values()).isdisjoint(links(second).values())


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (["one@example.org"], "twice"),
        (["one@example.org", "two@example.org", "three@example.org"], "twice"),
        (["one@example.org", "ONE@example.org"], "the same"),
        (["one@example.org", "nonsense"], "correct format"),
    ],
)
def test_anything_but_two_addresses_is_refused(
    environment: dict[str, str], app: Flask, addresses: list[str], words: str
) -> None:
    said = run(environment, "init", *(part for one in addresses for part in ("--admin", one)))

    assert said.exit_code != 0
    assert words in said.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_no_third_one_comes_from_the_command_line(environment: dict[str, str]) -> None:
    run(environment, "init", "--admin", "one@example.org", "--admin", "two@example.org")

    said = run(environment, "init", "--admin", "three@example.org", "--admin", "four@example.org")

    assert said.exit_code == 1
    assert "administrators already" in said.output


@pytest.fixture
def first_two(environment: dict[str, str], own_database: str, now: object) -> Iterator[Flask]:
    """The app, with two administrators who have signed in."""
    found = links(run(environment, "init", "--admin", "one@example.org", "--admin", "two@example.org"))
    app = create_app(settings_for(own_database))
    for address in found.values():
        assert fill_in(visitor(app), address)[0] == 200
    yield app
    dispose(app)


def _of(app: Flask, email: str) -> User:
    with app.app_context():
        return db.session.scalars(select(User).where(User.email == email)).one()


def _shut_out(app: Flask, email: str) -> None:
    with app.app_context(), writing():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        operations.disable(user, user)


def test_an_administrator_who_was_shut_out_comes_back_from_the_host(
    environment: dict[str, str], first_two: Flask
) -> None:
    _shut_out(first_two, "two@example.org")

    said = run(environment, "init", "--admin", "two@example.org")

    assert said.exit_code == 0, said.output
    assert fill_in(visitor(first_two), links(said)["two@example.org"])[0] == 200
    assert _of(first_two, "two@example.org").status is UserStatus.ACTIVE


def test_where_one_is_left_another_comes_from_the_host(environment: dict[str, str], first_two: Flask) -> None:
    _shut_out(first_two, "two@example.org")

    said = run(environment, "init", "--admin", "three@example.org")

    assert said.exit_code == 0, said.output
    three, one = _of(first_two, "three@example.org"), _of(first_two, "one@example.org")
    assert (three.role, three.organization_id) == (Role.ADMINISTRATOR, one.organization_id)
    assert "administrators already" in run(environment, "init", "--admin", "four@example.org").output


def test_one_who_signed_in_gets_a_new_link_only_where_it_is_meant(
    environment: dict[str, str], first_two: Flask
) -> None:
    refused = run(environment, "init", "--admin", "one@example.org")
    meant = run(environment, "init", "--admin", "one@example.org", "--anew")

    assert (refused.exit_code, links(refused)) == (1, {})
    assert "--anew" in refused.output
    assert meant.exit_code == 0, meant.output
    assert fill_in(visitor(first_two), links(meant)["one@example.org"])[0] == 200


def test_nobody_of_another_role_becomes_an_administrator_from_the_host(
    environment: dict[str, str], first_two: Flask
) -> None:
    user(first_two, _of(first_two, "one@example.org").organization_id, email="lead@example.org")
    _shut_out(first_two, "two@example.org")

    said = run(environment, "init", "--admin", "lead@example.org", "--anew")

    assert said.exit_code == 1
    assert "another role" in said.output


def test_the_demo_has_two_organisations_of_each_kind_and_two_people_of_each_role(
    environment: dict[str, str], own_database: str
) -> None:
    said = run(environment, "seed", "--demo")
    told = json.loads(said.stdout)

    app = create_app(settings_for(own_database))
    with app.app_context():
        kinds = db.session.scalars(select(Organization.kind).where(Organization.is_demo)).all()
        roles = db.session.scalars(select(User.role).where(User.is_demo)).all()
    assert {kind: list(kinds).count(kind) for kind in OrganizationKind} == dict.fromkeys(OrganizationKind, 2)
    assert all(list(roles).count(role) >= 2 for role in Role)
    assert len(told["organizations"]) == 10
    assert all({"id", "email", "password", "totp_secret", "recovery_codes"} <= set(one) for one in told["users"])
    assert {one["email"].rpartition(".example.")[2] for one in told["users"]} == {"org"}
    dispose(app)


def test_the_demo_again_is_the_same(environment: dict[str, str]) -> None:
    assert run(environment, "seed", "--demo").stdout == run(environment, "seed", "--demo").stdout


def test_the_secrets_of_the_demo_are_for_its_owner_only(environment: dict[str, str]) -> None:
    run(environment, "seed", "--demo")

    kept = Path(environment["PATHWAY_INSTANCE"]) / "demo.json"
    assert kept.stat().st_mode & 0o077 == 0


def test_production_has_no_demo(environment: dict[str, str], app: Flask) -> None:
    live = environment | {"PATHWAY_ENV": "production", "PATHWAY_ORIGIN": "https://pathway.example.org"}

    said = run(live, "seed", "--demo")

    assert said.exit_code == 1
    assert "development and tests only" in said.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.parametrize(("env", "shown"), [("development", True), ("test", False)])
def test_the_sign_in_page_shows_the_demo_in_development_only(
    environment: dict[str, str], own_database: str, env: str, shown: bool
) -> None:
    told = json.loads(run(environment, "seed", "--demo").stdout)
    app = create_app(settings_for(own_database, env=env, instance=Path(environment["PATHWAY_INSTANCE"])))

    page = app.test_client().get("/sign-in").text

    assert (told["users"][0]["password"] in page) is shown
    dispose(app)
