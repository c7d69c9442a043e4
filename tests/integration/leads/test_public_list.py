"""The list of leads: roles and teams for everybody, who holds them for staff and only where she agreed."""

import csv
import io
from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

import pytest
import vobject
from flask.testing import FlaskClient
from lxml import html as parser

from pathway.accounts.vocabulary import Role
from pathway.extensions import db, writing
from pathway.leads import queries
from pathway.leads.models import LeadSchedule
from pathway.organizations.vocabulary import OrganizationKind
from tests.integration.conftest import NOW
from tests.integration.counting import counted
from tests.integration.leads.conftest import DIGITS, NUMBER, TODAY, Partner
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

TEAM = {"email": "team@example.org", "phone": NUMBER, "digits": DIGITS}


def titles(page: str) -> list[str]:
    """The names of the roles on a page, in order."""
    return [heading.text.strip() for heading in parser.fromstring(page).cssselect(".pw-role__title")]


def test_the_roles_to_fill_are_there_as_vacancies(client: FlaskClient) -> None:
    page = client.get("/leads")

    assert len(titles(page.text)) == 18
    assert "18 roles, all vacant" in words_of(page.text)
    assert "Called by the 72-hour clock: acknowledge within 1 h" in words_of(page.text)
    assert "Still needs a phone, a deputy, staffed hours" in words_of(page.text)
    assert page.text.rindex("To be agreed</h2>") > page.text.rindex("Public health</h2>")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/leads?q=police&kind=policy", ["Police policy lead"]),
        ("/leads?q=BRENT+housing", ["Housing duty manager"]),
        ("/leads?q=children%E2%80%99s", ["Children's safeguarding lead"]),
        ("/leads?organisation=Public+health", ["Substance misuse commissioner"]),
        ("/leads?q=%25", []),
        ("/leads?q=_", []),
        ("/leads?q=nothing+fits", []),
    ],
)
def test_what_is_asked_for_is_found(client: FlaskClient, address: str, expected: list[str]) -> None:
    page = client.get(address)

    assert page.status_code == 200
    assert titles(page.text) == expected
    assert ("Nothing fits" in page.text) is (not expected)


def test_a_page_that_is_not_there_is_not_there(client: FlaskClient) -> None:
    assert client.get("/leads?page=2").status_code == 404
    assert client.get("/leads?page=x").status_code == 404
    assert client.get("/leads?q=%00").status_code == 400
    assert client.get(f"/leads/{uuid4()}.vcf").status_code == 404


def test_the_public_sees_the_team_and_nobody_of_it(partner: Partner) -> None:
    role_id = partner.role(**TEAM)
    partner.holder(role_id)
    public = partner.app.test_client()

    for address in ("/leads", "/leads.csv", "/leads.vcf", f"/leads/{role_id}.vcf"):
        page = public.get(address)
        assert "team@example.org" in page.text
        assert "Sam" not in page.text
        assert "sam@" not in page.text
        assert "Set-Cookie" not in page.headers
        assert "no-store" not in page.headers["Cache-Control"]
    assert f"tel:{DIGITS}" in public.get("/leads").text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_MANAGER])
def test_staff_see_who_holds_a_role(partner: Partner, role: Role) -> None:
    role_id = partner.role(**TEAM)
    partner.holder(role_id)
    staff = signed_in(partner.app, user(partner.app, organization(partner.app), role))

    for address in ("/leads", "/leads.csv", "/leads.vcf", f"/leads/{role_id}.vcf"):
        page = staff.get(address)
        assert "Sam Example" in page.text
        assert "sam@example.org" in page.text
        assert page.headers["Cache-Control"] == "no-store"


def test_people_of_an_enforcement_body_see_who_agreed_and_edit_nothing(partner: Partner) -> None:
    police = organization(partner.app, OrganizationKind.ENFORCEMENT)
    manager = signed_in(partner.app, user(partner.app, police, Role.SERVICE_MANAGER))
    theirs = replace(partner, organization_id=police)
    role_id = theirs.role(title="Police policy lead")
    theirs.holder(role_id)

    assert "Sam Example" in manager.get("/leads").text
    assert manager.get(f"/manage/leads/{role_id}").status_code == 403
    assert manager.post(f"/manage/leads/{role_id}/confirm").status_code == 403


