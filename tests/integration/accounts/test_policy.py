"""The whole policy over HTTP: every staff route, every role, enforcement and visitor, own and other organisation.

What is expected is read from a copy of the agreed matrix, and never from the code's own table.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
from itertools import cycle, product
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from pathway.accounts import permissions
from pathway.accounts.models import DeviceSession
from pathway.accounts.proposals import lifecycle
from pathway.accounts.proposals.about_organizations import SET_KIND
from pathway.accounts.vocabulary import Role
from pathway.audit import trail
from pathway.audit.verification import verify
from pathway.core import clock
from pathway.core.crypto import keys
from pathway.core.permission import Permission
from pathway.directory.editing import proposed_changes
from pathway.extensions import db, writing
from pathway.leads.models import LeadHolder, LeadRole
from pathway.leads.vocabulary import LeadKind
from pathway.notifications.operations import enqueue
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.models import EmailDomain, Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.web.access import MAILBOX, PUBLIC, WALL, declared
from tests import factories
from tests.integration.accounts.plans import PLANS, SELF, SELF_STEP, Plan, Target, cell, matrix
from tests.integration.conftest import NOW
from tests.staff import Staff, organization, signed_in, user, visitor, without_nonces

COLUMNS = ["visitor", "enforcement", *Role]
STALE = timedelta(minutes=11)
OTHER_VERBS = ("PUT", "PATCH", "DELETE")
SOME_TARGET, ANOTHER_TARGET = (Target(*[word] * len(fields(Target))) for word in ("some", "another"))


class World:
    """Two organisations, an enforcement body, and somebody of each role."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.own = organization(app)
        self.other = organization(app)
        self.police = organization(app, OrganizationKind.ENFORCEMENT)
        self.people = {role.value: user(app, self.own, role) for role in Role}
        # The strongest role there is: that an enforcement body's people have no more than its column, whatever theirs.
        self.people["enforcement"] = user(app, self.police, Role.ADMINISTRATOR)
        self.asker = user(app, self.other, Role.ADMINISTRATOR)
        self.passer_by = user(app, self.other, Role.OUTREACH)

    def who(self, column: str) -> Staff:
        """Somebody of a column, with a factor shown just now."""
        return visitor(self.app) if column == "visitor" else signed_in(self.app, self.people[column])

    def home(self, *, own: bool, column: str) -> UUID:
        """The acting person's organisation, or another."""
        return (self.police if column == "enforcement" else self.own) if own else self.other

    def target(self, *, own: bool, column: str) -> Target:
        """Something new to act on: of the acting person's organisation, or of another."""
        home = self.home(own=own, column=column)
        somebody = user(self.app, home)
        there = signed_in(self.app, somebody)
        with self.app.app_context(), writing():
            asker = permissions.Person(
                self.asker, self.other, "", Role.ADMINISTRATOR, "", OrganizationKind.CHARITY, uuid4(), NOW, "password"
            )
            domain = f"d{uuid4().hex}.example.org"
            db.session.add(EmailDomain(domain=domain, organization_id=home))
            made = lifecycle.propose(SET_KIND, {"organization_id": str(home), "kind": "charity"}, asker)
            dead = enqueue("sign_in_changed", "nobody@example.org")
            dead.status = MessageStatus.DEAD
            dead.ended_at, dead.last_error = NOW, "refused"
            listing = factories.service(organization=db.session.get_one(Organization, home))
            lead = LeadRole(title=f"Role {uuid4().hex}", kind=LeadKind.POLICY, organization_id=home)
            db.session.add_all((listing, lead))
            db.session.flush()
            passer_by = permissions.Person(
                self.passer_by, self.other, "", Role.OUTREACH, "", OrganizationKind.CHARITY, uuid4(), NOW, "password"
            )
            change = proposed_changes.suggest(listing.id, {"description": f"Other words {uuid4().hex}."}, passer_by)
            holder = LeadHolder(role_id=lead.id, name="Somebody", from_on=NOW.date())
            db.session.add(holder)
            listed = (listing.id, change.id, listing.phones[0].id, lead.id, holder.id)
            acted_on = (somebody, there.session_id, home, domain, made.id, dead.id, uuid4(), *listed)
            return Target(*map(str, acted_on))

    def recorded(self) -> int:
        """How many acts were written down."""
        with self.app.app_context():
            return db.session.scalar(text("SELECT count(*) FROM audit_event"))


