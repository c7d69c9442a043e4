"""Who takes a role on, who takes over, and what is forgotten of whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pathway.core import clock
from pathway.extensions import db, writing
from pathway.leads.retention import forget_former_holders
from tests.integration.conftest import NOW
from tests.integration.leads.conftest import TODAY, Partner, history_of, holders_of, people_of
from tests.integration.reading import parser, words_of
from tests.staff import Staff

DAY = timedelta(days=1)
SAM = {
    "place": "lead",
    "name": "Sam Example",
    "from_on": "2026-11-24",
    "agreed_on": "2026-11-23",
    "email": "Sam@Example.org",
    "phone": "020 7946 0199",
}
ROBIN = {"name": "Robin Example", "from_on": "2026-11-24", "agreed_on": "2026-11-24", "email": "robin@example.org"}


def test_somebody_takes_a_role_on(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role()
    manager = partner.manager()

    answer = manager.post(f"/manage/leads/{role_id}/holders/new", SAM)

    assert answer.status_code == 303
    assert people_of(partner.app, role_id) == [("Sam Example", "sam@example.org", TODAY, None)]
    assert history_of(partner.app, role_id) == [("appointed", None)]
    page = referrer.get("/leads?q=example").text
    assert "Held by: Sam Example, since 24 November 2026" in words_of(page)
    assert "tel:02079460199" in page


def test_a_vacant_role_asks_first_for_somebody_and_a_filled_one_says_so(partner: Partner) -> None:
    role_id, manager = partner.role(), partner.manager()
    address = f"/manage/leads/{role_id}"
    vacant = parser.fromstring(manager.get(address).text)
    loud = [words_in(one) for one in vacant.cssselect("main .govuk-button:not(.govuk-button--secondary)")]
    assert loud == ["Somebody takes it on"]
    assert "1 role, 1 without a lead, 0 are due to be looked at." in words_of(manager.get("/manage/leads").text)

    manager.post(f"{address}/holders/new", SAM)

    filled = parser.fromstring(manager.get(address).text)
    assert "Never confirmed" not in words_in(filled)
    assert "Filled, and not confirmed since." in words_in(filled)
    loud = [words_in(one) for one in filled.cssselect("main .govuk-button:not(.govuk-button--secondary)")]
    assert loud == ["Still correct"]
    assert "1 role, 0 without a lead, 0 are due to be looked at." in words_of(manager.get("/manage/leads").text)


def words_in(element: parser.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_second_tap_is_answered_like_the_first(partner: Partner) -> None:
    role_id = partner.role()
    manager = partner.manager()

    answers = [manager.post(f"/manage/leads/{role_id}/holders/new", SAM) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [answers[0].headers["Location"]] * 2
    assert len(holders_of(partner.app, role_id)) == 1
    assert history_of(partner.app, role_id) == [("appointed", None)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter a name"),
        ({"place": ""}, "Choose one"),
        ({"from_on": ""}, "Enter the first day"),
        ({"from_on": "0001-01-01"}, "Enter a day between 1 January 2000 and two years from now"),
        ({"from_on": "2026-11-24", "until_on": "2026-11-23"}, "The last day is before the first"),
        ({"agreed_on": "2026-11-25"}, "This day has not come yet"),
        ({"agreed_on": ""}, "Enter the day on which this person agreed, or leave address and number out"),
        ({"email": "sam"}, "Enter an e-mail address in the correct format"),
        ({"phone": "020 7946 (duty)"}, "Give one number, in figures only"),
        ({"phone": "12"}, "This has 2 digits. A British number has 11"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    partner: Partner, change: dict[str, str], words: str
) -> None:
    role_id = partner.role()

    page = partner.manager().post(f"/manage/leads/{role_id}/holders/new", SAM | change)

    assert page.status_code == 400
    assert words in words_of(page.text)
    for typed in (SAM | change).values():
        assert typed.lower() in page.text.lower()
    assert holders_of(partner.app, role_id) == []


def test_two_cannot_have_one_role_on_one_day(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id, until_on=TODAY)
    manager = partner.manager()

    page = manager.post(f"/manage/leads/{role_id}/holders/new", SAM | {"name": "Somebody else"})

    assert page.status_code == 400
    assert "Somebody else has the role from 25 October 2026 to 24 November 2026" in words_of(page.text)
    after = manager.post(f"/manage/leads/{role_id}/holders/new", SAM | {"from_on": "2026-11-25"})
    deputy = manager.post(f"/manage/leads/{role_id}/holders/new", SAM | {"place": "deputy", "name": "Kit"})
    assert (after.status_code, deputy.status_code) == (303, 303)


def test_the_last_day_makes_a_vacancy_by_itself(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id, until_on=TODAY)
    public = partner.app.test_client()

    assert "Vacant" not in words_of(public.get("/leads?q=example").text)
    clock.stop(NOW + DAY)

    assert "Vacant" in words_of(public.get("/leads?q=example").text)


def test_a_hand_over_is_one_act_and_keeps_the_history(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)
    manager = partner.manager()

    answers = [manager.post(f"/manage/leads/{role_id}/holders/{holder_id}/hand-over", ROBIN) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert people_of(partner.app, role_id) == [
        ("Sam Example", None, date(2026, 10, 25), date(2026, 11, 23)),
        ("Robin Example", "robin@example.org", TODAY, None),
    ]
    assert history_of(partner.app, role_id) == [("handed_over", None)]
    staffs = referrer.get("/leads?q=example").text
    assert "Robin Example" in staffs
    assert "Sam" not in staffs
    page = words_of(manager.get(f"/manage/leads/{role_id}").text)
    assert "Sam Example Lead, 25 October 2026 to 23 November 2026" in page
    assert "sam@example.org" not in page


def test_a_hand_over_to_come_leaves_the_predecessor_until_then(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)
    later = ROBIN | {"from_on": "2026-12-01"}

    partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}/hand-over", later)

    assert "sam@example.org" in referrer.get("/leads?q=example").text
    clock.stop(NOW + 7 * DAY)
    assert "sam@example.org" not in referrer.get("/leads?q=example").text
    with partner.app.app_context():
        forget_former_holders(NOW + 7 * DAY)
    assert people_of(partner.app, role_id)[0] == ("Sam Example", None, date(2026, 10, 25), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from_on": "2026-10-25"}, "The first day of the successor is 26 October 2026 at the earliest"),
        ({"name": ""}, "Enter a name"),
    ],
)
def test_a_hand_over_that_cannot_be_changes_nothing(partner: Partner, given: dict[str, str], words: str) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)

    page = partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}/hand-over", ROBIN | given)

    assert page.status_code == 400
    assert words in words_of(page.text)
    assert people_of(partner.app, role_id) == [("Sam Example", "sam@example.org", date(2026, 10, 25), None)]


def test_what_was_handed_over_is_not_handed_over_to_another(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)
    manager, address = partner.manager(), f"/manage/leads/{role_id}/holders/{holder_id}/hand-over"
    manager.post(address, ROBIN)

    page = manager.post(address, ROBIN | {"name": "Kit Example"})

    assert page.status_code == 400
    assert "This was handed over already" in words_of(page.text)
    assert len(holders_of(partner.app, role_id)) == 2


def test_a_hand_over_into_somebody_elses_days_changes_nothing(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id, until_on=TODAY + DAY)
    partner.holder(role_id, name="Planned", from_on=TODAY + 5 * DAY)

    page = partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}/hand-over", ROBIN)

    assert page.status_code == 400
    assert "Somebody else has the role from 29 November 2026" in words_of(page.text)
    assert people_of(partner.app, role_id)[0][3] == TODAY + DAY


def test_agreement_taken_back_is_forgotten_at_once(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)
    form = {"place": "lead", "name": "Sam Example", "from_on": "2026-10-25", "agreed_on": ""}

    partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}", form)

    assert people_of(partner.app, role_id) == [("Sam Example", None, date(2026, 10, 25), None)]
    assert "Sam" not in referrer.get("/leads?q=example").text


def test_an_end_that_is_past_forgets_how_she_was_reached(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)
    form = SAM | {"from_on": "2026-10-25", "until_on": "2026-11-23"}

    manager = partner.manager()
    manager.post(f"/manage/leads/{role_id}/holders/{holder_id}", form)

    assert people_of(partner.app, role_id)[0][1] is None
    assert manager.get(f"/manage/leads/{role_id}/holders/{holder_id}").status_code == 404
    again = manager.post(f"/manage/leads/{role_id}/holders/{holder_id}", SAM)
    assert "does not hold the role any more" in words_of(again.text)


def test_a_change_that_changes_nothing_is_not_written_down(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)
    form = SAM | {"from_on": "2026-10-25", "agreed_on": "2026-11-24", "email": "sam@example.org"}

    assert partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}", form).status_code == 303

    assert history_of(partner.app, role_id) == []


def test_a_holder_of_another_role_is_nobody_here(partner: Partner) -> None:
    role_id, other = partner.role(), partner.role(title="Other")
    holder_id = partner.holder(other)

    assert partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}", SAM).status_code == 404


def test_names_are_forgotten_after_24_months_and_contacts_after_the_last_day(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id, name="Long gone", from_on=date(2020, 1, 1), until_on=date(2024, 11, 24))
    partner.holder(role_id, name="Just kept", from_on=date(2024, 11, 25), until_on=date(2024, 11, 25))
    partner.holder(role_id, name="Present", from_on=date(2026, 1, 1), until_on=TODAY)

    for _ in range(2):
        with partner.app.app_context():
            forget_former_holders(NOW)

    assert [row[:2] for row in people_of(partner.app, role_id)] == [
        (None, None),
        ("Just kept", None),
        ("Present", "sam@example.org"),
    ]
    assert "Somebody whose name is forgotten by now" in words_of(partner.manager().get(f"/manage/leads/{role_id}").text)


def test_the_database_keeps_no_contact_of_who_has_not_agreed(partner: Partner) -> None:
    holder_id = partner.holder(partner.role())

    with pytest.raises(IntegrityError), partner.app.app_context(), writing():
        db.session.execute(text("UPDATE lead_holder SET agreed_on = NULL WHERE id IS NOT NULL"))
    assert holder_id


def test_the_trail_holds_no_name(partner: Partner) -> None:
    role_id = partner.role()
    manager = partner.manager()
    manager.post(f"/manage/leads/{role_id}/holders/new", SAM)

    with partner.app.app_context():
        rows = db.session.execute(text("SELECT action, subject FROM audit_event WHERE action LIKE 'lead.%'")).all()

    assert [tuple(row) for row in rows] == [("lead.appointed", f"lead:{role_id}")]


def test_a_name_is_forgotten_before_its_time_where_somebody_asks(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id, email=None, phone=None, until_on=TODAY - DAY)
    manager = partner.manager()

    for _ in range(2):
        assert manager.post(f"/manage/leads/{role_id}/holders/{holder_id}/forget").status_code == 303

    assert people_of(partner.app, role_id)[0][0] is None
    assert history_of(partner.app, role_id) == [("forgotten", None)]


def test_who_does_not_come_after_all_was_never_there(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id, until_on=TODAY + DAY)
    manager = partner.manager()
    manager.post(f"/manage/leads/{role_id}/holders/{holder_id}/hand-over", ROBIN | {"from_on": "2026-12-01"})
    successor = holders_of(partner.app, role_id)[1].id

    answers = [manager.post(f"/manage/leads/{role_id}/holders/{successor}/forget") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    (left,) = holders_of(partner.app, role_id)
    assert left.successor_id is None


def test_who_holds_it_now_is_not_forgotten(partner: Partner) -> None:
    role_id = partner.role()
    holder_id = partner.holder(role_id)

    refused = partner.manager().post(f"/manage/leads/{role_id}/holders/{holder_id}/forget")

    assert refused.status_code == 409
    assert "Give the last day, or hand it over, first" in words_of(refused.text)
