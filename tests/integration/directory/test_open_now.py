"""`open=now` at several moments, against what a person reads off the printed hours."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pathway.directory.vocabulary import ServiceStatus
from tests import factories
from tests.integration.reading import every_card, slug_of, words_of
from tests.seed_file import id_of, published

LONDON = ZoneInfo("Europe/London")

ALWAYS = {
    "emergency-999",
    "nda-helpline",
    "rapecrisis-247",
    "modern-slavery-helpline",
    "salvation-army-msvcc",
    "samaritans",
    "nhs-111",
    "ictg",
    "the-havens",
    "brent-crisis-spa",
    "northwick-park-ae",
}
"""The eleven published listings that print 24 hours."""

BY_TWO_NUMBERS = {"brent-mash", "harrow-adult-safeguarding"}
"""Those with one number for office hours and another for all others, so that somebody answers at any hour."""

# Galop: Monday to Thursday 10 to 8.30, Friday 10 to 4.30. Southall Black Sisters and Ashford Place: weekdays 9 to 5.
MOMENTS = [
    ("a Tuesday morning", datetime(2026, 11, 24, 10, 0), {"galop", "southall-black-sisters", "ashford-place"}, 28),
    ("a minute before ten", datetime(2026, 11, 24, 9, 59), {"southall-black-sisters", "ashford-place"}, 28),
    ("a Tuesday at five", datetime(2026, 11, 24, 17, 0), {"galop"}, 28),
    ("just before half past eight", datetime(2026, 11, 24, 20, 29), {"galop"}, 28),
    ("half past eight", datetime(2026, 11, 24, 20, 30), set(), 28),
    ("Friday, when Galop ends early", datetime(2026, 11, 27, 16, 30), {"southall-black-sisters", "ashford-place"}, 28),
    ("Saturday at two in the night", datetime(2026, 11, 28, 2, 0), set(), 28),
    ("a summer morning, London time", datetime(2026, 6, 30, 9, 30), {"southall-black-sisters", "ashford-place"}, 28),
    ("the last second before opening", datetime(2026, 6, 30, 8, 59, 59), set(), 28),
    # Nobody told us what the three do on bank holidays: they are not known, neither open nor shut.
    ("Christmas Day, a Friday", datetime(2026, 12, 25, 12, 0), set(), 31),
    ("Easter Monday", datetime(2026, 4, 6, 11, 0), set(), 31),
    ("the hour that comes twice", datetime(2026, 10, 25, 1, 30), set(), 28),
]


@pytest.mark.parametrize(("name", "moment", "more", "unknown"), MOMENTS, ids=[one[0] for one in MOMENTS])
def test_what_takes_calls_at_a_moment(
    client: FlaskClient,
    at: Callable[[datetime], None],
    name: str,
    moment: datetime,
    more: set[str],
    unknown: int,
) -> None:
    at(moment.replace(tzinfo=LONDON))

    found = {slug_of(one) for one in every_card(client, "/services?open=now")}
    said = words_of(client.get("/services?open=now").text)

    assert found == ALWAYS | BY_TWO_NUMBERS | more
    assert f"{len(found)} services. All open now." in said
    assert f"{unknown} more services may be open too: nobody has told us their hours." in said


def test_those_eleven_are_what_the_file_prints() -> None:
    printed = {row["slug"] for row in published() if any(one["opens_at"] == "00:00" for one in row["schedules"])}

    assert printed == ALWAYS


def test_a_place_and_words_are_asked_together_with_the_hour(
    client: FlaskClient, at: Callable[[datetime], None]
) -> None:
    at(datetime(2026, 11, 28, 2, 0, tzinfo=LONDON))

    found = every_card(client, "/services?open=now&near=Kilburn,+Brent&need=sexual_assault")

    assert {slug_of(one) for one in found} == {"the-havens", "rapecrisis-247"}


def test_the_count_of_a_page_without_the_filter_says_how_many_take_calls(
    client: FlaskClient, at: Callable[[datetime], None]
) -> None:
    at(datetime(2026, 11, 28, 2, 0, tzinfo=LONDON))

    assert "44 services. Show only the 13 open now" in words_of(client.get("/services").text)


def test_hours_past_midnight_belong_to_the_day_they_open(app: Flask, at: Callable[[datetime], None]) -> None:
    made = factories.publish(app, schedules=[factories.hours("20:00", "02:00", "FR")])
    client = app.test_client()

    for moment, is_open in [
        (datetime(2026, 11, 27, 19, 59), False),
        (datetime(2026, 11, 27, 20, 0), True),
        (datetime(2026, 11, 28, 1, 59), True),
        (datetime(2026, 11, 28, 2, 0), False),
        (datetime(2026, 11, 28, 20, 30), False),
    ]:
        at(moment.replace(tzinfo=LONDON))
        assert (str(made) in every_card(client, "/services?open=now")) is is_open, moment


def test_a_service_closed_for_now_is_shown_and_takes_no_calls(app: Flask, at: Callable[[datetime], None]) -> None:
    made = factories.publish(
        app, name="Example night line", status=ServiceStatus.TEMPORARILY_CLOSED, schedules=[factories.round_the_clock()]
    )
    client = app.test_client()

    page = client.get("/services?q=example+night+line").text

    assert str(made) in page
    assert "Closed for now" in words_of(page)
    assert str(made) not in every_card(client, "/services?open=now")
    shown = words_of(client.get(f"/services/{made}").text)
    assert "Closed for now" in shown
    assert "Takes calls now" not in shown


def test_a_service_that_opens_again_is_found_again(app: Flask) -> None:
    made = factories.publish(app, status=ServiceStatus.TEMPORARILY_CLOSED, schedules=[factories.round_the_clock()])
    client = app.test_client()
    assert str(made) not in every_card(client, "/services?open=now")

    factories.change(app, made, status=ServiceStatus.ACTIVE)

    assert str(made) in every_card(client, "/services?open=now")


def test_the_state_on_the_card_is_that_of_the_page(client: FlaskClient, at: Callable[[datetime], None]) -> None:
    for moment in (datetime(2026, 11, 24, 10, 0), datetime(2026, 11, 28, 2, 0), datetime(2026, 12, 25, 12, 0)):
        at(moment.replace(tzinfo=LONDON))
        for slug in ("galop", "the-havens", "police-101", "shelter"):
            card = client.get(f"/services/shortlist?id={id_of(slug)}").text
            page = client.get(f"/services/{id_of(slug)}").text
            state = re.compile(r'<p class="pw-state[^>]*>.*?</p>', re.DOTALL)

            assert _plain(state.findall(card)[0]) == _plain(state.findall(page)[0])


def _plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())
