"""The call sheet: the numbers in order, what comes of each call, and what the listing says afterwards."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from lxml import html as parser

from pathway.accounts.models import Proposal
from pathway.accounts.vocabulary import ProposalStatus, Role
from pathway.directory.models import ListingVersion
from pathway.directory.vocabulary import AgencyType, EditKind, Publication
from pathway.extensions import db
from pathway.insight.action_words import WORDS
from pathway.launch.models import NumberCall
from pathway.launch.vocabulary import CallOutcome
from tests import factories
from tests.integration.conftest import NOW
from tests.integration.counting import counted
from tests.integration.launch.conftest import listing, results, stored
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

TODAY = NOW.date()
NEW, NEW_DIGITS = "020 7946 0222", "02079460222"


def names(page: str) -> list[str]:
    """The listings of the sheet, in order, with their numbers."""
    return [" ".join(link.text_content().split()) for link in parser.fromstring(page).cssselect(".pw-thing__name a")]


def after(staff: Staff, address: str, data: dict[str, object] | None = None) -> str:
    """The words of the page that a form leads to."""
    answer = staff.post(address, data)
    assert answer.status_code == 303, answer.text
    return words_of(staff.get(answer.headers["Location"]).text)


def test_the_starting_numbers_are_in_the_order_of_the_sheet(coordinator: Staff) -> None:
    page = coordinator.get("/manage/start").text
    headings = [one.text_content().strip() for one in parser.fromstring(page).cssselect("main section h2")]
    in_order = names(page)

    assert headings == [
        "Children's, adults' and housing services",
        "The Havens",
        "Mental health crisis",
        "A&E and urgent treatment",
        "Helplines",
        "Drugs and alcohol",
        "The rest",
    ]
    assert "out of hours" in words_of(page)[: words_of(page).index("office hours")]
    assert not [name for name in in_order if name.endswith((", 999", ", 101", ", 111", ", 116 123"))]
    assert len(in_order) == 44
    assert "Takes calls now, 24 hours" in words_of(page)
    assert "No number yet" in page


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


def test_what_a_call_did_is_not_taken_back_over_a_later_change(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    after(coordinator, f"{number.address}/right")
    coordinator.post(f"/manage/services/{number.service_id}/close", {"closed_note": "Flood"})

    answer = coordinator.post(f"{number.address}/undo")

    assert answer.status_code == 409
    assert "has been changed since" in words_of(answer.text)
    assert stored(app, number.service_id).closed_note == "Flood"
    assert results(app, number) == ["confirmed"]


def test_only_who_made_a_call_takes_it_back(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    after(coordinator, f"{number.address}/again")
    other = signed_in(app, user(app, organization(app), Role.COORDINATOR))

    assert other.post(f"{number.address}/undo").status_code == 409
    assert "Take it back" not in other.get(number.address).text
    assert results(app, number) == ["no_answer"]


def test_a_new_number_of_a_listing_never_confirmed_stands_there_at_once_and_is_to_be_rung(
    app: Flask, coordinator: Staff
) -> None:
    number = listing(app, phone={"extension": "2", "description": "office hours"})
    after(coordinator, f"{number.address}/right")

    page = after(coordinator, f"{number.address}/changed", {"number": f" {NEW} "})

    assert f"The listing has {NEW} now. Nobody has rung it: ring it next." in page
    (phone,) = stored(app, number.service_id).phones
    assert (phone.number, phone.digits, phone.extension) == (NEW, NEW_DIGITS, None)
    assert (phone.description, phone.number_checked_on) == ("office hours", None)
    assert NEW_DIGITS in app.test_client().get(f"/services/{number.service_id}").text
    assert number.address in coordinator.get("/manage/start").text

    after(coordinator, f"{number.address}/undo")

    assert stored(app, number.service_id).phones[0].number == "07700 900111"


def test_a_new_number_of_a_confirmed_listing_waits_for_a_second_person(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")

    page = after(coordinator, f"{number.address}/changed", {"number": NEW})

    assert "a new number takes a second person" in page
    assert stored(app, number.service_id).phones[0].number == "07700 900111"
    sheet = words_of(coordinator.get("/manage/start").text)
    assert f"It has changed: {NEW}" in sheet
    assert "waits for a second person, and the old one is still shown" in sheet

    after(coordinator, f"{number.address}/wrong")

    assert stored(app, number.service_id).phones == []
    assert results(app, number) == ["changed", "wrong"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("020 7946 02", "No British number begins like this"),
        ("07700 900111 (desk)", "no letters in it"),
        ("020 7946 0111", "is the number it has"),
        ("020 7946 0333", "is a number of this listing already"),
    ],
)
def test_a_number_that_cannot_be_theirs_is_said_and_kept(
    app: Flask, coordinator: Staff, typed: str, words: str
) -> None:
    other = factories.phone(number="020 7946 0333", digits="02079460333", position=1)
    first = factories.phone(id=uuid4(), number="020 7946 0111", digits="02079460111")
    service_id = factories.publish(app, phones=[first, other])
    phone_id = stored(app, service_id).phones[0].id

    answer = coordinator.post(f"/manage/start/calls/{service_id}/{phone_id}/changed", {"number": typed})

    assert answer.status_code == 400
    assert words in words_of(answer.text)
    assert f'value="{typed}"' in answer.text
    assert [phone.number for phone in stored(app, service_id).phones] == ["020 7946 0111", "020 7946 0333"]


def test_no_answer_comes_back_on_top_in_two_hours(
    app: Flask, coordinator: Staff, at: Callable[[datetime], None]
) -> None:
    number = listing(app, name="Example line")

    assert "It comes back 24 November 2026, 12:00" in after(coordinator, f"{number.address}/again")

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


def test_the_panel_says_what_is_known_and_where_else_the_number_stands(app: Flask, coordinator: Staff) -> None:
    fallback = "0808 2000 247"
    number = listing(app, fallback, name="Mine", what_happens_next="They ring back.", response_time="In an hour")
    second = listing(app, fallback, name="Another of theirs")

    page = coordinator.get(number.address).text
    words = words_of(page)

    assert "What happens next? They ring back." in words
    assert "How soon? In an hour" in words
    assert "also stands in the words where we list nobody" in words
    assert "/manage/start/words/emergency_accommodation/brent/any/out" in page
    assert second.address in page
    for section in ("places", "numbers", "hours", "refer", "who"):
        assert f"/manage/services/{number.service_id}/edit/{section}" in page


def test_a_number_that_is_nowhere_is_no_page(app: Flask, coordinator: Staff) -> None:
    number = listing(app)

    assert coordinator.get(f"/manage/start/calls/{number.service_id}/{uuid4()}").status_code == 404
    assert coordinator.get(f"/manage/start/calls/{uuid4()}/{number.phone_id}").status_code == 404
    answer = coordinator.post(f"/manage/start/calls/{number.service_id}/{uuid4()}/right")
    assert answer.status_code == 409
    assert "not on the listing any more" in words_of(answer.text)


def test_the_sheet_costs_as_many_queries_for_eighty_numbers_as_for_a_few(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    after(coordinator, f"{number.address}/again", {"choice": "hour"})
    coordinator.get("/manage/start")
    with counted(app) as few:
        coordinator.get("/manage/start")
    for _ in range(60):
        listing(app)
    coordinator.get("/account")  # the first page after a change counts everybody's listings again, for the menu
    with counted(app) as many:
        page = coordinator.get("/manage/start").text

    assert len(many) <= len(few) <= 40
    assert len(names(page)) == 50
    assert len(names(coordinator.get("/manage/start?page=3").text)) == 44 + 60 - 100
    assert coordinator.get("/manage/start?page=4").status_code == 404


def test_the_sheet_on_paper_is_one_list_with_boxes(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example line")
    after(coordinator, f"{listing(app, name='Rung already').address}/right")

    page = coordinator.get("/manage/start/paper").text

    assert page.count("pw-paper__number") == 45
    assert "Example line" in page
    assert "Rung already" not in page
    assert "Whom do you refuse: using, still selling, without papers, with children, trans?" in words_of(page)
    assert number.number in page


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


def test_a_safeguarding_lead_sees_how_far_it_is_and_no_numbers_to_ring(safeguarding_lead: Staff) -> None:
    page = words_of(safeguarding_lead.get("/manage/start").text)

    assert "Before live use" in page
    assert "To ring now" not in page
    assert "Signatures 0 of 2" in page


DRAFT = {"publication": Publication.DRAFT}


def test_a_draft_is_published_after_ringing_with_who_confirmed_and_how(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example draft", **DRAFT)
    public = app.test_client()
    assert public.get(f"/services/{number.service_id}").status_code == 404
    assert "Ring a number of it first" in words_of(coordinator.get(number.address).text)
    refused = coordinator.post(f"{number.address}/publish", {"how": "rang"})
    assert refused.status_code == 409
    after(coordinator, f"{number.address}/right")
    unsaid = coordinator.post(f"{number.address}/publish")
    assert unsaid.status_code == 400
    assert "Say how they confirmed it" in words_of(unsaid.text)

    page = after(coordinator, f"{number.address}/publish", {"how": "met"})

    assert "Published: everybody sees it now." in page
    assert "I met them" in page
    service = stored(app, number.service_id)
    assert service.publication is Publication.PUBLISHED
    assert service.assured_by == f"{service.organization.name}, asked by Example Partnership"
    assert "Example draft" in words_of(public.get("/services?q=Example+draft").text)
    version = service.version
    assert after(coordinator, f"{number.address}/publish", {"how": "email"}) == page
    assert stored(app, number.service_id).version == version
    assert "Published, once its own people" in coordinator.get(f"/manage/services/{number.service_id}").text
    assert "Drafts published 1 of 29" in words_of(coordinator.get("/manage/start").text)


def test_what_a_draft_lacks_is_said_in_words(app: Flask, coordinator: Staff) -> None:
    number = listing(
        app, description=" ", areas=[], agency_types=[], takes_professionals=False, takes_self=False, **DRAFT
    )
    after(coordinator, f"{number.address}/right")

    answer = coordinator.post(f"{number.address}/publish", {"how": "rang"})

    assert answer.status_code == 409
    for words in ("word on who may refer", "description", "kind of agency", "area that it works in"):
        assert f"no {words}" in words_of(answer.text)
    assert stored(app, number.service_id).publication is Publication.DRAFT


def test_a_draft_that_says_where_a_confidential_service_is_is_not_published(app: Flask, coordinator: Staff) -> None:
    number = listing(app, at=factories.confidential_place(), alert="Beside NW10 4LT", **DRAFT)
    assert coordinator.post(f"{number.address}/right").status_code == 303
    answer = coordinator.post(f"{number.address}/publish", {"how": "rang"})
    assert answer.status_code == 409
    assert "a confidential listing has a postcode in it" in words_of(answer.text)
    assert stored(app, number.service_id).publication is Publication.DRAFT


def test_what_was_published_is_not_made_a_draft_by_undo(app: Flask, coordinator: Staff) -> None:
    number = listing(app, **DRAFT)
    after(coordinator, f"{number.address}/right")
    after(coordinator, f"{number.address}/publish", {"how": "rang"})

    coordinator.post("/manage/services/undo", {"id": str(number.service_id)})

    service = stored(app, number.service_id)
    assert (service.publication, service.assured_on) == (Publication.PUBLISHED, TODAY)


def test_the_page_of_work_leads_to_the_sheet_with_its_progress(app: Flask, coordinator: Staff) -> None:
    page = coordinator.get("/manage").text
    words = words_of(page)

    assert '<a class="govuk-link" href="/manage/start">Before live use</a>' in re.sub(r"\s+", " ", page)
    assert "Numbers rung and found right 0 of 44" in words
    assert "Kinds of agency with a listing 21 of 26" in words
    manager = signed_in(app, user(app, organization(app), Role.SERVICE_MANAGER))
    assert "Before live use" not in manager.get("/manage").text


def test_the_kinds_with_nobody_have_drafts_calls_and_words(app: Flask, safeguarding_lead: Staff) -> None:
    page = safeguarding_lead.get("/manage/start/nobody").text
    headings = [one.text_content().strip() for one in parser.fromstring(page).cssselect("main section h2")]
    words = words_of(page)

    assert headings == [
        "72-hour pathway duty desk",
        "Emergency accommodation",
        "Drugs and alcohol",
        "Benefits and money advice",
        "Independent advocate (IDVA) or MARAC",
    ]
    assert "FRANK drugs helpline, a draft" in words
    assert "We list no local drug and alcohol service yet." in words
    assert "MARAC coordinator: in no listing. To find out: secure referral address" in words
    factories.publish(app, agency_types=[AgencyType.SUBSTANCE_MISUSE])
    assert "4 kinds of agency have nobody" in words_of(safeguarding_lead.get("/manage/start/nobody").text)


def test_what_was_typed_for_one_result_is_kept_when_another_is_refused(app: Flask, coordinator: Staff) -> None:
    number = listing(app)

    answer = coordinator.post(f"{number.address}/again", {"on": "2026-11-23", "number": NEW, "spoke_to": "duty worker"})

    assert answer.status_code == 400
    for typed in ("2026-11-23", NEW, "duty worker"):
        assert f'value="{typed}"' in answer.text


def test_the_next_number_follows_a_result(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    first = names(coordinator.get("/manage/start").text)[0].rpartition(",")[0]

    assert f"Next: {first}" in after(coordinator, f"{number.address}/right")


def test_a_number_that_went_another_way_keeps_its_page(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})
    coordinator.post(f"/manage/services/{number.service_id}/phones/{number.phone_id}/hide")

    answer = coordinator.get(f"{number.address}?done=1")

    assert answer.status_code == 200
    assert "07700 900111 is not on this listing any more" in words_of(answer.text)


def test_a_listing_that_was_published_says_so_on_each_of_its_numbers(app: Flask, coordinator: Staff) -> None:
    ids = [uuid4(), uuid4()]
    service_id = factories.publish(
        app, phones=[factories.phone(id=id_, position=place) for place, id_ in enumerate(ids)], **DRAFT
    )
    rung, other = (f"/manage/start/calls/{service_id}/{id_}" for id_ in ids)
    after(coordinator, f"{rung}/right")
    after(coordinator, f"{rung}/publish", {"how": "email"})

    page = words_of(coordinator.get(f"{other}?done=1").text)

    assert "They wrote from their own address." in page
    assert "Nobody has rung it from here." in page


def test_a_second_person_of_another_organisation_approves_a_new_number(app: Flask, coordinator: Staff) -> None:
    number = listing(app, name="Example line", assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})
    second = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    page = second.get("/manage/services/proposals").text
    address = re.search(r'href="(/manage/services/proposals/[0-9a-f-]{36})"', page)[1]
    shown = re.search(r'name="shown" value="(\d+)"', second.get(address).text)[1]

    second.post(f"{address}/approve", {"shown": shown, "waive": "y", "reason": "The old number rings somewhere else."})

    (phone,) = stored(app, number.service_id).phones
    assert (phone.id, phone.number, phone.number_checked_on) == (number.phone_id, NEW, None)
    assert f"Example line, {NEW}" in names(coordinator.get("/manage/start").text)


def test_a_new_number_that_waits_is_taken_back_with_its_call(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})

    assert "Taken back." in after(coordinator, f"{number.address}/undo")

    with app.app_context():
        assert [row.status for row in db.session.query(Proposal)] == [ProposalStatus.WITHDRAWN]
    after(coordinator, f"{number.address}/changed", {"number": "020 7946 0333"})


def test_another_new_number_waits_for_the_first(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})

    answer = coordinator.post(f"{number.address}/changed", {"number": "020 7946 0333"})

    assert answer.status_code == 400
    assert "Another change of how this service is reached waits already" in words_of(answer.text)
    assert results(app, number) == ["changed"]