class Untouched:
    """Somebody of each column and something of each organisation to act on, new once a request did anything to them.

    To make both for each of 2,400 requests, of which most are refused, takes four times as long as the requests.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._browsers: dict[str, Staff] = {}
        self._targets: dict[UUID, Target] = {}

    def who(self, column: str) -> Staff:
        """Somebody of a column."""
        if column not in self._browsers:
            self._browsers[column] = self.world.who(column)
        return self._browsers[column]

    def target(self, *, own: bool, column: str) -> Target:
        """Something to act on that nobody has acted on."""
        home = self.world.home(own=own, column=column)
        if home not in self._targets:
            self._targets[home] = self.world.target(own=own, column=column)
        return self._targets[home]

    def touched(self, plan: Plan, *, own: bool, column: str) -> None:
        """Somebody did something, to herself or to what the address names: that is made anew, and nothing else was."""
        if plan.line in {SELF, SELF_STEP}:
            self._browsers.pop(column, None)
        if plan.address(SOME_TARGET) != plan.address(ANOTHER_TARGET):
            self._targets.pop(self.world.home(own=own, column=column), None)


@pytest.fixture(scope="module")
def world(shared_app: Flask) -> Iterator[World]:
    clock.stop(NOW)
    yield World(shared_app)
    clock.stop(None)


@pytest.fixture(autouse=True)
def _still(now: object) -> None:
    """Time stands still."""


def expected(plan: Plan, column: str, *, own: bool) -> str:
    """What the matrix says becomes of a request: "good", "refused", "hidden" or "sign in"."""
    said = cell(plan.line, column)
    if column == "visitor":
        return "sign in"
    if said in {"-", "cli"}:
        return "refused"
    if not plan.scoped:
        return "good"
    if said == "own":
        return "hidden"  # the device is somebody else's, whatever her organisation
    if own or said == "Y":
        return "good"
    # Whoever may see everybody is told that this is not hers; for others there is nobody.
    return "refused" if cell("A41", column) == "Y" else "hidden"


def became(plan: Plan, status: int, location: str) -> str:
    """What became of a request."""
    if location.startswith("/sign-in"):
        return "sign in"
    if status in plan.good:
        return "good"
    return {403: "refused", 404: "hidden"}.get(status, str(status))


def send(staff: Staff, plan: Plan, target: Target) -> tuple[int, str, str]:
    """Send the right request of a plan: its status, where it leads, its words."""
    address = plan.address(target)
    answer = staff.get(address) if plan.method == "GET" else staff.post(address, dict(plan.data()))
    return answer.status_code, answer.headers.get("Location", ""), answer.data.decode(errors="replace")


def test_every_staff_route_has_a_plan_and_declares_the_line_the_matrix_means(listings: Flask) -> None:
    routes = {
        f"{method} {rule.endpoint}": declared(listings.view_functions[rule.endpoint])
        for rule in listings.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if declared(listings.view_functions[rule.endpoint]) not in {PUBLIC, MAILBOX, WALL}
    }

    assert routes == {name: plan.line for name, plan in PLANS.items()}


def test_only_two_pages_are_for_walls(listings: Flask) -> None:
    """No account opens them, and a wall opens nothing else: tests/integration/board/test_wall.py."""
    views = listings.view_functions
    of_walls = {rule.endpoint for rule in listings.url_map.iter_rules() if declared(views[rule.endpoint]) == WALL}

    assert of_walls == {"wall.show", "wall.now"}


def test_only_the_pages_of_one_leg_are_for_mailboxes(listings: Flask) -> None:
    """No account opens them, and a mailbox opens nothing else: tests/integration/episodes/test_mailbox_link.py."""
    routes = {
        f"{method} {rule.rule}"
        for rule in listings.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if declared(listings.view_functions[rule.endpoint]) == MAILBOX
    }

    assert routes == {
        "GET /answer",
        "POST /answer/acts/<act>",
        "POST /answer/acts/her",
        "GET /answer/clock",
        "POST /answer/clock/<record>",
        "POST /answer/her-word",
        "POST /answer/sign-out",
    }


def test_the_policy_table_is_the_agreed_matrix() -> None:
    ours = {
        (permission.value, column): grant.value
        for permission, row in permissions.POLICY.items()
        for column, grant in row.items()
    }

    assert ours == {(line, column): matrix()[line][column] for line, column in product(matrix(), map(str, COLUMNS))}
    assert {permission.value for permission in Permission} == set(matrix())


def test_the_whole_matrix(world: World, record_property: Callable[[str, object], None]) -> None:
    mismatches: list[str] = []
    outcomes: Counter[str] = Counter()
    positive: set[str] = set()
    untouched = Untouched(world)
    for (name, plan), column, own in product(PLANS.items(), COLUMNS, (True, False)):
        if not own and not plan.scoped:
            continue
        staff, target = untouched.who(column), untouched.target(own=own, column=column)
        wanted = expected(plan, column, own=own)
        if wanted == "sign in" and plan.method == "POST":
            wanted = "refused"  # the page that asks her to sign in, and keeps what she typed
        before = world.recorded()
        status, location, _ = send(staff, plan, target)
        got = became(plan, status, location)
        outcomes[got] += 1
        if got != wanted:
            mismatches.append(f"{name} by {column}, {'own' if own else 'other'}: {got} ({status}), not {wanted}")
        done = world.recorded() != before
        if got == "good":
            positive.add(name)
        elif done:
            mismatches.append(f"{name} by {column}: {got}, and yet something was done")
        if done or (got == "good" and plan.method == "POST"):
            untouched.touched(plan, own=own, column=column)

    record_property("sweep", f"policy over HTTP: {sum(outcomes.values())} requests, {len(mismatches)} mismatches")
    assert mismatches == []
    assert positive == set(PLANS)
    assert outcomes["refused"] > 100
    assert outcomes["hidden"] > 5


def test_a_factor_of_eleven_minutes_ago_is_asked_for_again(world: World) -> None:
    mismatches = []
    untouched = Untouched(world)
    for (name, plan), column in product(PLANS.items(), COLUMNS):
        if cell(plan.line, column) != "step":
            continue
        staff, target = untouched.who(column), untouched.target(own=True, column=column)
        with world.app.app_context(), writing():
            db.session.get_one(DeviceSession, staff.session_id).factor_at = NOW - STALE
        before = world.recorded()
        status, _, page = send(staff, plan, target)
        if status != 403 or "Confirm that it is you" not in page or world.recorded() != before:
            mismatches.append(f"{name} by {column}: {status}")

    assert mismatches == []


def test_no_other_verb_does_anything(world: World) -> None:
    """Asked by a visitor and by the strongest, and by the others in turn: an address refuses a verb to anybody."""
    target = world.target(own=True, column="administrator")
    always, others = (
        (world.who("visitor"), world.who("administrator")),
        cycle(world.who(column) for column in COLUMNS if column not in {"visitor", "administrator"}),
    )
    before = world.recorded()
    addresses = {plan.address(target): None for plan in PLANS.values()}  # a page and its form have the same
    mismatches = []
    for address, verb in product(addresses, OTHER_VERBS):
        for staff in (*always, next(others)):
            answer = staff.client.open(address, method=verb, headers={"Sec-Fetch-Site": "same-origin"})
            if answer.status_code != 405:
                mismatches.append(f"{verb} {address}: {answer.status_code}")

    assert mismatches == []
    assert world.recorded() == before


def test_the_trail_holds_after_all_of_it(world: World) -> None:
    world.who("referrer").post("/account/details", {"name": "Written down"})

    with world.app.app_context():
        verdict = verify(db.session(), keys().audit)
        rows = verdict.rows

    assert verdict.faults == ()
    assert rows > 0


def test_somebody_of_another_organisation_is_nobody_byte_for_byte(world: World) -> None:
    staff = world.who("service_manager")
    elsewhere, never = world.target(own=False, column="service_manager").user, str(uuid4())

    for method, path in (("get", ""), ("post", "/disable"), ("post", "/role"), ("post", "/link")):
        pages = [getattr(staff, method)(f"/manage/users/{one}{path}") for one in (elsewhere, never)]

        assert [page.status_code for page in pages] == [404, 404]
        assert without_nonces(pages[0]) == without_nonces(pages[1])
        kept = [set(dict(page.headers)) for page in pages]
        assert kept[0] == kept[1]
        assert len(pages[0].data) == len(pages[1].data)


def test_a_list_of_people_holds_nobody_of_another_organisation(world: World) -> None:
    there = world.target(own=False, column="service_manager").user

    assert there not in world.who("service_manager").get("/manage/users?q=Person").text
    assert there in _every_page(world.who("coordinator"))


def _every_page(staff: Staff) -> str:
    text, number = "", 1
    while (answer := staff.get(f"/manage/users?page={number}")).status_code == 200:
        text, number = text + answer.text, number + 1
    return text


def test_a_service_manager_sees_what_her_own_organisation_did_and_no_more(world: World) -> None:
    mine, theirs = uuid4(), uuid4()
    with world.app.app_context(), writing():
        trail.record("test.done", f"user:{mine}", None, organization_id=world.own)
        trail.record("test.done", f"user:{theirs}", None, organization_id=world.other)

    page = world.who("service_manager").get("/insight/activity?action=test.done").text
    whole = world.who("auditor").get("/insight/activity?action=test.done").text

    assert str(mine) in page
    assert str(theirs) not in page
    assert str(mine) in whole
    assert str(theirs) in whole


def test_nobody_reads_in_her_own_activity_what_others_did(world: World) -> None:
    staff = world.who("referrer")
    staff.post("/account/details", {"name": "Changed again"})

    page = staff.get("/account/activity").text

    assert "Details changed" in page
    assert str(world.people["outreach"]) not in page


def test_a_person_that_a_manager_may_not_give_the_role_of_is_not_hers_to_change(world: World) -> None:
    lead = user(world.app, world.own, Role.SAFEGUARDING_LEAD)
    staff = world.who("service_manager")

    for path, data in (("/disable", {}), ("/link", {}), ("/role", {"role": "referrer"}), ("/enable", {})):
        assert staff.post(f"/manage/users/{lead}{path}", data).status_code == 403


@pytest.mark.parametrize(
    "role", ["coordinator", "administrator", "auditor", "safeguarding_lead", "partner", "nonsense"]
)
def test_a_manager_cannot_give_a_role_above_her_own(world: World, role: str) -> None:
    staff = world.who("service_manager")
    email = f"{uuid4().hex}@example.org"

    answer = staff.post("/manage/users/new", {"name": "Somebody", "email": email, "role": role})

    assert answer.status_code == 400
    assert email in answer.text
