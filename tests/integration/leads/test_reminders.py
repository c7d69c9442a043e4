"""Mail about reviews: to the team once a week, to coordinators after 30 days, without a word of whom or what."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from pathway.accounts.models import User
from pathway.core import clock
from pathway.extensions import db
from pathway.leads.reminders import remind
from pathway.leads.vocabulary import LeadKind
from pathway.notifications.message_text import worded
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import Channel
from tests.integration.conftest import NOW
from tests.integration.leads.conftest import TODAY, Partner
from tests.staff import Staff

DAY = timedelta(days=1)


def sent(app: Flask, now: datetime = NOW) -> list[tuple[str, str | None]]:
    """Run the job at a moment, and return template and recipient of what it queued."""
    clock.stop(now)
    with app.app_context():
        before = {one.id for one in db.session.query(OutboxMessage)}
        db.session.rollback()
        remind(now)
        after = db.session.query(OutboxMessage).order_by(OutboxMessage.template, OutboxMessage.created_at)
        return [(one.template, one.recipient) for one in after if one.id not in before]


def test_a_team_is_reminded_on_the_day_and_once_a_week(partner: Partner) -> None:
    partner.role(email="team@example.org", review_due_on=TODAY)
    partner.role(title="Later", email="later@example.org", review_due_on=TODAY + DAY)
    partner.role(title="No mailbox", review_due_on=TODAY)
    partner.role(title="Gone", email="gone@example.org", review_due_on=TODAY, retired_on=TODAY)

    assert sent(partner.app) == [("review_due", "team@example.org")]
    assert sent(partner.app, NOW + timedelta(minutes=10)) == []
    assert sent(partner.app, NOW + DAY) == [("review_due", "later@example.org")]
    assert sent(partner.app, NOW + 6 * DAY) == []
    assert sent(partner.app, NOW + 7 * DAY) == [("review_due", "team@example.org")]


def test_coordinators_are_told_after_thirty_days(partner: Partner, coordinator: Staff) -> None:
    partner.role(review_due_on=TODAY - 30 * DAY)
    partner.role(title="Not that long", review_due_on=TODAY - 29 * DAY)
    with partner.app.app_context():
        email = db.session.get_one(User, coordinator.user_id).email

    assert sent(partner.app) == [("reviews_overdue", email)]
    assert sent(partner.app, NOW + timedelta(hours=1)) == []
    assert sent(partner.app, NOW + DAY) == [("reviews_overdue", email)]  # of the other one
    assert sent(partner.app, NOW + 7 * DAY) == [("reviews_overdue", email)]


def test_what_is_confirmed_is_reminded_of_no_more(partner: Partner) -> None:
    role_id = partner.role(email="team@example.org", review_due_on=TODAY)
    sent(partner.app)
    partner.manager().post(f"/manage/leads/{role_id}/confirm")

    assert sent(partner.app, NOW + 8 * DAY) == []
    assert sent(partner.app, NOW + 187 * DAY) == [("review_due", "team@example.org")]


@pytest.mark.parametrize(("template", "values"), [("review_due", {}), ("reviews_overdue", {"how_many": "2 entries"})])
def test_the_words_are_neutral(listings: Flask, template: str, values: dict[str, str]) -> None:
    folder = listings.config["SETTINGS"].templates
    wording = worded(folder, Channel.EMAIL, template, values, "https://pathway.example.org")

    text = f"{wording.subject} {wording.body}".lower()
    assert "https://pathway.example.org/manage/leads" in text
    for word in ("woman", "women", "her", "abuse", "police", "referral", *(kind.label.lower() for kind in LeadKind)):
        assert f" {word} " not in text
