"""Signed-in forms: none without its token, none from another site, none that a page's opening sends; none fails."""

from datetime import datetime
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathway.web import csrf
from tests.integration.accounts.plans import PLANS, Plan, Target, cell
from tests.integration.accounts.test_policy import COLUMNS, Untouched, World
from tests.integration.dumping import dump
from tests.integration.web.test_garbage import NASTY
from tests.staff import Staff

POSTS = {name: plan for name, plan in PLANS.items() if plan.method == "POST"}
GETS = {name: plan for name, plan in PLANS.items() if plan.method == "GET"}


@pytest.fixture(scope="module")
def world(shared_app: Flask) -> World:
    return World(shared_app)


@pytest.fixture
def untouched(world: World) -> Untouched:
    """People and what they act on, for one test."""
    return Untouched(world)


@pytest.fixture(autouse=True)
def _still(now: datetime) -> None:
    """Time stands still."""


def column_of(line: str) -> str:
    """Somebody who may."""
    wanted = {"Y", "two", "step", "own", "org", "to"}
    return next(column for column in map(str, reversed(COLUMNS)) if cell(line, column) in wanted)


Ready = list[tuple[str, Plan, Staff, Staff, Target]]


def ready(world: World) -> Ready:
    """For each form: its name, what a right request is, somebody who may send it, another session of hers, a target."""
    untouched, elsewhere = Untouched(world), Untouched(world)
    return [
        (name, plan, untouched.who(column), elsewhere.who(column), untouched.target(own=True, column=column))
        for name, plan in POSTS.items()
        for column in [column_of(plan.line)]
    ]


def test_a_form_without_its_token_does_nothing(world: World) -> None:
    forms = ready(world)
    before = dump(world.app)
    mistakes = []

    for name, plan, staff, other, target in forms:
        tokens = {
            "none": {},
            "empty": {csrf.FIELD: ""},
            "another session's": {csrf.FIELD: other.csrf},
            "nonsense": {csrf.FIELD: "é"},
        }
        for what, token in tokens.items():
            data = dict(plan.data()) | ({csrf.FIELD: ""} | token)
            page = staff.post(plan.address(target), data)
            if page.status_code != 403 or "nothing was done" not in page.text:
                mistakes.append(f"{name}, token {what}: {page.status_code}")

    assert len(forms) == len(POSTS)
    assert mistakes == []
    assert dump(world.app) == before


def test_a_form_from_another_site_does_nothing_even_with_its_token(world: World) -> None:
    forms = ready(world)
    before = dump(world.app)
    mistakes = []

    for (name, plan, staff, _, target), site in product(forms, ("cross-site", "same-site")):
        page = staff.post(plan.address(target), dict(plan.data()), **{"Sec-Fetch-Site": site})
        if page.status_code != 403:
            mistakes.append(f"{name}, {site}: {page.status_code}")

    assert len(forms) == len(POSTS)
    assert mistakes == []
    assert dump(world.app) == before


def test_a_token_may_come_in_a_header_for_scripts(world: World) -> None:
    staff = world.who("administrator")

    answer = staff.client.post(
        "/account/passkeys/options", headers={"Sec-Fetch-Site": "same-origin", csrf.HEADER: staff.csrf}
    )

    assert answer.status_code == 200


def test_opening_a_page_changes_nothing(world: World) -> None:
    everybody = {column: world.who(column) for column in map(str, COLUMNS)}
    targets = [world.target(own=own, column="administrator") for own in (True, False)]
    pages = {plan.address(target): None for plan, target in product(GETS.values(), targets)}
    forms = {address: None for plan in POSTS.values() if (address := plan.address(targets[0])) not in pages}
    before = dump(world.app)

    for address, staff in product(pages, everybody.values()):
        # A version or a draft that is not there says so in its own words.
        assert staff.get(address).status_code in {200, 303, 403, 404, 409, 410}
    for address, staff in product(forms, everybody.values()):
        assert staff.get(address).status_code in {200, 303, 403, 404, 405, 410}

    assert dump(world.app) == before


FIELDS = sorted(
    {
        "name",
        "email",
        "role",
        "kind",
        "domain",
        "manager_name",
        "manager_email",
        "is_first_responder",
        "label",
        "number",
        "password",
        "code",
        "secret",
        "answer",
        "challenge",
        "do",
        "asked",
        "carry",
        "next",
        "username",
        "app_code",
        "q",
        "website",
        *("title", "organization", "organization_words", "area", "phone", "url", "escalation", "recommendation"),
        *("place", "from_on", "until_on", "agreed_on", "review_due_on", "needs", "back"),
    }
)
DAYS = ["2026-11-24", "0001-01-01", "9999-12-31"]
WAYS = ["code", "check", "password", "passkey", "send", "email", ""]
typed = st.one_of(
    st.sampled_from([one for one in NASTY if "\ud800" not in one and "\udfff" not in one]),
    st.sampled_from(["referrer", "charity", "example.org", "a@example.org", "123456", *DAYS, *WAYS]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
form = st.dictionaries(st.sampled_from(FIELDS), typed, max_size=8)
many = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", POSTS)
@many
@given(sent=form)
def test_whatever_a_form_holds_the_answer_is_a_page(untouched: Untouched, name: str, sent: dict[str, Any]) -> None:
    plan = POSTS[name]
    column = column_of(plan.line)
    staff, target = untouched.who(column), untouched.target(own=True, column=column)

    page = staff.post(plan.address(target), sent)

    assert page.status_code < 500
    if page.status_code < 400:
        untouched.touched(plan, own=True, column=column)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=form, way=st.sampled_from(WAYS))
def test_whatever_signing_in_is_sent_the_answer_is_a_page(world: World, sent: dict[str, Any], way: str) -> None:
    page = world.who("visitor").post("/sign-in", {**sent, "do": way})

    assert page.status_code in {200, 400, 429}
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=nine", "page=99999", "page=1e3", "page=%00", "page=٣"])
@pytest.mark.parametrize("address", ["/manage/users", "/manage/messages", "/insight/activity", "/account/activity"])
def test_a_page_that_is_not_there(world: World, address: str, query: str) -> None:
    assert world.who("administrator").get(f"{address}?{query}").status_code in {400, 404}


@pytest.mark.parametrize("query", ["since=yesterday", "until=2026-13-01", "since=%00", "action=" + "x" * 61])
def test_a_day_that_is_none_is_said_plainly_and_kept(world: World, query: str) -> None:
    page = world.who("auditor").get(f"/insight/activity?{query}")

    assert page.status_code == 400


@pytest.mark.parametrize("identifier", ["x", "0", "%00", "1b4e28ba-2fa1-11d2-883f-0016d3cca427x", "../../account"])
def test_an_id_that_is_none_is_nobody(world: World, identifier: str) -> None:
    assert world.who("administrator").get(f"/manage/users/{identifier}").status_code in {404, 400}


def test_staff_pages_are_kept_nowhere(untouched: Untouched) -> None:
    for plan, column in product(GETS.values(), ("administrator", "service_manager", "visitor")):
        page = untouched.who(column).get(plan.address(untouched.target(own=True, column=column)))

        assert page.headers["Cache-Control"] == "no-store"
        assert "ETag" not in page.headers
