"""Five numbers a month: drawn once, rung by the coordinator, and what comes of each call."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from pathway import create_app
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role
from pathway.core.clock import utc_now
from pathway.directory.models import ListingVersion, Phone, SearchEntry
from pathway.directory.spot_checks import operations
from pathway.directory.spot_checks.models import SpotCheck
from pathway.directory.vocabulary import CallResult, EditKind, PhoneType, Publication, ServiceStatus
from pathway.extensions import db
from tests import factories
from tests.integration.accounts.signing import messages
from tests.integration.conftest import NOW, settings_for
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_still_correct import STALE, confirmed
from tests.integration.reading import words_of
from tests.services import dispose
from tests.staff import Staff, signed_in, user
from tests.staff import stored as row_of

At = Callable[[datetime], None]
TODAY = NOW.date()
LATELY = confirmed(TODAY - timedelta(days=5))


def draw(app: Flask) -> list[SpotCheck]:
    """Run the job, and return the month's numbers."""
    with app.app_context():
        operations.draw_numbers(utc_now())
        month = utc_now().date().replace(day=1)
        found = db.session.scalars(select(SpotCheck).where(SpotCheck.month == month).order_by(SpotCheck.place)).all()
        db.session.expunge_all()
        return list(found)


def say(staff: Staff, check: SpotCheck, result: str, call: int = 1) -> int:
    with staff.client.application.app_context():
        phone = db.session.get(Phone, check.phone_id)
        number = phone.number if phone else "020 7946 0999"
    typed = {"result": result, "call": call, "number": number}
    return staff.post(f"/manage/spot-checks/{check.id}", typed).status_code


@pytest.fixture
def only(owner: Owner) -> UUID:
    """The one listing that can be drawn."""
    return owner.listing(name="Drawn", **LATELY)


def test_five_are_drawn_each_of_another_organisation(app: Flask, now: object) -> None:
    for _ in range(7):
        factories.publish(app, **LATELY)

    found = draw(app)

    assert [check.place for check in found] == [1, 2, 3, 4, 5]
    assert len({stored(app, check.service_id).organization_id for check in found}) == 5


def test_they_are_drawn_once_a_month(app: Flask, now: object, at: At) -> None:
    for _ in range(12):
        factories.publish(app, **confirmed(TODAY))
    first = [check.id for check in draw(app)]

    at(datetime(2026, 11, 30, 23, 59, tzinfo=NOW.tzinfo))
    assert [check.id for check in draw(app)] == first

    at(datetime(2026, 12, 1, 0, 0, tzinfo=NOW.tzinfo))
    december = draw(app)
    assert len(december) == 5
    assert {check.month for check in december} == {date(2026, 12, 1)}


