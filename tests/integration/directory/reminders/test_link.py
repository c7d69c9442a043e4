"""The link of a reminder: it shows, it takes one tap, it works once, and only for her who got it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.directory.models import ListingVersion, Service
from pathway.directory.reminders import views
from pathway.directory.vocabulary import EditKind, ServiceStatus
from pathway.extensions import db
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import stored
from tests.integration.directory.editing.test_still_correct import DUE, STALE, confirmed
from tests.integration.directory.reminders.conftest import Reminded
from tests.integration.directory.reminders.test_sending import change
from tests.integration.reading import SAME_ORIGIN, words_of
from tests.staff import organization, visitor

At = Callable[[datetime], None]
TODAY = NOW.date()


def press(reminded: Reminded, address: str) -> tuple[int, str]:
    """Open the page and press its button; return the answer's status and, after it leads on, the words."""
    browser = visitor(reminded.app)
    page = browser.get(address).text
    answer = browser.post(address, {"seen": re.findall(r'name="seen" value="(\w+)"', page)[0]})
    return answer.status_code, words_of(browser.get(answer.headers.get("Location", address)).text)


def test_the_page_names_what_is_due_and_shows_what_to_look_at(reminded: Reminded) -> None:
    phone = factories.phone(description="Helpline")
    first = reminded.listing(name="Drop-in", phones=[phone], schedules=[factories.hours()], **confirmed(DUE))
    reminded.listing(name="Advice line", **confirmed(STALE))
    number = stored(reminded.app, first).phones[0].number
    reminded.remind()

    page = visitor(reminded.app).get(reminded.link())

    words = words_of(page.text)
    assert page.status_code == 200
    for part in ("Are these still correct?", "Drop-in", "Advice line", number, "Helpline", "Monday to Friday", "09:00"):
        assert part in words or part.replace("09:00", "9am") in words, part
    assert page.text.count("<button") == page.text.count("All still correct</button>") == 1
    assert f'href="/manage/services/{first}"' in page.text


def test_the_page_is_kept_nowhere_and_tells_nobody(reminded: Reminded) -> None:
    reminded.listing(**confirmed(DUE))
    reminded.remind()

    for address in (reminded.link(), "/still-correct/never"):
        page = visitor(reminded.app).get(address)
        assert page.headers["Cache-Control"] == "no-store"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert 'content="noindex' in page.text
        assert "Set-Cookie" not in page.headers


def test_to_open_it_uses_nothing_up(reminded: Reminded) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    address = reminded.link()

    for _ in range(3):
        assert visitor(reminded.app).get(address).status_code == 200
        visitor(reminded.app).client.head(address)

    assert stored(reminded.app, service_id).assured_on == DUE
    assert press(reminded, address)[0] == 303


def test_one_tap_confirms_all_as_hers_through_a_link(reminded: Reminded) -> None:
    ids = [reminded.listing(**confirmed(DUE)), reminded.listing(**confirmed(STALE))]
    later = reminded.listing(**confirmed(TODAY))
    reminded.remind()

    status, words = press(reminded, reminded.link())

    assert status == 303
    assert "Thank you" in words
    assert "used" in words
    assert {stored(reminded.app, id_).assured_on for id_ in ids} == {TODAY}
    with reminded.app.app_context():
        made_by = db.session.scalars(
            select(ListingVersion.made_by).where(
                ListingVersion.service_id.in_(ids), ListingVersion.kind == EditKind.CONFIRMED
            )
        ).all()
        assert made_by == [reminded.manager_id] * 2
        assert db.session.scalar(select(ListingVersion).where(ListingVersion.service_id == later)) is None
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.actor_id == reminded.manager_id)).all()
        assert sorted(event.action for event in events) == ["listing.confirmed"] * 2 + ["reminder.answered"]


def test_a_second_tap_is_answered_like_the_first_and_changes_nothing(reminded: Reminded) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    address = reminded.link()
    first = press(reminded, address)
    before = stored(reminded.app, service_id).version

    answer = visitor(reminded.app).post(address, {"seen": "whatever"})

    assert answer.status_code == 303
    assert "Thank you" in first[1]
    assert words_of(visitor(reminded.app).get(address).text) == first[1]
    assert stored(reminded.app, service_id).version == before


