"""The parts of a referral, as whoever sent it reads them: in which order, which are still open, which are closed."""

import pytest

from pathway.accounts.vocabulary import Role
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.open_parts import open_calls, open_legs, rests_on_agreement
from pathway.episodes.vocabulary import CallOutcome, LegStatus, OutcomeCode
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.vocabulary import Action
from tests import referrals
from tests.integration.reading import parser
from tests.referrals import FACTS, World, send
from tests.staff import Staff, organization, signed_in, user, without_nonces

NOWHERE_SAFE = {**FACTS, "safe_place_tonight": "no"}
"""Nobody is listed for a bed, so it is rung: a step that rests on her agreement."""
AND_A_CHILD = {**NOWHERE_SAFE, "child_at_risk": "yes"}
"""Children's services are rung whatever she says."""


def page_of(staff: Staff, reference: str) -> str:
    response = staff.get(f"/referrals/{reference}")
    assert response.status_code == 200
    return str(response.text)


def words_of(staff: Staff, reference: str, part: str = "main") -> str:
    return " ".join(parser.fromstring(page_of(staff, reference)).cssselect(part)[0].text_content().split())


def call_number(world: World, reference: str, agency: AgencyType) -> int:
    calls = referrals.episode(world.app, reference).calls
    return next(call.number for call in calls if call.agency_type is agency)


def record_call(world: World, reference: str, number: int, outcome: str) -> int:
    version = next(call.version for call in referrals.episode(world.app, reference).calls if call.number == number)
    fields = {"outcome": outcome, "version": str(version)}
    return world.referrer.post(f"/referrals/{reference}/calls/{number}", fields).status_code


def record_leg(world: World, reference: str, number: int, outcome: str, **more: str) -> None:
    version = referrals.episode(world.app, reference).legs[number - 1].version
    fields = {"outcome": outcome, "version": str(version), **more}
    assert world.referrer.post(f"/referrals/{reference}/legs/{number}/call", fields).status_code == 303


def withdraw(world: World, reference: str) -> None:
    fields = {"word": "stop", "leg": "all"}
    assert world.referrer.post(f"/referrals/{reference}/her-word", fields).status_code == 303


def test_once_she_takes_her_agreement_back_nobody_is_rung_for_her_but_where_none_is_needed(world: World) -> None:
    reference = send(world.referrer, AND_A_CHILD)
    bed = call_number(world, reference, AgencyType.EMERGENCY_ACCOMMODATION)
    child = call_number(world, reference, AgencyType.CHILDRENS_SOCIAL_CARE)
    assert "a woman who has said yes to my ringing you" in words_of(world.referrer, reference, f"#call-{bed}")

    withdraw(world, reference)

    closed = parser.fromstring(page_of(world.referrer, reference)).cssselect(f"#call-{bed}")[0]
    assert "She took her agreement back. Do not ring for her." in closed.text_content()
    assert closed.cssselect("a[href^='tel:'], form, button") == []
    page = page_of(world.referrer, reference)
    assert "has said yes" not in page
    assert "They took her" in words_of(world.referrer, reference, f"#call-{child}")
    assert record_call(world, reference, bed, "taken") == 409
    assert record_call(world, reference, child, "taken") == 303
    outcomes = {call.number: call.outcome for call in referrals.episode(world.app, reference).calls}
    assert outcomes[bed] is None
    assert outcomes[child] is CallOutcome.TAKEN


def test_a_refused_recording_says_why(world: World) -> None:
    reference = send(world.referrer, NOWHERE_SAFE)
    version = referrals.episode(world.app, reference).calls[0].version
    withdraw(world, reference)

    late = world.referrer.post(f"/referrals/{reference}/calls/1", {"outcome": "taken", "version": str(version)})

    assert late.status_code == 409
    assert "She took her agreement back, or this is closed. Do not ring for her" in late.text


def test_who_took_her_on_the_telephone_is_told_to_stop(world: World) -> None:
    reference = send(world.referrer, NOWHERE_SAFE)
    record_call(world, reference, 1, "taken")

    withdraw(world, reference)

    part = parser.fromstring(page_of(world.referrer, reference)).cssselect("#call-1")[0]
    assert "Stop, and do not contact her" in part.text_content()
    assert part.cssselect("form, button") == []


def test_found_not_to_be_her_word_the_calls_are_open_again(world: World) -> None:
    reference = send(world.referrer, NOWHERE_SAFE)
    withdraw(world, reference)
    world.referrer.post(f"/referrals/{reference}/not-hers", {"alone": "yes"})

    assert record_call(world, reference, 1, "no_answer") == 303