def test_two_workers_at_once_draw_five_together(app: Flask, now: object) -> None:
    for _ in range(12):
        factories.publish(app, **LATELY)
    others = [create_app(settings_for(app.config["SQLALCHEMY_DATABASE_URI"])) for _ in range(2)]
    together, failed = threading.Barrier(2), list[BaseException]()

    def work(other: Flask) -> None:
        try:
            with other.app_context():
                together.wait(10)
                operations.draw_numbers(utc_now())
        except BaseException as error:  # noqa: BLE001 - whatever it is fails the test, in its own thread
            failed.append(error)

    threads = [threading.Thread(target=work, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for other in others:
        dispose(other)

    assert failed == []
    assert len(draw(app)) == 5


@pytest.mark.parametrize(
    "given",
    [
        {},
        confirmed(STALE),
        LATELY | {"publication": Publication.DRAFT},
        LATELY | {"status": ServiceStatus.TEMPORARILY_CLOSED},
        LATELY | {"phones": []},
        LATELY | {"phone": {"type": PhoneType.SMS}},
        LATELY | {"phone": {"number": "999", "digits": "999"}},
    ],
    ids=["never confirmed", "stale", "draft", "closed for now", "no number", "texts only", "emergency"],
)
def test_what_is_not_drawn(app: Flask, now: object, given: dict[str, object]) -> None:
    phones = {"phones": [factories.phone(**given["phone"])]} if "phone" in given else {}

    factories.publish(app, **{name: value for name, value in given.items() if name != "phone"} | phones)

    assert draw(app) == []


def test_the_coordinator_sees_them_where_her_work_is(owner: Owner, coordinator: Staff, only: UUID) -> None:
    number = stored(owner.app, only).phones[0].number
    draw(owner.app)

    page = coordinator.get("/manage").text

    assert "Numbers to ring this month" in page
    assert number in page
    assert "Numbers to ring" not in owner.manager().get("/manage").text


def test_right_is_noted_on_the_number(owner: Owner, coordinator: Staff, only: UUID) -> None:
    (check,) = draw(owner.app)

    assert say(coordinator, check, "right") == 303

    listing = stored(owner.app, only)
    assert (listing.phones[0].number_checked_on, listing.assured_on) == (TODAY, LATELY["assured_on"])
    assert listing.phones[0].number_checked_by.startswith("Example Trust")
    assert "1 thing waits" not in words_of(coordinator.get("/manage").text)
    assert "Right." in words_of(coordinator.get("/manage/spot-checks").text)
    assert row_of(owner.app, SpotCheck, check.id).result is CallResult.RIGHT


def test_wrong_takes_the_confirmation_away_and_tells_her_who_gave_it(
    owner: Owner, coordinator: Staff, only: UUID
) -> None:
    confirmer = user(owner.app, owner.organization_id, Role.SERVICE_MANAGER)
    signed_in(owner.app, confirmer).post(f"/manage/services/{only}/confirm")
    (check,) = draw(owner.app)

    assert say(coordinator, check, "wrong") == 303

    listing = stored(owner.app, only)
    assert (listing.assured_on, listing.assured_by) == (None, None)
    assert "Not yet confirmed by the service" in owner.app.test_client().get(f"/services/{only}").text
    with owner.app.app_context():
        assert db.session.query(SearchEntry).filter_by(service_id=only).one().assured_on is None
        latest = select(ListingVersion).where(ListingVersion.service_id == only).order_by(ListingVersion.number.desc())
        assert db.session.scalars(latest).first().kind is EditKind.FOUND_WRONG
    mails = {
        user_id: [name for name, _ in messages(owner.app, row_of(owner.app, User, user_id).email)]
        for user_id in (confirmer, owner.manager_id)
    }
    assert mails == {confirmer: ["entry_found_wrong"], owner.manager_id: []}


def test_no_answer_once_waits_and_twice_makes_it_due(owner: Owner, coordinator: Staff, only: UUID) -> None:
    (check,) = draw(owner.app)

    say(coordinator, check, "no_answer")
    assert "Rung once, nobody answered" in words_of(coordinator.get("/manage").text)
    assert stored(owner.app, only).unanswered_on is None

    say(coordinator, check, "no_answer", call=2)
    assert stored(owner.app, only).unanswered_on == TODAY
    page = words_of(owner.manager().get("/manage/services").text)
    assert "1 is overdue" in page
    assert "Nobody answered its number on 24 November 2026" in page
    assert "It is due to be asked again" in owner.app.test_client().get(f"/services/{only}").text

    owner.manager().post(f"/manage/services/{only}/confirm")
    assert "It is up to date" in words_of(owner.manager().get("/manage/services").text)


def test_a_second_tap_of_the_same_is_no_second_call(owner: Owner, coordinator: Staff, only: UUID) -> None:
    (check,) = draw(owner.app)

    assert [say(coordinator, check, "no_answer", call=1) for _ in range(3)] == [303] * 3

    assert row_of(owner.app, SpotCheck, check.id).calls == 1
    assert stored(owner.app, only).unanswered_on is None
    assert say(coordinator, check, "right", call=2) == 303
    version = stored(owner.app, only).version
    assert say(coordinator, check, "right", call=2) == 303
    assert stored(owner.app, only).version == version


def test_another_result_for_the_same_call_is_refused(owner: Owner, coordinator: Staff, only: UUID) -> None:
    (check,) = draw(owner.app)
    say(coordinator, check, "right")

    assert say(coordinator, check, "wrong") == 409

    assert stored(owner.app, only).assured_on == LATELY["assured_on"]


def test_a_number_that_was_taken_off_is_not_rung(owner: Owner, coordinator: Staff, only: UUID) -> None:
    (check,) = draw(owner.app)
    owner.manager().post(f"/manage/services/{only}/phones/{check.phone_id}/hide")

    assert "Numbers to ring this month" not in coordinator.get("/manage").text
    assert "there is nothing to ring" in words_of(coordinator.get("/manage/spot-checks").text)
    assert say(coordinator, check, "right") == 409


@pytest.mark.parametrize("data", [{}, {"result": "maybe", "call": 1}, {"result": "right", "call": 0}])
def test_anything_else_is_no_result(owner: Owner, coordinator: Staff, only: UUID, data: dict[str, object]) -> None:
    (check,) = draw(owner.app)

    assert coordinator.post(f"/manage/spot-checks/{check.id}", data).status_code == 400


def test_earlier_months_are_counted_for_a_year_and_then_forgotten(
    owner: Owner, coordinator: Staff, only: UUID, at: At
) -> None:
    (check,) = draw(owner.app)
    say(coordinator, check, "right")

    at(NOW + timedelta(days=30))
    draw(owner.app)
    staff = signed_in(owner.app, coordinator.user_id)
    assert "November 2026 1 0 0 0" in " ".join(words_of(staff.get("/manage/spot-checks").text).split())

    at(NOW + timedelta(days=460))
    factories.change(owner.app, only, assured_on=utc_now().date())
    draw(owner.app)
    assert row_of(owner.app, SpotCheck, check.id) is None
