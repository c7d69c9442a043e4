"""Roles: added, changed, confirmed, taken off the list, by whoever looks after them."""

import re
from datetime import date, timedelta

import pytest

from pathway.core import clock
from pathway.extensions import db
from pathway.leads.models import LeadRole
from tests.integration.conftest import NOW
from tests.integration.leads.conftest import TODAY, Partner, history_of, people_of
from tests.integration.reading import words_of
from tests.staff import Staff, organization, stored

FORM = {"title": "Duty lead", "kind": "tactical"}


def roles_named(partner: Partner, title: str) -> list[LeadRole]:
    with partner.app.app_context():
        rows = db.session.query(LeadRole).filter_by(title=title).all()
        db.session.expunge_all()
        return rows


def test_a_manager_adds_a_role_of_her_own_organisation(partner: Partner) -> None:
    form = {
        "title": "Night desk",
        "kind": "tactical",
        "area": "Brent",
        "email": "Night@Example.org",
        "phone": "020 7946 0155",
        "url": "https://example.org/desk",
        "needs": ["phone", "deputy"],
        # Not hers to say, and so not read.
        "organization_words": "Somebody else",
        "escalation": "always",
        "recommendation": "3",
    }
    manager = partner.manager()

    answers = [manager.post("/manage/leads/new", form) for _ in range(2)]

    (role,) = roles_named(partner, "Night desk")
    assert [answer.headers["Location"] for answer in answers] == [f"/manage/leads/{role.id}?done=added"] * 2
    assert role.organization_id == partner.organization_id
    assert (role.organization_words, role.escalation, role.recommendation) == (None, None, None)
    assert (role.email, role.digits, role.needs_hours) == ("night@example.org", "02079460155", False)
    assert role.review_due_on == TODAY + timedelta(days=180)
    assert history_of(partner.app, role.id) == [("added", None)]


def test_the_coordinator_says_whose_it_is_and_when_the_clock_calls(partner: Partner, coordinator: Staff) -> None:
    form = FORM | {"title": "Panel chair", "organization": str(partner.organization_id), "escalation": "plan late"}

    coordinator.post("/manage/leads/new", form | {"recommendation": "12"})
    (role,) = roles_named(partner, "Panel chair")
    coordinator.post(f"/manage/leads/{role.id}/edit", FORM | {"title": "Panel chair", "organization_words": "A board"})

    assert (role.organization_id, role.escalation, role.recommendation) == (partner.organization_id, "plan late", 12)
    (after,) = roles_named(partner, "Panel chair")
    assert (after.organization_id, after.organization_words) == (None, "A board")
    ((_, _), (act, lines)) = history_of(partner.app, role.id)
    assert act == "changed"
    assert (lines or "").splitlines() == [
        "Organisation: Example Trust, now A board",
        "Recommendation: 12, now nothing",
        "Called by the 72-hour clock: plan late, now nothing",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "Enter what the role is called"),
        ({"title": "x" * 121}, "Use 120 characters or fewer"),
        ({"kind": ""}, "Choose one"),
        ({"email": "team at example"}, "Enter an e-mail address in the correct format"),
        ({"phone": "0808 157 0000 (free)"}, "Give one number, in figures only"),
        ({"url": "javascript:alert(1)"}, "Enter a web address that begins with https://"),
        ({"recommendation": "14"}, "Enter a number from 1 to 13, or nothing"),
        ({"review_due_on": "2028-11-24"}, "Choose a day in the next two years"),
        ({"organization": "nonsense"}, "Choose again"),
    ],
)
def test_what_cannot_be_is_said_and_kept(coordinator: Staff, change: dict[str, str], words: str) -> None:
    typed = FORM | {"title": "Typed role", "area": "Typed area"} | change

    page = coordinator.post("/manage/leads/new", typed)

    assert page.status_code == 400
    assert words in words_of(page.text)
    assert "Typed area" in page.text


def test_a_name_that_is_taken_is_said(partner: Partner) -> None:
    partner.role()
    other = partner.role(title="Other")
    manager = partner.manager()

    added = manager.post("/manage/leads/new", FORM | {"area": "Elsewhere", "title": "DUTY LEAD"})
    renamed = manager.post(f"/manage/leads/{other}/edit", FORM)

    for page in (added, renamed):
        assert page.status_code == 400
        assert "This organisation has a role of this name on the list already" in words_of(page.text)
    assert stored(partner.app, LeadRole, other).title == "Other"


def test_a_manager_s_edit_leaves_what_is_not_hers(partner: Partner) -> None:
    role_id = partner.role(escalation="nobody acknowledged", recommendation=12)

    partner.manager().post(f"/manage/leads/{role_id}/edit", FORM | {"area": "Brent", "escalation": ""})

    role = stored(partner.app, LeadRole, role_id)
    assert (role.area, role.escalation, role.recommendation) == ("Brent", "nobody acknowledged", 12)
    assert role.organization_id == partner.organization_id


def test_a_change_that_changes_nothing_is_not_written_down(partner: Partner) -> None:
    role_id = partner.role(review_due_on=date(2027, 1, 1))

    partner.manager().post(f"/manage/leads/{role_id}/edit", FORM | {"review_due_on": "2027-01-01"})

    assert history_of(partner.app, role_id) == []


