"""The call sheet: the numbers in order, what is known of each, and how far it all is."""

import re
from uuid import uuid4

from flask import Flask
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.directory.vocabulary import AgencyType
from tests import factories
from tests.integration.counting import counted
from tests.integration.launch.conftest import after, listing, names
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


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


def test_a_safeguarding_lead_sees_how_far_it_is_and_no_numbers_to_ring(safeguarding_lead: Staff) -> None:
    page = words_of(safeguarding_lead.get("/manage/start").text)

    assert "Before live use" in page
    assert "To ring now" not in page
    assert "Signatures 0 of 2" in page


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


def test_the_next_number_follows_a_result(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    first = names(coordinator.get("/manage/start").text)[0].rpartition(",")[0]

    assert f"Next: {first}" in after(coordinator, f"{number.address}/right")
