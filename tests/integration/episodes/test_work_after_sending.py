"""What waits after a referral was sent: for whoever sent it, and for an agency that has to look now."""

from datetime import timedelta

import pytest

from pathway.accounts.vocabulary import Role
from pathway.core import clock
from pathway.core.clock import london_today, utc_now
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.withdrawal import even_answers
from pathway.organizations.vocabulary import OrganizationKind
from pathway.work.waiting import count_for, work_of
from tests import referrals
from tests.integration.counting import counted
from tests.integration.reading import parser
from tests.people import person
from tests.referrals import FACTS, NOTE, World, send
from tests.staff import Staff, organization, signed_in, user

NOWHERE_SAFE = {**FACTS, "safe_place_tonight": "no"}
CONTROLLED = {
    **FACTS,
    "controlled": "yes",
    "nrm_consent": "yes",
    "referrer_org": "local_authority",
    "child_at_risk": "yes",
    "safe_place_tonight": "no",
}
CHILD = {"age": "under_18", "area": "brent", "controlled": "yes", "referrer_org": "local_authority"}


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


def words_of(staff: Staff, address: str = "/manage") -> str:
    return " ".join(parser.fromstring(staff.get(address).text).cssselect("main")[0].text_content().split())


def count_of(world: World, staff: Staff) -> int:
    """The number of the menu, which has to be the same as the page's own."""
    who = person(world.app, staff)
    with world.app.app_context():
        menu = count_for(who, london_today())
        assert work_of(who, london_today()).count == menu
    return menu


def record(world: World, reference: str, part: str, outcome: str, **more: str) -> None:
    episode = referrals.episode(world.app, reference)
    kind, number = part.split("/")
    rows = episode.legs if kind == "legs" else episode.calls
    version = next(row.version for row in rows if row.number == int(number))
    address = f"/referrals/{reference}/{part}{'/call' if kind == 'legs' else ''}"
    answer = world.referrer.post(address, {"outcome": outcome, "version": str(version), **more})
    assert answer.status_code == 303


def test_her_own_referrals_come_first_and_are_counted(world: World) -> None:
    assert count_of(world, world.referrer) == 0
    reference = send(world.referrer, NOWHERE_SAFE)

    words = words_of(world.referrer)

    assert count_of(world, world.referrer) == 1
    assert words.startswith("1 thing waits for you")
    assert f"{reference} She is with you. Ring Example service" in words
    assert "by 26 November 2026, 10:00" in words
    assert "Emergency accommodation: to do, and to record." in words
    assert words.index(reference) < words.index("Sent 24 November")
    record(world, reference, "calls/1", "no_answer")
    assert "Emergency accommodation: nobody answered, ring again." in words_of(world.referrer)


def test_nothing_waits_once_each_part_is_answered(world: World) -> None:
    reference = send(world.referrer, NOWHERE_SAFE)
    record(world, reference, "legs/2", "taken")
    record(world, reference, "calls/1", "not_taken", reason="no_capacity")
    assert "Emergency accommodation: they did not take her." in words_of(world.referrer)
    record(world, reference, "calls/1", "taken")

    # The first agency answers here, in its own time.
    assert count_of(world, world.referrer) == 0
    clock.stop(utc_now() + timedelta(days=2, minutes=1))
    late = signed_in(world.app, world.referrer.user_id)  # type: ignore[arg-type] # she has an account
    assert count_of(world, late) == 1
    assert "is late: ring, or ask another" in words_of(late)


def test_a_no_waits_for_her_until_another_was_asked(world: World) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.BENEFITS_ADVICE)
    reference = send(world.referrer)
    record(world, reference, "legs/2", "not_taken", reason="no_capacity")
    assert "did not take her: ask another" in words_of(world.referrer)
    address = f"/referrals/{reference}/legs/2/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")

    assert world.referrer.post(address, {"agree": offered[0].get("value")}).status_code == 303

    assert "ask another" not in words_of(world.referrer)
    record(world, reference, "legs/3", "taken")
    assert count_of(world, world.referrer) == 0


