"""Where a service is listed that is full or closed, its page says so, and never that we list none."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from pathway.core.clock import utc_now
from pathway.directory.models import ServiceCapacity
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.extensions import db, writing
from tests import factories
from tests.integration.reading import SAME_ORIGIN, parser

SUNDAY_NIGHT = datetime(2026, 11, 29, 0, 30, tzinfo=UTC)
NAME = "Morning recovery (example)"
FACTS = {"age": "18_plus", "area": "brent", "needs": "substance_misuse", "consent_share": "yes"}


def answer(app: Flask, facts: dict[str, str] = FACTS) -> str:
    page = app.test_client().post("/check", data=facts, headers=SAME_ORIGIN).text
    return " ".join(parser.fromstring(page).cssselect("main")[0].text_content().split())


def listed(app: Flask, *, full: bool = False, **given: object) -> None:
    service_id = factories.publish(
        app,
        name=NAME,
        agency_types=[AgencyType.SUBSTANCE_MISUSE],
        referral_channel=ReferralChannel.INBOX,
        assured_on=utc_now().date(),
        assured_by="its own people",
        **given,
    )
    if full:
        with app.app_context(), writing():
            db.session.add(ServiceCapacity(service_id=service_id, available=0))
            indexer.refresh(db.session(), [service_id])


@pytest.fixture(autouse=True)
def at_night(at: Callable[[datetime], None]) -> None:
    at(SUNDAY_NIGHT)


def test_without_any_the_page_says_that_we_list_none(app: Flask) -> None:
    assert "We list no local drug and alcohol service yet" in answer(app)


def test_one_that_is_full_is_said_to_be_full(app: Flask) -> None:
    listed(app, full=True, schedules=[factories.round_the_clock()])

    words = answer(app)

    assert f"{NAME}: full, as it last said." in words
    assert "We list no" not in words


def test_one_that_is_closed_says_when_it_opens_and_that_it_can_be_sent_to(app: Flask) -> None:
    listed(app, schedules=[factories.hours()])

    words = answer(app)

    assert f"{NAME}: closed now, opens Mon 9am. You can still send." in words
    assert "We list no" not in words


def test_one_for_others_is_not_said_to_be_missing(app: Flask) -> None:
    listed(app, schedules=[factories.round_the_clock()], minimum_age=60)

    assert "We list no" not in answer(app)
