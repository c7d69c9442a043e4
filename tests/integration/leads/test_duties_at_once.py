"""Two coordinators who give one part in the 72-hour pathway to two roles at once: one role has it, nothing breaks."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.core.clock import london_today
from pathway.extensions import db, writing
from pathway.leads.models import LeadRole
from pathway.leads.vocabulary import ClockDuty
from tests.integration.leads.conftest import Partner
from tests.integration.reading import words_of
from tests.pairs import Act, Pair, pairs_over
from tests.staff import Staff, organization, signed_in, user

ROUNDS = 6
FORM = {"kind": "tactical", "organization_words": "A board", "clock_duty": "duty_lead"}
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def pair(app: Flask, own_database: str, coordinator: Staff) -> Iterator[Pair]:
    other = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    with pairs_over(own_database) as make:
        yield make(coordinator, other)


def take_away(app: Flask) -> None:
    """Let no role have the part."""
    with app.app_context(), writing():
        db.session.execute(text("UPDATE lead_role SET clock_duty = NULL WHERE clock_duty = 'duty_lead'"))


def having(app: Flask) -> list[str]:
    """The titles of the roles on the list that have the part."""
    with app.app_context():
        query = select(LeadRole.title).where(LeadRole.clock_duty == ClockDuty.DUTY_LEAD, LeadRole.retired_on.is_(None))
        return list(db.session.scalars(query))


def giving(staff: Staff, role_id: object, title: str) -> Act:
    return lambda: staff.post(f"/manage/leads/{role_id}/edit", FORM | {"title": title})


def adding(staff: Staff, title: str) -> Act:
    return lambda: staff.post("/manage/leads/new", FORM | {"title": title})


def assert_one_has_it(app: Flask, answers: tuple[TestResponse, TestResponse], titles: tuple[str, str]) -> None:
    assert sorted(answer.status_code for answer in answers) == [303, 400]
    place = [answer.status_code for answer in answers].index(303)
    assert having(app) == [titles[place]]
    assert f"{titles[place]} has this part now. Take it from that role first" in words_of(answers[1 - place].text)


@pytest.mark.parametrize("how", ["changed", "added"])
def test_one_role_has_it_and_the_other_coordinator_is_told(app: Flask, pair: Pair, partner: Partner, how: str) -> None:
    for number in range(ROUNDS):
        take_away(app)
        titles = (f"Night lead {number}", f"Day lead {number}")
        first = giving(pair.first, partner.role(title=titles[0]), titles[0])
        second = giving(pair.second, partner.role(title=titles[1]), titles[1])
        if how == "added":
            second = adding(pair.second, titles[1] + " anew")
            titles = (titles[0], titles[1] + " anew")
        assert_one_has_it(app, pair.at_once(first, second, second_leads=bool(number % 2)), titles)


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
@pytest.mark.parametrize("how", ["changed", "added", "brought back"])
def test_whoever_waits_for_the_other_is_told_once_it_is_given(
    app: Flask, own_database: str, pair: Pair, partner: Partner, how: str
) -> None:
    first = partner.role(title="Night lead")
    second = partner.role(title="Day lead", review_due_on=None)
    take_away(app)
    act: Callable[[], TestResponse] = giving(pair.second, second, "Day lead")
    if how == "added":
        act = adding(pair.second, "Day lead anew")
    elif how == "brought back":
        with app.app_context(), writing():
            role = db.session.get_one(LeadRole, second)
            role.clock_duty, role.retired_on = ClockDuty.DUTY_LEAD, london_today()
        act = lambda: pair.second.post(f"/manage/leads/{second}/bring-back")  # noqa: E731 - one of three
    engine = create_engine(own_database)
    with ThreadPoolExecutor(1) as threads, engine.connect() as other, engine.connect() as eye:
        other.execute(text("UPDATE lead_role SET clock_duty = 'duty_lead' WHERE id = :id"), {"id": first})
        answer = threads.submit(act)
        until = time.monotonic() + 10
        while not eye.scalar(text(WAITS)) and not answer.done():
            assert time.monotonic() < until
            eye.rollback()
            time.sleep(0.02)
        other.commit()
        told = answer.result(30)
    engine.dispose()

    assert having(app) == ["Night lead"]
    if how == "brought back":
        assert told.status_code == 303
        assert "Night lead has it" in words_of(pair.second.get(f"/manage/leads/{second}").text)
    else:
        assert told.status_code == 400
        assert "Night lead has this part now. Take it from that role first" in words_of(told.text)