def test_still_correct_is_one_tap_and_once_a_day(partner: Partner) -> None:
    role_id = partner.role(review_due_on=TODAY, reminded_on=TODAY)
    manager = partner.manager()

    for _ in range(2):
        assert manager.post(f"/manage/leads/{role_id}/confirm").status_code == 303

    role = stored(partner.app, LeadRole, role_id)
    assert (role.confirmed_on, role.confirmed_by) == (TODAY, "Example Trust")
    assert role.review_due_on == TODAY + timedelta(days=180)
    assert role.reminded_on is None
    assert history_of(partner.app, role_id) == [("confirmed", None)]


def test_the_coordinator_confirms_for_those_she_asked(partner: Partner, coordinator: Staff) -> None:
    role_id = partner.role()

    coordinator.post(f"/manage/leads/{role_id}/confirm")

    confirmed_by = stored(partner.app, LeadRole, role_id).confirmed_by
    assert confirmed_by.startswith("Example Trust, asked by Example Trust ")


def test_what_is_due_waits_on_the_page_of_work(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role(review_due_on=TODAY)
    partner.role(title="Later", review_due_on=TODAY + timedelta(days=1))
    partner.role(title="Off the list", review_due_on=TODAY, retired_on=TODAY)
    manager = partner.manager()

    page = words_of(manager.get("/manage").text)
    assert "1 thing waits for you" in page
    assert "Leads to look at again" in page
    assert "Later" not in page
    manager.post(f"/manage/leads/{role_id}/confirm", {"back": "list"})

    assert "Nothing waits for you" in words_of(manager.get("/manage").text)
    assert "Leads" not in words_of(referrer.get("/manage").text.partition("<main")[2].partition("</main>")[0])


def test_those_due_come_first_and_those_off_the_list_last(partner: Partner) -> None:
    partner.role(title="Later", review_due_on=TODAY + timedelta(days=1))
    partner.role(title="Gone", review_due_on=TODAY - timedelta(days=9), retired_on=TODAY)
    partner.role(title="Never looked at")
    partner.role(title="Due", review_due_on=TODAY)
    partner.role(title="Long due", review_due_on=TODAY - timedelta(days=5))

    page = partner.manager().get("/manage/leads").text

    order = ["Long due", "Due", "Never looked at", "Later", "Gone"]
    assert sorted(order, key=page.index) == order
    assert "5 roles, 4 without a lead, 2 are due" in words_of(page)


def test_off_the_list_ends_who_holds_it_and_forgets_how_she_is_reached(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id)
    partner.holder(role_id, name="To come", from_on=TODAY + timedelta(days=9), is_deputy=True)
    manager = partner.manager()

    for _ in range(2):
        manager.post(f"/manage/leads/{role_id}/retire")

    assert people_of(partner.app, role_id) == [("Sam Example", None, date(2026, 10, 25), TODAY)]
    assert history_of(partner.app, role_id) == [("retired", None)]
    refused = manager.post(
        f"/manage/leads/{role_id}/holders/new", {"place": "lead", "name": "Kit", "from_on": "2026-12-24"}
    )
    assert "This role is off the list" in words_of(refused.text)
    clock.stop(NOW + timedelta(days=1))
    partner.manager().post(f"/manage/leads/{role_id}/bring-back")
    assert "Vacant" in words_of(partner.app.test_client().get("/leads?q=example").text)


def test_what_the_clock_calls_on_is_not_a_manager_s_to_take_off(partner: Partner, coordinator: Staff) -> None:
    role_id = partner.role(escalation="nobody acknowledged")

    refused = partner.manager().post(f"/manage/leads/{role_id}/retire")

    assert refused.status_code == 409
    assert "Ask the pathway coordinator" in words_of(refused.text)
    assert stored(partner.app, LeadRole, role_id).retired_on is None
    assert coordinator.post(f"/manage/leads/{role_id}/retire").status_code == 303


def test_a_role_whose_name_was_taken_meanwhile_does_not_come_back(partner: Partner) -> None:
    gone = partner.role(retired_on=TODAY)
    partner.role()

    assert partner.manager().post(f"/manage/leads/{gone}/bring-back").status_code == 409


def test_a_role_of_another_organisation_is_none(partner: Partner) -> None:
    elsewhere = Partner(partner.app, organization(partner.app), partner.manager_id).role(title="Theirs")
    manager = partner.manager()

    assert manager.get(f"/manage/leads/{elsewhere}").status_code == 404
    assert "Theirs" not in manager.get("/manage/leads").text


def test_what_somebody_else_saved_meanwhile_is_not_replaced_unseen(partner: Partner, coordinator: Staff) -> None:
    role_id = partner.role()
    manager, address = partner.manager(), f"/manage/leads/{role_id}/edit"
    opened = re.search(r'name="opened_at"\s+value="(\d+)"', manager.get(address).text)[1]
    coordinator.post(address, FORM | {"organization": str(partner.organization_id), "area": "London"})
    mine = FORM | {"area": "Brent", "opened_at": opened}

    refused = manager.post(address, mine)

    assert refused.status_code == 400
    assert "Somebody else changed this since you opened the page" in words_of(refused.text)
    assert 'value="Brent"' in refused.text
    assert stored(partner.app, LeadRole, role_id).area == "London"
    again = re.search(r'name="opened_at"\s+value="(\d+)"', refused.text)[1]
    assert manager.post(address, mine | {"opened_at": again}).status_code == 303
    assert stored(partner.app, LeadRole, role_id).area == "Brent"
    # A second tap sends the number from before the first.
    assert manager.post(address, mine | {"opened_at": again}).status_code == 303
