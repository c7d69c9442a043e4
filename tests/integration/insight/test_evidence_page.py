"""Who is referred and what is missing, as the page and its file say it: nothing small, and both the same."""

import csv
import io
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask

from pathway.accounts.vocabulary import Role
from tests import made_up_evidence as made_up
from tests.integration.reading import parser
from tests.staff import Staff, organization, signed_in, user

PAGE = "/insight/evidence"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
HEAD = "part,name,measure,value\r\n"


def reader(app: Flask, role: Role = Role.COORDINATOR, home: UUID | None = None) -> Staff:
    return signed_in(app, user(app, home or organization(app), role))


def words_of(page: str) -> str:
    return " ".join(parser.fromstring(page).cssselect("main")[0].text_content().split())


def file_of(staff: Staff) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(staff.get(f"{PAGE}.csv").text)))


@pytest.fixture
def counted(app: Flask, now: datetime) -> Flask:
    made_up.keep(app, made_up.months_of_counts(OCTOBER))
    return app


def test_it_says_how_many_nobody_took(counted: Flask) -> None:
    words = words_of(reader(counted).get(PAGE).text)

    assert re.search(r"4[678]\d referrals\. Nobody took \d\d of them, \d+%\.", words)
    assert "Received from November 2025 to October 2026" in words
    assert words.count("How this is counted") == 2
    assert "made-up referrals are counted too" in words


def test_every_number_is_hidden_or_rounded(counted: Flask) -> None:
    numbers = [row["value"] for row in file_of(reader(counted)) if not row["measure"].startswith("share")]

    assert len(numbers) > 80
    assert "*" in numbers
    assert all(value == "*" or int(value) % 5 == 0 for value in numbers)
    assert all(value == "*" or int(value) > 11 for value in numbers)


def test_each_number_of_the_page_is_in_the_file(counted: Flask) -> None:
    staff = reader(counted)
    page = parser.fromstring(staff.get(PAGE).text)
    cells = sorted(cell.text_content().strip() for cell in page.cssselect("main td"))
    file = file_of(staff)
    beside = ("Nobody took her", "All")
    in_tables = [
        row for row in file if row["name"] not in beside and row["measure"] not in {"in vain", "share in vain"}
    ]

    assert cells == sorted(row["value"] for row in in_tables)


def test_what_most_could_not_have_comes_first(counted: Flask) -> None:
    page = parser.fromstring(reader(counted).get(PAGE).text)
    file = file_of(reader(counted))
    in_vain = [row["value"] for row in file if row["measure"] == "in vain"]
    numbers = [0 if value == "*" else int(value) for value in in_vain]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 20
    shares = re.findall(r"(\d+)% in vain", page.cssselect("table")[0].text_content())
    assert len(shares) == len([number for number in numbers if number])


def test_a_little_is_too_little_to_show(app: Flask, now: datetime) -> None:
    made_up.keep(app, made_up.months_of_counts(OCTOBER, months=1, women=7))
    words = words_of(reader(app).get(PAGE).text)

    assert "Too few to show how many nobody took" in words
    assert "Too few to show of any kind of agency" in words
    assert {cell.text_content().strip() for cell in parser.fromstring(reader(app).get(PAGE).text).cssselect("td")} == {
        "*"
    }


def test_nothing_is_counted_yet(app: Flask, now: datetime) -> None:
    assert "No month is counted yet" in words_of(reader(app).get(PAGE).text)
    assert reader(app).get(f"{PAGE}.csv").text == HEAD


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SERVICE_MANAGER])
def test_who_may_see_her_own_organisation_only_is_told_why_there_is_nothing(counted: Flask, role: Role) -> None:
    staff = reader(counted, role)

    assert "There are no figures of one organisation" in words_of(staff.get(PAGE).text)
    assert staff.get(f"{PAGE}.csv").text == HEAD


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.REFERRER, Role.ADMINISTRATOR])
def test_others_do_not_see_it(counted: Flask, role: Role) -> None:
    for address in (PAGE, f"{PAGE}.csv"):
        assert reader(counted, role).get(address).status_code == 403


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR])
def test_partners_and_auditors_see_what_coordinators_see(counted: Flask, role: Role) -> None:
    home = organization(counted)
    theirs, coordinators = (reader(counted, one, home).get(f"{PAGE}.csv").text for one in (role, Role.COORDINATOR))

    assert theirs == coordinators