def test_who_has_not_agreed_is_not_shown_to_staff_either(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role()
    partner.holder(role_id, agreed_on=None, email=None, phone=None)

    page = referrer.get("/leads?q=example").text

    assert "Sam" not in page
    assert "Held by somebody who has not agreed to be named here" in words_of(page)
    assert "Sam" not in referrer.get("/leads.csv").text + referrer.get("/leads.vcf").text
    assert "Sam Example" in partner.manager().get(f"/manage/leads/{role_id}").text


def test_who_left_and_who_is_to_come_are_not_shown(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role()
    partner.holder(role_id, name="Former", until_on=TODAY - timedelta(days=1))
    partner.holder(role_id, name="Future", from_on=TODAY + timedelta(days=1))

    page = referrer.get("/leads?q=example")

    assert "Former" not in page.text
    assert "Future" not in page.text
    assert "Vacant" in words_of(page.text)


def test_a_deputy_alone_acts_and_the_role_counts_as_without_a_lead(partner: Partner) -> None:
    partner.holder(partner.role(title="Acted for"), is_deputy=True)
    partner.holder(partner.role(title="Held"))
    public = partner.app.test_client()

    page = public.get("/leads?organisation=Example+Trust").text
    assert "2 roles of those you asked for, 1 of them without a lead" in words_of(page)
    assert "Acted for Deputy acting" in words_of(page)
    assert titles(public.get("/leads?organisation=Example+Trust&vacant=yes").text) == ["Acted for"]


@pytest.mark.parametrize(("opens", "words"), [("09:00", "Reachable now, until 5pm"), ("11:00", "Reachable from 11am")])
def test_a_role_says_whether_somebody_is_reached_now(partner: Partner, opens: str, words: str) -> None:
    role_id = partner.role(**TEAM)
    partner.holder(role_id)
    staffed(partner, role_id, opens)

    page = partner.app.test_client().get("/leads?q=example").text

    assert words in words_of(page)
    assert "Staffed Monday to Friday" in words_of(page)


def test_nobody_is_reached_at_a_vacant_role_whatever_its_hours(partner: Partner) -> None:
    role_id = partner.role(**TEAM)
    staffed(partner, role_id, "09:00")

    page = words_of(partner.app.test_client().get("/leads?q=example").text)

    assert "Vacant" in page
    assert "Reachable" not in page


def staffed(partner: Partner, role_id: object, opens: str) -> None:
    with partner.app.app_context(), writing():
        hours = {"byday": "MO,TU,WE,TH,FR", "opens_at": time.fromisoformat(opens), "closes_at": time(17)}
        db.session.add(LeadSchedule(role_id=role_id, **hours))


def test_the_clock_s_roles_come_in_its_order_with_who_is_reached_now(partner: Partner) -> None:
    first = partner.role(title="First", escalation="nobody acknowledged", position=-1, **TEAM)
    partner.holder(first)
    staffed(partner, first, "09:00")
    partner.role(title="Not called", position=-2)

    with partner.app.app_context():
        roles = queries.escalation_roles(NOW)
        vacant = queries.vacant_roles(NOW)

    assert [role.title for role in roles[:3]] == ["First", "Pathway duty coordinator", "Duty lead"]
    assert [role.is_reachable for role in roles[:2]] == [True, False]
    assert roles[0].holder is not None
    assert roles[0].holder.name == "Sam Example"
    assert "First" not in [role.title for role in vacant]
    assert [role.title for role in vacant[:2]] == ["Not called", "Pathway duty coordinator"]


def test_files_hold_every_role_that_is_asked_for(client: FlaskClient) -> None:
    table = client.get("/leads.csv?kind=policy")
    cards = client.get("/leads.vcf?kind=policy")

    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert len(rows) == len(list(vobject.readComponents(cards.text))) == 9
    assert table.mimetype == "text/csv"
    assert cards.mimetype == "text/vcard"
    assert 'filename="leads.vcf"' in cards.headers["Content-Disposition"]


def test_a_role_off_the_list_is_nowhere(partner: Partner, referrer: Staff) -> None:
    role_id = partner.role(title="Gone by now", retired_on=TODAY)
    partner.holder(role_id)

    for address in ("/leads", "/leads.csv", "/leads.vcf"):
        assert "Gone by now" not in referrer.get(address).text
    assert referrer.get(f"/leads/{role_id}.vcf").status_code == 404


def test_a_list_is_a_few_questions_however_long_it_is(partner: Partner) -> None:
    public = partner.app.test_client()
    with counted(partner.app) as few:
        public.get("/leads")
    for number in range(60):
        partner.holder(partner.role(title=f"Role {number:02}"))
    with counted(partner.app) as many:
        page = public.get("/leads")

    assert len(many) == len(few) <= 8
    assert len(titles(page.text)) == 50
    assert len(titles(public.get("/leads?page=2").text)) == 28


def test_names_lie_sealed_in_the_database(partner: Partner) -> None:
    partner.holder(partner.role())

    with partner.app.app_context():
        rows = db.session.execute(db.text("SELECT name_sealed, email_sealed, phone_sealed FROM lead_holder")).all()

    stored = b"".join(bytes(value) for row in rows for value in row)
    for secret in (b"Sam", b"sam@", b"7946"):
        assert secret not in stored
