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