def test_a_child_s_own_referral_to_the_mechanism_rests_on_no_agreement_and_a_woman_s_does(world: World) -> None:
    controlled = {"area": "brent", "controlled": "yes", "nrm_consent": "yes", "referrer_org": "local_authority"}
    council = world.referrer
    for age, rests in (("18_plus", True), ("under_18", False)):
        calls = referrals.episode(world.app, send(council, {**controlled, "age": age})).calls
        mechanism = [call for call in calls if call.agency_type is AgencyType.NRM_FIRST_RESPONDER]
        assert [call.action for call in mechanism] == [Action.OWN_ORGANISATION], age
        assert rests_on_agreement(mechanism[0], calls) is rests


def test_tonight_s_bed_stands_where_the_answer_had_it(world: World) -> None:
    reference = send(world.referrer, AND_A_CHILD)

    parts = [part.get("id") for part in parser.fromstring(page_of(world.referrer, reference)).cssselect(".pw-leg")]

    bed = f"call-{call_number(world, reference, AgencyType.EMERGENCY_ACCOMMODATION)}"
    child = f"call-{call_number(world, reference, AgencyType.CHILDRENS_SOCIAL_CARE)}"
    assert parts == [child, bed, "leg-1", "leg-2"]


def test_she_is_with_her_worker_until_each_part_is_answered(world: World) -> None:
    reference = send(world.referrer, NOWHERE_SAFE)
    banner = "Not all of it is taken. Still with you:"
    before = words_of(world.referrer, reference)
    assert "She is with you until somebody takes her" in before
    assert banner not in before

    record_leg(world, reference, 2, "taken")

    words = words_of(world.referrer, reference)
    assert banner in words
    assert "She is with you until somebody takes her" not in page_of(world.referrer, reference).partition('id="leg-')[0]
    still_open = parser.fromstring(page_of(world.referrer, reference)).cssselect("main .pw-note--check a[href^='#']")
    assert [link.get("href") for link in still_open] == ["#call-1", "#leg-1"]
    record_call(world, reference, 1, "not_taken")  # a bed is still wanted
    fields = {"accept-worker": "Sam", "accept-when": "hour", "version": "1"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/accept", fields).status_code == 303
    assert banner in words_of(world.referrer, reference)
    record_call(world, reference, 1, "taken")
    after = words_of(world.referrer, reference)
    assert banner not in after
    assert "She is with you until somebody takes her" not in after


def test_what_is_open_is_the_same_in_words_and_in_rows(world: World) -> None:
    reference = send(world.referrer, AND_A_CHILD)
    episode = referrals.episode(world.app, reference)
    assert [leg.number for leg in open_legs(episode)] == [1, 2]
    assert [call.number for call in open_calls(episode)] == [1, 2]

    withdraw(world, reference)

    episode = referrals.episode(world.app, reference)
    assert open_legs(episode) == ()
    assert [call.action for call in open_calls(episode)] == [Action.REFER_NOW]


def test_a_service_that_was_asked_instead_is_named_and_nobody_is_told_to_ask_again(world: World) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.BENEFITS_ADVICE, name="Second advice (example)")
    reference = send(world.referrer)
    asked_first = "Second advice" in words_of(world.referrer, reference, "#leg-2")
    record_leg(world, reference, 2, "not_taken", reason="no_capacity")
    assert "ask another service, or ring" in words_of(world.referrer, reference, "#leg-2")
    address = f"/referrals/{reference}/legs/2/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")

    world.referrer.post(address, {"agree": offered[0].get("value")})

    words = words_of(world.referrer, reference, "#leg-2")
    assert ("Example service" if asked_first else "Second advice (example)") + " was asked instead." in words
    assert "ask another" not in words


