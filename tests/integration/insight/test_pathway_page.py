"""How long the 72-hour pathway takes, as its page, its file and its command say it: nothing small, and all the same."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask

from pathway.accounts.vocabulary import Role
from pathway.cli import main
from tests.integration.reading import parser
from tests.integration.turnaround import made_up_clocks as made_up
from tests.staff import Staff, organization, signed_in, user

PAGE = "/insight/pathway"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


def reader(app: Flask, role: Role = Role.COORDINATOR, home: UUID | None = None) -> Staff:
    return signed_in(app, user(app, home or organization(app), role))


def words_of(page: str) -> str:
    return " ".join(parser.fromstring(page).cssselect("main")[0].text_content().split())


@pytest.fixture
def counted(app: Flask, now: datetime) -> Flask:
    made_up.keep(app, made_up.year_of_counts(OCTOBER).items())
    return app


def test_it_says_the_share_of_the_year_and_how_it_was_counted(counted: Flask) -> None:
    words = words_of(reader(counted).get(PAGE).text)

    assert re.search(r"7\d% of 4\d[05] were done within 72 hours", words)
    assert "from November 2025 to October 2026" in words
    assert words.count("How this is counted") >= 4
    assert re.search(r"Half were done\s+within (24|36|48) hours", words)
    assert "made-up referrals are counted too" in words


def test_it_says_how_many_were_reviewed_by_whom_and_what_changed(app: Flask, now: datetime) -> None:
    many = {("gross", "80"): 40, ("late_reason", "staff_absent"): 31, ("reviewed_by", "coordinator"): 31}
    many |= {("what_changed", "rota"): 22, ("what_changed", "nothing_yet"): 6, ("what_changed", "no_need"): 3}
    made_up.keep(app, (((OCTOBER, *cell), number) for cell, number in many.items()))
    words = words_of(reader(app).get(PAGE).text)
    rows = list(csv.DictReader(io.StringIO(reader(app).get(f"{PAGE}.csv").text)))

    assert "Looked at, with a reason given: 30." in words
    assert "Who is on duty, or the rota 20 The listing" in words
    assert [(row["name"], row["value"]) for row in rows if row["part"] == "what changed"] == [
        ("Nothing yet", "*"),
        ("Nothing has to change", "*"),
        ("We talked with the agency", "*"),
        ("Who is on duty, or the rota", "20"),
        ("The listing: its numbers, its hours or how to refer", "*"),
        ("Another agency takes this now", "*"),
        ("How or when it is recorded", "*"),
        ("It was raised with the partnership", "*"),
    ]


def test_every_number_is_hidden_or_rounded(counted: Flask) -> None:
    rows = list(csv.DictReader(io.StringIO(reader(counted).get(f"{PAGE}.csv").text)))
    counts = [row["value"] for row in rows if row["measure"] not in {"signal", "share in time", "half", "nine in ten"}]
    numbers = [value for value in counts if re.fullmatch(r"[\d,]+|\*", value)]

    assert len(numbers) > 60
    assert "*" in numbers
    assert all(value == "*" or int(value.replace(",", "")) % 5 == 0 for value in numbers)
    assert all(value == "*" or int(value.replace(",", "")) > 11 for value in numbers)


def test_a_little_is_too_little_to_show(app: Flask, now: datetime) -> None:
    made_up.keep(app, {(OCTOBER, "gross", "80"): 7, (OCTOBER, "accepted", "5 late"): 7}.items())
    words = words_of(reader(app).get(PAGE).text)

    assert "Too few to show how many" in words
    assert words.count("too few to show") > 8
    assert "Too few months have enough to show" in words
    table = parser.fromstring(reader(app).get(PAGE).text).cssselect("main td")
    assert {cell.text_content().strip() for cell in table} == {"*", "too few to show"}


def test_nothing_is_counted_yet(app: Flask, now: datetime) -> None:
    assert "No month is counted yet" in words_of(reader(app).get(PAGE).text)
    assert reader(app).get(f"{PAGE}.csv").text == "part,name,measure,value\r\n"


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SERVICE_MANAGER])
def test_who_may_see_her_own_organisation_only_is_told_why_there_is_nothing(counted: Flask, role: Role) -> None:
    staff = reader(counted, role)

    assert "There are no figures of one organisation" in words_of(staff.get(PAGE).text)
    assert staff.get(f"{PAGE}.csv").text == "part,name,measure,value\r\n"


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.REFERRER, Role.ADMINISTRATOR])
def test_others_do_not_see_it(counted: Flask, role: Role) -> None:
    assert reader(counted, role).get(PAGE).status_code == 403


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR])
def test_partners_and_auditors_see_what_coordinators_see(counted: Flask, role: Role) -> None:
    home = organization(counted)
    theirs, coordinators = (reader(counted, one, home).get(f"{PAGE}.csv").text for one in (role, Role.COORDINATOR))

    assert theirs == coordinators


def test_pictures_have_names_and_tables(counted: Flask) -> None:
    page = parser.fromstring(reader(counted).get(PAGE).text)
    pictures = page.cssselect("main svg[role=img]")

    assert len(pictures) == 10
    for picture in pictures:
        names = picture.get("aria-labelledby").split()
        assert all("".join(page.get_element_by_id(name).itertext()).strip() for name in names)
    chart = pictures[0]
    months = next(row for row in page.cssselect("table") if "by month of receipt" in row.text_content())
    assert len(chart.cssselect("circle, rect")) == len(months.cssselect("tbody tr")) == 14


def test_the_command_prints_what_the_page_shows(
    counted: Flask, monkeypatch: pytest.MonkeyPatch, at: Callable[[datetime], None]
) -> None:
    file = list(csv.DictReader(io.StringIO(reader(counted).get(f"{PAGE}.csv").text)))
    monkeypatch.setattr("pathway.cli.pathway_measures.app_or_exit", lambda: counted)
    monkeypatch.setattr("pathway.cli.pathway_measures.closing_database", lambda app: _still(app))
    printed = json.loads(CliRunner().invoke(main, ["measures", "--json"], catch_exceptions=False).output)

    assert (printed["from"], printed["to"]) == ("2025-11", "2026-10")
    assert printed["rows"] == file


class _still:  # noqa: N801 - stands in for a function
    def __init__(self, app: Flask) -> None:
        self._app = app

    def __enter__(self) -> Flask:
        return self._app

    def __exit__(self, *_: object) -> None:
        pass
