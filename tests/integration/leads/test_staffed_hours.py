"""In which hours a role is staffed: kept in the shape of a listing's hours."""

from datetime import time
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.accounts.vocabulary import Role, SignInMethod
from pathway.directory.listing_record import ScheduleExceptionRecord, ScheduleRecord
from pathway.directory.vocabulary import BankHolidays
from pathway.extensions import writing
from pathway.leads import queries, staffed_hours
from pathway.organizations.vocabulary import OrganizationKind
from tests.integration.conftest import NOW
from tests.integration.leads.conftest import TODAY, Partner, history_of
from tests.integration.reading import words_of


def office(**given: object) -> ScheduleRecord:
    plain = {"id": uuid4(), "opens_at": time(9), "closes_at": time(17), "byday": "MO,TU,WE,TH,FR"}
    return ScheduleRecord(**plain | {"bank_holidays": BankHolidays.CLOSED} | given)


def set_hours(partner: Partner, role_id: object, *rows: ScheduleRecord, closed: bool = False) -> None:
    """Set them as the manager would."""
    exceptions = [ScheduleExceptionRecord(id=uuid4(), on=TODAY, note="Training")] if closed else []
    home, kind = partner.organization_id, OrganizationKind.CHARITY
    person = Person(partner.manager_id, home, "", Role.SERVICE_MANAGER, "", kind, uuid4(), NOW, SignInMethod.PASSWORD)
    with partner.app.app_context(), writing():
        role = queries.role_for(person, role_id, hold=True)
        assert role is not None
        staffed_hours.set_hours(role, rows, exceptions, person)


def test_they_take_the_place_of_those_before_and_the_same_again_are_no_change(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id)

    set_hours(partner, role_id, office())
    set_hours(partner, role_id, office())
    set_hours(partner, role_id, office(closes_at=time(12)), office(byday="SA", opens_at=time(10), position=1))

    page = words_of(partner.app.test_client().get("/leads?q=example").text)
    assert "Staffed Monday to Friday: 9am to midday; Saturday: 10am to 5pm; bank holidays: closed." in page
    assert history_of(partner.app, role_id) == [("hours_set", None)] * 2


def test_a_day_with_other_hours_is_one(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id)

    set_hours(partner, role_id, office(), closed=True)

    page = words_of(partner.app.test_client().get("/leads?q=example").text)
    assert "Reachable from tomorrow 9am" in page
    assert "Tuesday 24 November 2026: closed (Training)" in page


WEEK = {
    "schedules-0-days": ["MO", "TU", "WE", "TH", "FR"],
    "schedules-0-opens_at": "9am",
    "schedules-0-closes_at": "5pm",
    "schedules-0-bank_holidays": "closed",
}


def test_the_editor_of_a_listing_s_hours_sets_them(partner: Partner) -> None:
    role_id = partner.role(needs_hours=True)
    partner.holder(role_id)
    manager, address = partner.manager(), f"/manage/leads/{role_id}/hours"

    answers = [manager.post(address, WEEK | {"opened_at": "0"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    page = words_of(partner.app.test_client().get("/leads?q=example").text)
    assert "Reachable now, until 5pm" in page
    assert "Staffed Monday to Friday: 9am to 5pm; bank holidays: closed." in page
    assert history_of(partner.app, role_id) == [("hours_set", None)]
    form = manager.get(address).text
    assert 'value="09:00"' in form
    assert "It takes referrals" not in form


def test_a_button_of_the_editor_saves_nothing(partner: Partner) -> None:
    role_id = partner.role()
    manager, address = partner.manager(), f"/manage/leads/{role_id}/hours"

    page = manager.post(address, WEEK | {"action": "add"})

    assert page.status_code == 200
    assert 'name="schedules-1-opens_at"' in page.text
    assert 'value="9am"' in page.text
    assert history_of(partner.app, role_id) == []


def test_hours_that_cannot_be_are_said_and_kept(partner: Partner) -> None:
    role_id = partner.role()

    page = partner.manager().post(f"/manage/leads/{role_id}/hours", WEEK | {"schedules-0-closes_at": "half past"})

    assert page.status_code == 400
    assert 'value="half past"' in page.text
    assert "There is a problem" in words_of(page.text)
    assert history_of(partner.app, role_id) == []


def test_hours_that_somebody_else_set_meanwhile_are_not_replaced_unseen(partner: Partner) -> None:
    role_id = partner.role()
    manager, address = partner.manager(), f"/manage/leads/{role_id}/hours"
    set_hours(partner, role_id, office(closes_at=time(12)))
    mine = WEEK | {"opened_at": "0"}

    pressed = manager.post(address, mine | {"action": "add"})
    refused = manager.post(address, mine)

    assert 'name="opened_at" value="0"' in " ".join(pressed.text.split())
    assert refused.status_code == 400
    assert "Somebody else changed this since you opened the page" in words_of(refused.text)
    assert manager.post(address, mine | {"opened_at": "1"}).status_code == 303
    assert history_of(partner.app, role_id) == [("hours_set", None)] * 2


def test_hours_taken_out_are_gone(partner: Partner) -> None:
    role_id = partner.role()
    partner.holder(role_id)
    set_hours(partner, role_id, office())

    partner.manager().post(f"/manage/leads/{role_id}/hours", WEEK | {"schedules-0-take_out": "y"})

    assert "Hours not known" in words_of(partner.app.test_client().get("/leads?q=example").text)
