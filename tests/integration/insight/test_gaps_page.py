"""The hours with nobody to ring, as the page and its file say them: Saturday 02:00 in Brent first."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml.html import HtmlElement

from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.directory.models import ServiceArea
from pathway.directory.search.fallbacks import texts_at
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType, AreaKind, FallbackArea, Publication
from pathway.insight.gaps.figures import AREA_WORDS, KINDS
from pathway.referral.inquiry import Inquiry
from pathway.referral.suggestions import choice_for
from pathway.referral.table_checks.cover import next_saturday_night
from pathway.referral.vocabulary import Area
from tests import factories
from tests.apps import Apps
from tests.integration.conftest import NOW
from tests.integration.counting import counted
from tests.integration.reading import parser
from tests.staff import Staff, organization, signed_in, user

PAGE = "/insight/gaps"
NIGHT = datetime(2026, 11, 28, 2, tzinfo=UTC)

LEGAL, BENEFITS, MENTAL = AgencyType.LEGAL_ADVICE, AgencyType.BENEFITS_ADVICE, AgencyType.MENTAL_HEALTH
EVENINGS = "Wednesday advice (made up)"


def reader(app: Flask, role: Role = Role.PARTNER, home: UUID | None = None) -> Staff:
    return signed_in(app, user(app, home or organization(app), role))


@pytest.fixture(scope="module")
def seeded(
    engine_name: str, copies: Callable[..., Any], apps: Apps, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staff]:
    """A partner, who reads the starting directory and one listing more."""
    clock.stop(NOW)
    with copies(engine_name, tmp_path_factory.mktemp("gaps")) as url, apps.over(url) as app:
        factories.publish(
            app, name=EVENINGS, agency_types=[BENEFITS], schedules=[factories.hours("17:00", "20:00", "WE")]
        )
        yield reader(app)
    clock.stop(None)


@pytest.fixture(autouse=True)
def stopped(now: datetime) -> None:
    """Time stands still in each test."""


def main_of(staff: Staff, address: str = PAGE) -> HtmlElement:
    answer = staff.get(address)
    assert answer.status_code == 200
    return parser.fromstring(answer.text).cssselect("main")[0]


def words_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def first_list(main: HtmlElement) -> dict[str, str]:
    """What the answer says of each kind with nobody."""
    lists = main.cssselect("p.pw-lead + ul")
    items = [words_of(item) for item in lists[0].cssselect("li")] if lists else []
    return dict(item.rsplit(": ", 1) for item in items)


def listed_under(main: HtmlElement, id_: str) -> dict[str, str]:
    """The names of each kind in a list below its heading."""
    lists = main.cssselect(f"h2#{id_} + ul")
    items = [words_of(item) for item in lists[0].cssselect("li")] if lists else []
    return dict(item.split(": ", 1) for item in items)


def file_of(staff: Staff) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(staff.get(f"{PAGE}.csv").text)))


def test_the_answer_at_saturday_night_comes_first(seeded: Staff) -> None:
    main = main_of(seeded)
    nobody = first_list(main)

    assert words_of(main.cssselect("p.pw-lead")[0]) == (
        f"Saturday 02:00 in Brent: {len(nobody)} of 23 kinds of agency have nobody to ring."
    )
    assert nobody["Emergency accommodation"] == nobody["Drugs and alcohol"] == "nobody listed"
    assert nobody["Adult safeguarding"] == "listed, but none to ring"
    assert nobody["Benefits and money advice"] == "closed"
    assert listed_under(main, "answers")["Domestic abuse"] == "National Domestic Abuse Helpline"
    assert "CLASH / SHOC" in listed_under(main, "not-known")["Sexual health"]
    assert "Specialist service in another area" in words_of(main)
    assert "Specialist service in another area" not in {**nobody, **listed_under(main, "answers")}


def test_each_kind_is_in_one_list_and_routing_agrees(seeded: Staff) -> None:
    main = main_of(seeded)
    nobody, not_known, answers = (
        first_list(main),
        listed_under(main, "not-known"),
        listed_under(main, "answers"),
    )

    assert len(nobody) + len(not_known) + len(answers) == 23
    with seeded.client.application.app_context():
        brent, snapshot = gazetteer().find("Brent"), current_snapshot()
        night = next_saturday_night(NOW)
        assert night == NIGHT
        for kind in KINDS:
            choice = choice_for(Inquiry.of_kind(kind, Area.BRENT), brent, night, snapshot)
            takes_calls = choice.takes_calls_now or choice.open_instead is not None
            assert takes_calls == (AGENCY_LABELS[kind] in answers), kind


def test_what_a_worker_reads_meanwhile_is_there(seeded: Staff) -> None:
    main = main_of(seeded)
    with seeded.client.application.app_context():
        texts = texts_at(FallbackArea.BRENT, NIGHT, is_child=False)

    for label in first_list(main):
        kind = next(kind for kind in KINDS if AGENCY_LABELS[kind] == label)
        gap = main.get_element_by_id(kind.value).getparent()
        assert texts[kind].text in gap.text_content()


def test_who_is_listed_and_why_not_rung_is_named_with_a_link(seeded: Staff) -> None:
    main = main_of(seeded)
    benefits, legal = (words_of(main.get_element_by_id(kind.value).getparent()) for kind in (BENEFITS, LEGAL))

    assert f"Closed then: {EVENINGS}." in benefits
    assert "Listed, but not to be rung for her: " in legal
    assert "English Collective of Prostitutes (she has to get in touch with it herself); " in legal
    assert "Kalayaan (for migrant domestic workers only)" in legal
    slugs = {link.get("href") for link in main.cssselect("a[href^='/services/']")}
    assert all(seeded.get(slug).status_code in (200, 301, 302, 308) for slug in sorted(slugs))


def test_another_hour_and_area_can_be_asked_by_the_lists_or_in_one_word(seeded: Staff) -> None:
    by_lists = main_of(seeded, f"{PAGE}?day=wed&hour=18&area=brent")
    in_one_word = main_of(seeded, f"{PAGE}?at=wed-18")

    assert words_of(by_lists) == words_of(in_one_word)
    assert "Wednesday 18:00 in Brent" in words_of(by_lists)
    assert listed_under(by_lists, "answers")["Benefits and money advice"] == EVENINGS
    chosen = [option.text_content() for option in in_one_word.cssselect("option[selected]")]
    assert chosen == ["Wednesday", "18:00", "In Brent"]
    assert "Monday 00:00 outside London" in words_of(main_of(seeded, f"{PAGE}?at=mon-00&area=elsewhere"))
    assert "Sunday 02:00" in words_of(main_of(seeded, f"{PAGE}?at=mon-09&day=sun"))


@pytest.mark.parametrize(
    ("query", "problem", "where"),
    [
        ("at=x", "This is no hour of the week", "#day"),
        ("at=sat-24", "This is no hour of the week", "#day"),
        ("at=sat-02%0A", "This is no hour of the week", "#day"),
        ("day=tomorrow&hour=02", "Choose again", "#day"),
        ("day=sat&hour=99", "Choose again", "#hour"),
        ("area=mars", "Choose again", "#area"),
        ("area=unknown", "Choose again", "#area"),
    ],
)
def test_what_is_no_hour_or_place_is_said_in_words(seeded: Staff, query: str, problem: str, where: str) -> None:
    answer = seeded.get(f"{PAGE}?{query}")
    page = parser.fromstring(answer.text)

    assert answer.status_code == 400
    summary = page.cssselect(".govuk-error-summary a")
    assert [(link.get("href"), problem in link.text_content()) for link in summary] == [(where, True)]
    assert page.cssselect(where)
    assert not page.cssselect(".pw-lead, table")
    assert page.findtext(".//title").strip().startswith("Error:")


def test_an_unseen_sign_in_the_address_is_refused(seeded: Staff) -> None:
    assert seeded.get(f"{PAGE}?at=%00").status_code == 400


def test_the_table_the_pictures_and_the_file_say_the_same(seeded: Staff) -> None:
    rows = file_of(seeded)
    assert len(rows) == len(KINDS) * 3 * 168
    for area, words in AREA_WORDS.items():
        main = main_of(seeded, f"{PAGE}?area={area.value}")
        asked = [row for row in rows if row["area"] == words and row["asked for there"] == "yes"]
        counts: dict[str, Counter[str]] = {}
        for row in asked:
            counts.setdefault(row["kind"], Counter())[row["state"]] += 1
        in_table = {}
        for line in main.cssselect("table tbody tr"):
            label, *numbers = (words_of(cell) for cell in line)
            in_table[label] = tuple(map(int, numbers))
        assert in_table == {
            kind: (168 - count["answers"] - count["hours not known"], count["hours not known"])
            for kind, count in counts.items()
            if count["answers"] < 168
        }
        at_night = {
            row["kind"]: row["state"]
            for row in asked
            if (row["weekday"], row["hour"]) == ("Saturday", "02:00")
            and row["state"] not in ("answers", "hours not known")
        }
        assert first_list(main) == at_night
        assert all((row["state"] == "answers") == (int(row["listings answering"]) > 0) for row in rows)


def test_the_page_of_one_kind_names_its_hours_and_draws_them(seeded: Staff) -> None:
    main = main_of(seeded)
    heads = [words_of(head) for head in main.cssselect(".pw-gap-weeks h3")]
    benefits = main.cssselect(".pw-gap-weeks__one")[heads.index("Benefits and money advice")]

    assert "Nobody, 165 hours: Wednesday 8pm to the next Wednesday 5pm." in words_of(benefits)
    picture = benefits.cssselect("svg[role=img]")[0]
    names = picture.get("aria-labelledby").split()
    assert all("".join(main.get_element_by_id(name).itertext()).strip() for name in names)
    drawn = sum(int(bar.get("width")) for bar in picture.cssselect("rect.pw-gap-week__nobody"))
    assert drawn == 165 * 12
    assert not main.cssselect("[style], main script")


def test_a_listing_that_opens_closes_or_fills_changes_the_page(app: Flask) -> None:
    staff = reader(app)
    bed = AgencyType.EMERGENCY_ACCOMMODATION
    assert first_list(main_of(staff))[AGENCY_LABELS[bed]] == "nobody listed"

    night = factories.publish(app, agency_types=[bed], schedules=[factories.hours("22:00", "06:00", "FR")])
    assert AGENCY_LABELS[bed] in listed_under(main_of(staff), "answers")

    factories.change(app, night, publication=Publication.DRAFT)
    assert first_list(main_of(staff))[AGENCY_LABELS[bed]] == "nobody listed"

    factories.publish(app, agency_types=[bed], areas=[ServiceArea(kind=AreaKind.PLACE, name="Camden")])
    assert first_list(main_of(staff))[AGENCY_LABELS[bed]] == "nobody listed"


def test_a_second_visit_reads_no_listing_again(app: Flask) -> None:
    staff = reader(app)
    main_of(staff)

    with counted(app) as sent:
        main_of(staff, f"{PAGE}?at=mon-10&area=elsewhere")

    assert len(sent) < 12
    assert not any("search_entry" in statement for statement in sent)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER, Role.AUDITOR, Role.CASEWORKER, Role.SERVICE_MANAGER])
def test_everybody_who_reads_figures_sees_all_of_it(seeded: Staff, role: Role) -> None:
    staff = reader(seeded.client.application, role)

    assert words_of(main_of(staff)) == words_of(main_of(seeded))
    assert staff.get(f"{PAGE}.csv").text == seeded.get(f"{PAGE}.csv").text
    assert staff.get("/manage").text.count(f'href="{PAGE}"') >= 2
    assert f'href="{PAGE}"' in staff.get("/insight/pathway").text
    assert 'href="/insight/pathway"' in staff.get(PAGE).text


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.REFERRER, Role.ADMINISTRATOR])
def test_others_do_not(seeded: Staff, role: Role) -> None:
    staff = reader(seeded.client.application, role)

    assert staff.get(PAGE).status_code == staff.get(f"{PAGE}.csv").status_code == 403
    assert PAGE not in staff.get("/manage").text


def test_the_file_is_plain_rows_that_cannot_run(seeded: Staff) -> None:
    answer = seeded.get(f"{PAGE}.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="gaps-2026-11-24.csv"'
    assert answer.text.startswith("weekday,hour,kind,area,state,listings answering,asked for there\r\n")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in file_of(seeded) for cell in row.values())