def test_a_question_waits_for_whoever_sent_it(world: World) -> None:
    reference = send(world.referrer, **{"agree-benefits_advice": "no"})
    assert count_of(world, world.referrer) == 0

    asked = {"ask-words": "Does she need an interpreter?", "version": "1"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/ask", asked).status_code == 303

    assert count_of(world, world.referrer) == 1
    assert "asks you something." in words_of(world.referrer)


@pytest.mark.parametrize("facts", [FACTS, NOWHERE_SAFE, CONTROLLED, CHILD], ids=["plain", "bed", "controlled", "child"])
def test_what_is_counted_is_what_is_named_in_every_state(world: World, facts: dict[str, object]) -> None:
    """The rows and the words are asked apart: they have to agree, before and after she took her agreement back."""
    reference = send(world.referrer, facts)
    for stopped in (False, True):
        if stopped:
            fields = {"word": "stop", "leg": "all"}
            assert world.referrer.post(f"/referrals/{reference}/her-word", fields).status_code == 303
        for call in referrals.episode(world.app, reference).calls:
            who = person(world.app, world.referrer)
            with world.app.app_context():
                named = [task for task in work_of(who, london_today()).own if task.wants]
            assert len(named) == count_of(world, world.referrer)
            version = str(call.version)
            fields = {"outcome": "no_answer" if not stopped else "taken", "version": version}
            world.referrer.post(f"/referrals/{reference}/calls/{call.number}", fields)
    who = person(world.app, world.referrer)
    with world.app.app_context():
        assert [task.wants for task in work_of(who, london_today()).own if not task.wants] == []


def test_what_cannot_wait_stands_first(world: World) -> None:
    standard = send(world.referrer)
    pressing = send(world.referrer, {**NOWHERE_SAFE, "violence_risk": "immediate"})
    to_tell = send(world.referrer)
    world.referrer.post(f"/referrals/{to_tell}/her-word", {"word": "phone", "leg": "all"})

    words = words_of(world.referrer)

    assert words.index(to_tell) < words.index(pressing) < words.index(standard)


def test_after_her_word_the_agencies_to_tell_wait(world: World, reference: str) -> None:
    world.referrer.post(f"/referrals/{reference}/her-word", {"word": "stop", "leg": "all"})

    assert count_of(world, world.referrer) == 1
    assert f"{reference} Tell Example service" in words_of(world.referrer)
    leg = referrals.episode(world.app, reference).legs[0]
    world.caseworker.post(f"/referrals/{reference}/her-word/{leg.id}/seen")
    assert count_of(world, world.referrer) == 0


@pytest.mark.parametrize("word", ["stop", "phone", "nobody"])
def test_an_agency_is_to_look_now_and_no_list_says_why(world: World, reference: str, word: str) -> None:
    taken = {"accept-worker": "Sam", "accept-when": "hour", "version": "1"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/accept", taken).status_code == 303
    assert count_of(world, world.caseworker) == 0
    stranger = signed_in(world.app, user(world.app, organization(world.app), Role.OUTREACH))
    stranger.post("/referrals/her-word", {"reference": reference, "word": word})

    pile = "closed" if word == "stop" else "taken"
    for address in ("/manage", "/referrals/inbox", f"/referrals/inbox?pile={pile}"):
        words = words_of(world.caseworker, address)
        assert "Look now, before anybody contacts her" in words
        assert "phone" not in words
        assert NOTE not in words
    assert count_of(world, world.caseworker) == 1
    row = parser.fromstring(world.caseworker.get(f"/referrals/inbox?pile={pile}").text).cssselect("li.pw-thing")[0]
    assert "Changed: look now" in row.text_content()

    leg = referrals.episode(world.app, reference).legs[0]
    world.caseworker.post(f"/referrals/{reference}/her-word/{leg.id}/seen")

    assert count_of(world, world.caseworker) == 0
    assert "ook now" not in words_of(world.caseworker, f"/referrals/inbox?pile={pile}")
    assert "ook now" not in words_of(world.other_caseworker)


def test_the_menu_asks_once_however_much_waits(world: World) -> None:
    world.referrer.get("/account")
    with counted(world.app) as before:
        world.referrer.get("/account")
    for _ in range(3):
        send(world.referrer, NOWHERE_SAFE)

    with counted(world.app) as after:
        page = world.referrer.get("/account").text

    assert len(after) == len(before)
    assert ">3<" in page.replace(" ", "")


@pytest.mark.parametrize("number", [1, 6])
def test_the_page_of_work_asks_the_same_whatever_she_sent(world: World, number: int) -> None:
    for _ in range(number):
        send(world.referrer, NOWHERE_SAFE)
    world.referrer.get("/manage")

    with counted(world.app) as sent:
        world.referrer.get("/manage")

    assert len(sent) <= 14


def test_police_are_not_told_between_the_lines_that_she_was_taken(world: World) -> None:
    police = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    reference = send(police, **{"agree-benefits_advice": "no"})
    before = words_of(police)
    taken = {"accept-worker": "Sam", "accept-when": "hour", "version": "1"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/accept", taken).status_code == 303

    assert words_of(police) == before


def test_what_is_asked_of_an_agency_stands_before_the_form_to_take_her(world: World, reference: str) -> None:
    words = words_of(world.caseworker, f"/referrals/{reference}")

    assert words.index("Asked of you") < words.index("Who takes her")