def test_an_agency_that_said_no_does_not_learn_who_was_asked_instead(world: World, reference: str) -> None:
    referrals.publish(world.app, organization(world.app), AgencyType.SUBSTANCE_MISUSE, name="Second recovery (example)")
    fields = {"decline-reason": "no_capacity", "decline-suggestion": "", "version": "1"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/decline", fields).status_code == 303
    address = f"/referrals/{reference}/legs/1/another"
    offered = parser.fromstring(world.referrer.get(address).text).cssselect("input[name=agree]")
    assert world.referrer.post(address, {"agree": offered[0].get("value")}).status_code == 303

    page = page_of(world.caseworker, reference)

    assert "Second recovery" not in page


def test_after_a_no_and_her_word_nobody_is_told_to_ask_another(world: World, reference: str) -> None:
    record_leg(world, reference, 2, "not_taken", reason="no_capacity")

    withdraw(world, reference)

    words = words_of(world.referrer, reference)
    assert "No room just now" in words
    assert "ask another service" not in words.lower()
    assert "Someone will" not in page_of(world.referrer, f"{reference}?slip=yes")


def test_the_list_names_each_service_and_what_it_said(world: World) -> None:
    reference = send(world.referrer, NOWHERE_SAFE)
    record_leg(world, reference, 2, "taken")

    row = parser.fromstring(world.referrer.get("/referrals").text).cssselect(".pw-thing")[0].text_content()

    words = " ".join(row.split())
    assert reference in words
    assert words.count("Example service") == 2
    assert "Sent, not seen yet: Example service" in words
    assert "Taken: Example service" in words
    assert "1 call to make, and to record" in words


def test_who_may_only_hear_of_receipts_reads_nothing_between_the_lines(world: World) -> None:
    """Neither a word, nor a line that goes, nor the style of one says that she was taken."""
    police = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    reference = send(police)
    acknowledge = {"version": "1"}
    world.caseworker.post(f"/referrals/{reference}/received/1/acknowledge", acknowledge)
    before = parser.fromstring(page_of(police, reference)).cssselect("#leg-1")[0]
    listed = parser.fromstring(police.get("/referrals").text).cssselect(".pw-thing")[0]
    fields = {"accept-worker": "Sam", "accept-when": "hour", "version": "2"}
    assert world.caseworker.post(f"/referrals/{reference}/received/1/accept", fields).status_code == 303

    after = parser.fromstring(page_of(police, reference)).cssselect("#leg-1")[0]

    assert parser.tostring(after) == parser.tostring(before)
    still = parser.fromstring(police.get("/referrals").text).cssselect(".pw-thing")[0]
    assert parser.tostring(still) == parser.tostring(listed)


def deliver(world: World, reference: str) -> None:
    """The first agency takes her, reaches her, and is done."""
    for act, typed in (
        ("accept", {"accept-worker": "Sam", "accept-when": "hour"}),
        ("deliver", {"deliver-outcome": OutcomeCode.HELP_BEGAN.value}),
    ):
        fields = typed | {"version": str(referrals.episode(world.app, reference).legs[0].version)}
        answer = world.caseworker.post(f"/referrals/{reference}/received/1/{act}", fields)
        assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("ended", ["taken", "delivered", "closed"])
def test_no_page_of_police_changes_when_she_is_taken_or_it_ends(world: World, ended: str) -> None:
    police = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    reference = send(police, NOWHERE_SAFE, **{"agree-benefits_advice": "no"})
    world.caseworker.post(f"/referrals/{reference}/received/1/acknowledge", {"version": "1"})
    page = f"/referrals/{reference}"
    addresses = (page, "/referrals", "/manage", f"{page}?text=yes", f"{page}?slip=yes", f"{page}/her-word")
    before = [without_nonces(police.get(address)) for address in addresses]

    if ended == "taken":
        fields = {"accept-worker": "Sam", "accept-when": "hour", "version": "2"}
        assert world.caseworker.post(f"{page}/received/1/accept", fields).status_code == 303
    else:
        deliver(world, reference)
    if ended == "closed":
        assert coordinator.post(f"{page}/close").status_code == 303

    assert [without_nonces(police.get(address)) for address in addresses] == before
    fields = {"outcome": "taken", "version": str(referrals.episode(world.app, reference).calls[0].version)}
    assert police.post(f"{page}/calls/1", fields).status_code == 303


def test_police_neither_learn_nor_undo_what_the_coordinator_recorded(world: World) -> None:
    police = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    reference = send(police)
    page, taken = f"/referrals/{reference}/legs/2", {"outcome": "taken", "version": "1"}
    assert coordinator.post(f"{page}/call", taken).status_code == 303

    for version in ("1", "2"):
        refused = police.post(f"{page}/call", {"outcome": "no_answer", "version": version})
        assert refused.status_code == 409
        assert "by now" not in refused.text
        assert "taken" not in parser.fromstring(refused.text).cssselect(".govuk-error-summary")[0].text_content()
    assert police.post(f"{page}/undo").status_code == 404
    assert referrals.episode(world.app, reference).legs[1].status is LegStatus.ACCEPTED


def test_what_is_rung_is_saved_and_what_goes_by_itself_is_sent(world: World, reference: str) -> None:
    assert words_of(world.referrer, f"{reference}?sent=1", ".pw-note[role=status]").startswith("Sent, 24 November")
    rung = send(world.referrer, **{"agree-substance_misuse": "no"})
    assert "Nothing goes by itself: you ring them." in words_of(world.referrer, f"{rung}?sent=1")


def test_a_coordinator_reads_the_same_parts(world: World) -> None:
    coordinator = signed_in(world.app, user(world.app, organization(world.app), Role.COORDINATOR))
    reference = send(world.referrer, NOWHERE_SAFE)
    parts = [part.get("id") for part in parser.fromstring(page_of(coordinator, reference)).cssselect(".pw-leg")]
    assert parts == ["call-1", "leg-1", "leg-2"]
