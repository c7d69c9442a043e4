"""What came of a call: the listing follows at once, and what was typed is kept where it is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.directory.models import ListingVersion
from pathway.directory.vocabulary import AgencyType, EditKind
from pathway.extensions import db
from pathway.insight.action_words import WORDS
from pathway.launch.models import NumberCall
from pathway.launch.vocabulary import CallOutcome
from tests.integration.conftest import NOW
from tests.integration.launch.conftest import NEW, TODAY, after, listing, names, results, stored
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


def test_a_number_is_right_in_two_taps(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example night line", agency_types=[AgencyType.SARC])
    assert number.address in coordinator.get("/manage/start").text

    page = after(coordinator, f"{number.address}/right", {"seen": "0", "spoke_to": "duty worker"})

    assert "07700 900111 is right" in page
    assert "Spoke to: duty worker." in page
    (phone,) = stored(app, number.service_id).phones
    assert phone.number_checked_on == TODAY
    assert phone.number_checked_by == "Example Partnership"
    assert stored(app, number.service_id).assured_on is None
    assert number.address not in coordinator.get("/manage/start").text
    assert number.address in coordinator.get("/manage/start?show=done").text


def test_the_whole_listing_is_confirmed_as_the_list_of_listings_does(app: Flask, coordinator: Staff) -> None:
    number = listing(app)

    after(coordinator, f"{number.address}/right", {"whole": "1"})

    service = stored(app, number.service_id)
    assert service.assured_on == TODAY
    assert service.assured_by == f"{service.organization.name}, asked by Example Partnership"
    assert service.phones[0].number_checked_on == TODAY


def test_a_second_tap_is_answered_like_the_first_and_recorded_once(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    for act, data in (("right", {}), ("again", {"choice": "hour"}), ("wrong", {})):
        seen = {"seen": str(len(results(app, number)))}
        first = after(coordinator, f"{number.address}/{act}", seen | data)
        version = stored(app, number.service_id).version

        assert after(coordinator, f"{number.address}/{act}", seen | data) == first
        assert stored(app, number.service_id).version == version

    assert results(app, number) == ["confirmed", "ring_again", "wrong"]


def test_what_somebody_else_recorded_since_is_not_overwritten(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    other = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    after(other, f"{number.address}/wrong", {"seen": "0"})

    answer = coordinator.post(f"{number.address}/right", {"seen": "0"})

    assert answer.status_code == 409
    assert "Somebody has recorded a call to this number since" in words_of(answer.text)
    assert results(app, number) == ["wrong"]


def test_a_wrong_number_is_nowhere_at_once_and_comes_back_with_undo(app: Flask, coordinator: Staff) -> None:
    number = listing(app, "07700 900765")
    public = app.test_client()

    page = after(coordinator, f"{number.address}/wrong", {"seen": "0", "spoke_to": "07700 900123"})

    assert "Hidden: nobody sees 07700 900765 any more" in page
    for address in (f"/services/{number.service_id}", "/services?q=07700900765"):
        assert "07700900765" not in public.get(address).text.replace('value="07700900765"', "")
    with app.app_context():
        assert db.session.query(NumberCall).one().spoke_to is None

    page = after(coordinator, f"{number.address}/undo")

    assert "Taken back" in page
    assert "07700900765" in public.get(f"/services/{number.service_id}").text
    assert after(coordinator, f"{number.address}/undo") == page
    assert results(app, number) == ["wrong", "taken_back"]
    assert number.address in coordinator.get("/manage/start").text


def test_no_answer_comes_back_on_top_in_two_hours(
    app: Flask, coordinator: Staff, at: Callable[[datetime], None]
) -> None:
    number = listing(app, name="Example line")

    assert "Next call: 12:00" in after(coordinator, f"{number.address}/again")

    assert number.address not in coordinator.get("/manage/start").text
    assert number.address in coordinator.get("/manage/start?show=later").text
    at(NOW + timedelta(hours=2))
    coordinator = signed_in(app, coordinator.user_id)
    page = coordinator.get("/manage/start").text
    assert names(page)[0] == "Example line, 07700 900111"
    assert "You meant to ring these again by now" in page


def test_a_moment_chosen_by_hand_is_kept_when_it_makes_no_sense(app: Flask, coordinator: Staff) -> None:
    number = listing(app)

    answer = coordinator.post(f"{number.address}/again", {"on": "2026-11-23", "at": "09:00", "spoke_to": "duty worker"})

    assert answer.status_code == 400
    assert "This moment is over" in words_of(answer.text)
    assert 'value="2026-11-23"' in answer.text
    assert 'value="duty worker"' in answer.text
    assert results(app, number) == []


def test_every_result_has_its_words_in_the_trail(app: Flask, coordinator: Staff) -> None:
    assert {f"call.{result}" for result in CallOutcome} <= set(WORDS)
    assert {f"listing.{kind}" for kind in EditKind} - set(WORDS) == {"listing.as_found"}
    number = listing(app)
    after(coordinator, f"{number.address}/right", {"spoke_to": "duty worker"})

    with app.app_context():
        rows = db.session.execute(db.text("SELECT action, subject FROM audit_event ORDER BY sequence DESC")).all()

    assert [tuple(row) for row in rows[:2]] == [
        ("call.confirmed", f"service:{number.service_id}"),
        ("listing.rung", f"service:{number.service_id}"),
    ]


def test_history_says_that_the_number_was_rung(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    after(coordinator, f"{number.address}/right")

    with app.app_context():
        kinds = [row.kind for row in db.session.query(ListingVersion).order_by(ListingVersion.number)]

    assert kinds == [EditKind.AS_FOUND, EditKind.RUNG]
    assert "A number rung, and right" in coordinator.get(f"/manage/services/{number.service_id}").text


def test_what_was_typed_for_one_result_is_kept_when_another_is_refused(app: Flask, coordinator: Staff) -> None:
    number = listing(app)

    answer = coordinator.post(f"{number.address}/again", {"on": "2026-11-23", "number": NEW, "spoke_to": "duty worker"})

    assert answer.status_code == 400
    for typed in ("2026-11-23", NEW, "duty worker"):
        assert f'value="{typed}"' in answer.text


def test_the_enter_key_records_nothing_says_what_to_press_and_keeps_what_was_typed(
    app: Flask, coordinator: Staff
) -> None:
    number = listing(app)

    answer = coordinator.post(number.address, {"number": NEW, "on": "2026-12-01", "spoke_to": "duty worker"})

    assert answer.status_code == 400
    page = parser.fromstring(answer.text)
    summary = [one.get("href") for one in page.cssselect(".govuk-error-summary__list a")]
    assert summary == ["#result", "#number", "#on", "#spoke_to"]
    assert all(page.cssselect(address) for address in summary)
    words = words_of(answer.text)
    assert words.count("Say what came of the call: press one of these") == 2
    assert words.count("press “Save the new number”") == 2
    for typed in ("2026-12-01", NEW, "duty worker"):
        assert f'value="{typed}"' in answer.text
    assert len(page.cssselect(".pw-results-of-a-call details[open]")) == 3
    assert results(app, number) == []


def test_the_enter_key_says_so_where_nothing_was_typed(app: Flask, coordinator: Staff) -> None:
    number = listing(app)

    answer = coordinator.post(number.address)

    assert answer.status_code == 400
    assert words_of(answer.text).count("Say what came of the call: press one of these") == 2
