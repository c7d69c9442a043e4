"""What a manager changes at once, from the street: closed for now, a number hidden, room; and what ends by itself."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.directory.editing import at_once
from pathway.directory.models import ListingVersion, SearchEntry, ServiceCapacity
from pathway.directory.vocabulary import EditKind, ServiceStatus
from pathway.extensions import db
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.reading import parser, words_of
from tests.staff import signed_in, user

TODAY = NOW.date()


def public_words(owner: Owner, service_id: object) -> str:
    return words_of(owner.app.test_client().get(f"/services/{service_id}").text)


def test_a_service_closed_for_now_says_until_when_and_why(owner: Owner) -> None:
    service_id = owner.listing(schedules=[factories.round_the_clock()])
    manager = owner.manager()

    manager.post(
        f"/manage/services/{service_id}/close", {"closed_until": "2026-12-27", "closed_note": "Staff are ill."}
    )

    page = public_words(owner, service_id)
    assert "Closed for now, up to and including 27 December 2026. Staff are ill." in page
    assert "Open now" not in page
    assert str(service_id) not in owner.app.test_client().get("/services?open=now").text


def test_it_opens_by_itself_on_the_day_after_and_not_before(owner: Owner) -> None:
    service_id = owner.listing()
    owner.manager().post(f"/manage/services/{service_id}/close", {"closed_until": TODAY.isoformat()})

    with owner.app.app_context():
        at_once.end_what_is_over(datetime(2026, 11, 24, 23, 59, tzinfo=UTC))
    assert stored(owner.app, service_id).status is ServiceStatus.TEMPORARILY_CLOSED
    with owner.app.app_context():
        at_once.end_what_is_over(datetime(2026, 11, 25, 0, 0, tzinfo=UTC))

    service = stored(owner.app, service_id)
    assert (service.status, service.closed_until, service.closed_note) == (ServiceStatus.ACTIVE, None, None)
    with owner.app.app_context():
        latest = db.session.query(ListingVersion).filter_by(service_id=service_id).order_by(ListingVersion.number).all()
    assert [version.kind for version in latest] == [EditKind.AS_FOUND, EditKind.CLOSED, EditKind.OPENED]
    assert latest[-1].made_by is None


def test_it_is_opened_by_hand_and_closed_again_with_undo(owner: Owner) -> None:
    service_id = owner.listing()
    manager = owner.manager()
    manager.post(f"/manage/services/{service_id}/close", {"closed_note": "Flood"})
    manager.post(f"/manage/services/{service_id}/open")
    assert stored(owner.app, service_id).status is ServiceStatus.ACTIVE

    manager.post("/manage/services/undo", {"id": str(service_id)})

    assert stored(owner.app, service_id).closed_note == "Flood"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"closed_until": "2026-11-23"}, "This day is over"),
        ({"closed_until": "next week"}, "This is no day of the calendar"),
        ({"closed_note": "x" * 301}, "Use at most 300 characters"),
    ],
)
def test_a_day_or_a_note_that_makes_no_sense_is_said_and_kept(owner: Owner, form: dict[str, str], words: str) -> None:
    service_id = owner.listing()

    answer = owner.manager().post(f"/manage/services/{service_id}/close", form)

    assert answer.status_code == 400
    assert words in words_of(answer.text)
    assert next(iter(form.values())) in answer.text
    assert stored(owner.app, service_id).status is ServiceStatus.ACTIVE


def test_a_note_that_says_where_a_confidential_service_is_is_refused(owner: Owner) -> None:
    service_id = owner.listing(at=factories.confidential_place())

    answer = owner.manager().post(f"/manage/services/{service_id}/close", {"closed_note": "Come to NW10 4LT instead"})

    assert answer.status_code == 400
    assert "Why it is closed: a confidential listing has a postcode in it: take it out" in words_of(answer.text)
    assert stored(owner.app, service_id).closed_note is None


def test_a_hidden_number_is_nowhere_at_once_and_comes_back_with_undo(owner: Owner) -> None:
    number, digits = "07700 900321", "07700900321"
    service_id = owner.listing(phones=[factories.phone(number=number, digits=digits), factories.phone(position=1)])
    manager, public = owner.manager(), owner.app.test_client()
    assert digits in public.get(f"/services/{service_id}").text
    page = manager.get(f"/manage/services/{service_id}").text
    action = re.search(r'action="([^"]+/hide)"', page)[1]

    page = manager.get(manager.post(action).headers["Location"]).text

    assert "The number is hidden" in words_of(page)
    for address in (f"/services/{service_id}", f"/services?q={digits}", "/services"):
        assert digits not in public.get(address).text.replace(f'value="{digits}"', "")
    with owner.app.app_context():
        entry = db.session.query(SearchEntry).filter_by(service_id=service_id).one()
    assert digits not in entry.more_words
    assert number not in str(entry.card)

    manager.post("/manage/services/undo", {"id": str(service_id)})

    assert digits in public.get(f"/services/{service_id}").text


def test_the_hours_of_a_hidden_number_go_with_it(owner: Owner) -> None:
    phone_id = uuid4()
    service_id = owner.listing(
        phones=[factories.phone(id=phone_id)], schedules=[factories.hours(), factories.hours(phone_id=phone_id)]
    )

    owner.manager().post(f"/manage/services/{service_id}/phones/{phone_id}/hide")

    assert [row.phone_id for row in stored(owner.app, service_id).schedules] == [None]


@pytest.mark.parametrize(
    ("form", "available", "words"),
    [
        ({"room": "none"}, 0, "Full, as of"),
        ({"room": "some"}, None, "There is room, as of"),
        ({"room": "counted", "number": "3"}, 3, "Room for 3, as of"),
    ],
)
def test_room_is_said_for_a_week(
    owner: Owner, form: dict[str, str], available: int | None, words: str, at: Callable[[datetime], None]
) -> None:
    service_id = owner.listing()
    manager = owner.manager()
    manager.post(f"/manage/services/{service_id}/room", form)
    with owner.app.app_context():
        assert db.session.get(ServiceCapacity, service_id).available == available
        card = db.session.query(SearchEntry).filter_by(service_id=service_id).one().card
    assert card["intake"]["is_full"] is (available == 0)
    assert words in words_of(manager.get(f"/manage/services/{service_id}").text)

    with owner.app.app_context():
        at_once.end_what_is_over(NOW + timedelta(days=7))

    with owner.app.app_context():
        assert db.session.get(ServiceCapacity, service_id) is None
        card = db.session.query(SearchEntry).filter_by(service_id=service_id).one().card
    assert card["intake"]["is_full"] is False


@pytest.mark.parametrize("before", [{}, {"room": "some"}, {"room": "counted", "number": "3"}])
def test_what_was_said_of_room_is_taken_back_with_one_press(owner: Owner, before: dict[str, str]) -> None:
    service_id, manager = owner.listing(), owner.manager()
    address = f"/manage/services/{service_id}/room"
    if before:
        manager.post(address, before)
    said = _room(owner, service_id)
    noted = parser.fromstring(manager.get(manager.post(address, {"room": "none"}).headers["Location"]).text)
    assert _room(owner, service_id) == (0, True)
    undo = noted.xpath("//form[.//button[normalize-space()='Undo']]//input[@type='hidden']")

    manager.post(address, {one.get("name"): one.get("value") for one in undo if one.get("name") != "csrf_token"})

    assert _room(owner, service_id) == said


def _room(owner: Owner, service_id: UUID) -> tuple[int | None, bool] | None:
    """What is known of its room, and whether it is taken as full."""
    with owner.app.app_context():
        row = db.session.get(ServiceCapacity, service_id)
        card = db.session.query(SearchEntry).filter_by(service_id=service_id).one().card
        return (row.available, card["intake"]["is_full"]) if row else None


@pytest.mark.parametrize("form", [{}, {"room": "maybe"}, {"room": "counted"}, {"room": "counted", "number": "0"}])
def test_room_that_is_not_said_is_asked_for(owner: Owner, form: dict[str, str]) -> None:
    service_id = owner.listing()

    answer = owner.manager().post(f"/manage/services/{service_id}/room", form)

    assert answer.status_code == 400
    assert "There is a problem" in words_of(answer.text)
    with owner.app.app_context():
        assert db.session.get(ServiceCapacity, service_id) is None


def test_each_of_them_is_written_down(owner: Owner) -> None:
    service_id = owner.listing()
    manager = owner.manager()
    for path, form in (("close", {}), ("open", {}), ("room", {"room": "none"}), ("confirm", {})):
        manager.post(f"/manage/services/{service_id}/{path}", form)

    with owner.app.app_context():
        events = db.session.query(AuditEvent).filter_by(subject=f"service:{service_id}").order_by(AuditEvent.sequence)
        written = [(event.action, event.actor_id) for event in events]

    names = ("listing.closed", "listing.opened", "listing.room", "listing.confirmed")
    assert written == [(name, owner.manager_id) for name in names]


def test_a_second_tap_is_answered_as_the_first_and_changes_nothing(owner: Owner) -> None:
    phone_id = uuid4()
    service_id = owner.listing(phones=[factories.phone(id=phone_id)])
    manager = owner.manager()
    for path in ("close", f"phones/{phone_id}/hide", "open"):
        first = manager.post(f"/manage/services/{service_id}/{path}")
        version = stored(owner.app, service_id).version

        second = manager.post(f"/manage/services/{service_id}/{path}")

        assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"]), path
        assert stored(owner.app, service_id).version == version, path


def test_a_caseworker_of_the_same_organisation_may_not(owner: Owner) -> None:
    service_id = owner.listing()
    caseworker = signed_in(owner.app, user(owner.app, owner.organization_id, Role.CASEWORKER))

    answer = caseworker.post(f"/manage/services/{service_id}/close", {})

    assert answer.status_code == 403
    assert stored(owner.app, service_id).status is ServiceStatus.ACTIVE


def test_a_number_that_is_hidden_stands_in_no_words_either(owner: Owner) -> None:
    phones = [factories.phone(number="020 7946 0111", digits="02079460111"), factories.phone(position=1)]
    service_id = owner.listing(
        phones=phones, hours_description="Office hours; out of hours 020 7946 0111", alert="Or 020 7946 0111."
    )
    first = stored(owner.app, service_id).phones[0]

    owner.manager().post(f"/manage/services/{service_id}/phones/{first.id}/hide")

    assert "7946 0111" not in public_words(owner, service_id)
    assert stored(owner.app, service_id).hours_description == "Office hours; out of hours"


def test_a_full_service_says_so_on_its_card_and_its_page(owner: Owner) -> None:
    service_id = owner.listing(name="Harbour desk")
    owner.manager().post(f"/manage/services/{service_id}/room", {"room": "none"})

    assert "Full, as it said in the last week." in public_words(owner, service_id)
    assert "Full, as it said in the last week." in words_of(
        owner.app.test_client().get("/services?q=Harbour+desk").text
    )


def test_a_reason_sends_nobody_to_a_number_that_we_do_not_list(owner: Owner) -> None:
    service_id = owner.listing()
    manager = owner.manager()

    strange = manager.post(f"/manage/services/{service_id}/close", {"closed_note": "Ring 020 7946 0555 instead."})
    ended = manager.post(f"/manage/services/{service_id}/end", {"words": "Ring 020 7946 0555."})
    listed = manager.post(f"/manage/services/{service_id}/close", {"closed_note": "Ring 0808 2000 247, or 999."})

    assert [strange.status_code, ended.status_code, listed.status_code] == [400, 409, 303]
    assert "We list no such number" in words_of(strange.text)
