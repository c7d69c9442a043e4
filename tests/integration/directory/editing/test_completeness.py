"""What a listing lacks is shown to those who look after it, and routing sends nobody where nothing is known."""

from dataclasses import replace

from flask import Flask

from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType, Publication, ReferralChannel
from pathway.referral.suggestions import choice_for
from pathway.referral.vocabulary import Urgency
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import Owner
from tests.integration.reading import words_of
from tests.integration.referral.test_candidates import question

KIND = AgencyType.EMERGENCY_ACCOMMODATION


def test_what_is_missing_is_said_in_the_order_of_need(owner: Owner) -> None:
    service_id = owner.listing(referral_channel=None, areas=[])

    listed = words_of(owner.manager().get("/manage/services").text)
    page = words_of(owner.manager().get(f"/manage/services/{service_id}").text)

    assert (
        "Not said yet: how one refers; when it takes calls or referrals; for whom it is; where it takes women from."
        in listed
    )
    assert "What workers still need to know" in page
    assert page.index("How one refers") < page.index("When it takes calls") < page.index("Where it takes women from")
    assert "It would not be published today" in page


def test_a_complete_listing_says_nothing_of_it(owner: Owner) -> None:
    service_id = owner.listing(schedules=[factories.hours()], minimum_age=18)

    assert "Not said yet" not in words_of(owner.manager().get("/manage/services").text)
    assert "still need to know" not in words_of(owner.manager().get(f"/manage/services/{service_id}").text)


def test_a_draft_that_nobody_can_reach_cannot_be_published(owner: Owner) -> None:
    service_id = owner.listing(phones=[], publication=Publication.DRAFT)

    assert "It cannot be published" in words_of(owner.manager().get(f"/manage/services/{service_id}").text)


def test_routing_chooses_none_without_a_number_and_a_way_and_says_why(app: Flask, now: object) -> None:
    given = {"phones": [], "url": "https://example.org/", "agency_types": [KIND]}
    asked = replace(question(KIND), urgency=Urgency.STANDARD)
    factories.publish(app, name="A page alone", referral_channel=None, **given)
    with app.app_context():
        choice = choice_for(asked, None, NOW, current_snapshot())
        assert choice.chosen is None
        notes = [offer.note for offer in choice.rejected]
        assert notes == ["its listing says too little: no number, and no way to refer"]

    factories.publish(app, name="Has a form", referral_channel=ReferralChannel.WEB_FORM, **given)
    with app.app_context():
        choice = choice_for(asked, None, NOW, current_snapshot())
        assert choice.chosen is not None
        assert choice.chosen.candidate.card.name == "Has a form"
