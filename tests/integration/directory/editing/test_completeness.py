"""What a listing lacks is shown to those who look after it, and routing sends nobody where nothing is known."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from flask import Flask

from pathway.accounts.permissions import Person
from pathway.accounts.vocabulary import Role, SignInMethod
from pathway.directory.completeness import missing
from pathway.directory.editing import queries
from pathway.directory.exchange import load
from pathway.directory.models import Service
from pathway.directory.search.index import indexer
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType, PhoneType, Publication, ReferralChannel
from pathway.extensions import begin_writing, db
from pathway.organizations.vocabulary import OrganizationKind
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
    assert "as a new listing it could not be published" in page


def test_a_complete_listing_says_nothing_of_it(owner: Owner) -> None:
    service_id = owner.listing(schedules=[factories.hours()], minimum_age=18)

    assert "Not said yet" not in words_of(owner.manager().get("/manage/services").text)
    assert "still need to know" not in words_of(owner.manager().get(f"/manage/services/{service_id}").text)


def odd_ones() -> list[dict[str, Any]]:
    texts = {"type": PhoneType.SMS}
    return [
        {},
        {"phones": []},
        {"phones": [factories.phone(**texts)]},
        {"phones": [factories.phone(), factories.phone(description="Out of hours")]},
        {"phones": [factories.phone(**texts), factories.phone(description="Ask for the desk")]},
        {"schedules": [factories.hours()], "areas": []},
        {"areas": [], "service_area_description": "Where they say"},
        {"women_only": False},
        {"eligibility_description": "Women", "takes_professionals": False, "takes_self": False},
        {"phones": [], "referral_channel": ReferralChannel.WEB_FORM, "url": "https://example.org/"},
        {"phones": [], "referral_channel": ReferralChannel.SELF_ONLY, "at": factories.site()},
        {"phones": [], "referral_channel": ReferralChannel.SELF_ONLY},
        {"referral_channel": None, "publication": Publication.DRAFT},
    ]


HER = Person(uuid4(), uuid4(), "", Role.COORDINATOR, "", OrganizationKind.COUNCIL, uuid4(), NOW, SignInMethod.PASSWORD)


def test_the_list_asks_in_one_query_what_each_listing_says(app: Flask, now: object) -> None:
    """The query of many knows all that the rules look at: compared over the starting listings and over odd ones."""
    for given in odd_ones():
        factories.publish(app, **given)
    with app.app_context():
        listed = queries.due_listings(HER, NOW.date(), 1, 1000).listings
        whole = load.load(db.session(), [listing.id for listing in listed])

        assert len(listed) > 40
        assert {listing.id: listing.missing for listing in listed} == {id_: missing(it) for id_, it in whole.items()}


def test_what_is_not_saved_is_not_remembered(app: Flask, now: object) -> None:
    """Another change counts the index up to the same number as the one that was taken back."""
    made = factories.publish(app, assured_on=NOW.date(), assured_by="it")
    with app.app_context():
        before = queries.due_counts(HER, NOW.date())
        begin_writing()
        db.session.get_one(Service, made).assured_on = None
        db.session.get_one(Service, made).assured_by = None
        indexer.refresh(db.session(), [made])
        assert queries.due_counts(HER, NOW.date()).fresh == before.fresh - 1
        db.session.rollback()
    factories.change(app, made, alert="Another change")
    with app.app_context():
        assert queries.due_counts(HER, NOW.date()) == before


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