def test_what_somebody_changed_meanwhile_is_shown_again_first(reminded: Reminded) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    browser, address = visitor(reminded.app), reminded.link()
    seen = re.findall(r'name="seen" value="(\w+)"', browser.get(address).text)[0]
    factories.change(reminded.app, service_id, name="Another name")

    answer = browser.post(address, {"seen": seen})

    assert answer.status_code == 409
    assert "Nothing is noted yet" in answer.text
    assert "Another name" in answer.text
    assert stored(reminded.app, service_id).assured_on == DUE
    assert press(reminded, address)[0] == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}, {}])
def test_a_form_of_another_site_does_nothing(reminded: Reminded, headers: dict[str, str]) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    address = reminded.link()
    seen = re.findall(r'name="seen" value="(\w+)"', visitor(reminded.app).get(address).text)[0]

    answer = reminded.app.test_client().post(address, data={"seen": seen}, headers=headers)

    assert answer.status_code == 403
    assert stored(reminded.app, service_id).assured_on == DUE


def test_an_old_link_says_what_to_do(reminded: Reminded, at: At) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    address = reminded.link()

    at(NOW + timedelta(days=14) - timedelta(seconds=1))
    assert visitor(reminded.app).get(address).status_code == 200
    at(NOW + timedelta(days=14))
    page = visitor(reminded.app).get(address)
    answer = visitor(reminded.app).post(address, {"seen": ""})

    assert page.status_code == answer.status_code == 410
    assert "Sign in and say there what is still correct" in words_of(page.text)
    assert stored(reminded.app, service_id).assured_on == DUE


@pytest.mark.parametrize(
    "values",
    [
        {"status": UserStatus.DISABLED, "disabled_at": NOW},
        {"role": Role.REFERRER},
        {"role": Role.PARTNER},
    ],
)
def test_it_ends_when_she_may_do_this_no_more(reminded: Reminded, values: dict[str, object]) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    address = reminded.link()
    change(reminded.app, reminded.manager_id, **values)

    assert visitor(reminded.app).get(address).status_code == 410
    assert visitor(reminded.app).post(address, {"seen": ""}).status_code == 410
    assert stored(reminded.app, service_id).assured_on == DUE


def test_what_is_no_longer_her_organisations_or_has_ended_is_left_out(reminded: Reminded) -> None:
    kept = reminded.listing(name="Kept", **confirmed(DUE))
    moved = reminded.listing(name="Moved away", **confirmed(DUE))
    ended = reminded.listing(name="Has ended", **confirmed(DUE))
    reminded.remind()
    factories.change(reminded.app, moved, organization_id=organization(reminded.app))
    factories.change(reminded.app, ended, status=ServiceStatus.DEFUNCT)

    page = words_of(visitor(reminded.app).get(reminded.link()).text)
    press(reminded, reminded.link())

    assert "Kept" in page
    assert "Moved away" not in page
    assert "Has ended" not in page
    assert [stored_day(reminded.app, id_) for id_ in (kept, moved, ended)] == [TODAY, DUE, DUE]


def test_when_nothing_is_left_it_says_so(reminded: Reminded) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()
    factories.change(reminded.app, service_id, status=ServiceStatus.DEFUNCT)

    page = visitor(reminded.app).get(reminded.link())

    assert "Nothing is left to look at" in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    assert visitor(reminded.app).post(reminded.link(), {"seen": "x"}).status_code == 409


def test_it_opens_nothing_else(reminded: Reminded) -> None:
    reminded.listing(**confirmed(DUE))
    reminded.remind()
    browser = visitor(reminded.app)
    browser.get(reminded.link())

    assert browser.get("/manage/services").status_code in {302, 303, 401}


@pytest.mark.parametrize("address", ["/still-correct/never", "/still-correct/%00", "/still-correct/" + "x" * 500])
def test_a_made_up_link_is_one_that_no_longer_works(app: Flask, now: datetime, address: str) -> None:
    assert app.test_client().get(address).status_code == 410
    assert app.test_client().post(address, headers=SAME_ORIGIN).status_code == 410


def test_trying_links_is_limited(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "TRIES_A_DAY", 2)
    browser = visitor(app)

    statuses = [browser.post("/still-correct/never", {"seen": ""}).status_code for _ in range(3)]

    assert statuses == [410, 410, 429]


def stored_day(app: Flask, service_id: object) -> object:
    with app.app_context():
        return db.session.get_one(Service, service_id).assured_on
