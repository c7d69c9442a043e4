"""For each staff route: what a right request to it is, and which line of the agreed matrix stands for it.

Written by hand from the issue and the matrix, and not read from the code: a route that declares another line, or has
no plan here, is a failing test.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from pathway.episodes.reference import new_reference

CSV = Path(__file__).resolve().parents[2] / "data" / "policy-matrix.csv"

SELF, SELF_STEP = "self", "self-step"
"""Anybody signed in, about herself: not in the matrix, which is of what people do to others."""


@dataclass(frozen=True)
class Target:
    """What a request is about, of one organisation: ids as text."""

    user: str
    session: str
    organization: str
    domain: str
    proposal: str
    message: str
    passkey: str
    service: str
    change: str
    phone: str
    lead: str
    holder: str


@dataclass(frozen=True)
class Plan:
    """A right request. `scoped`: whether it matters whose the target is."""

    line: str
    method: str
    address: Callable[[Target], str]
    data: Callable[[], Mapping[str, Any]] = dict
    scoped: bool = False
    good: tuple[int, ...] = (200,)


def _new_user() -> Mapping[str, Any]:
    return {"name": "New person", "email": f"{uuid4().hex}@example.org", "role": "referrer"}


def _new_organization() -> Mapping[str, Any]:
    return {"name": f"New {uuid4().hex}", "kind": "charity", "domain": f"d{uuid4().hex}.example.org"}


def _user(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/users/{target.user}{path}"


def _organization(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/organizations/{target.organization}{path}"


def _service(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/services/{target.service}{path}"


def _change(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/services/proposals/{target.change}{path}"


def _call(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/start/calls/{target.service}/{target.phone}{path}"


def _lead(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/leads/{target.lead}{path}"


def _holder(path: str) -> Callable[[Target], str]:
    return lambda target: f"/manage/leads/{target.lead}/holders/{target.holder}{path}"


def _role_of_leads() -> Mapping[str, Any]:
    return {"title": f"Role {uuid4().hex}", "kind": "policy"}


def _lead_person(**more: str) -> Callable[[], Mapping[str, Any]]:
    return lambda: {"name": f"Person {uuid4().hex}"} | more


def _at(path: str) -> Callable[[Target], str]:
    return lambda _target: path


def _draft(path: str) -> Callable[[Target], str]:
    return lambda _target: f"/refer/{uuid4()}{path}"


def _leg(path: str) -> Callable[[Target], str]:
    return lambda _target: f"/referrals/{new_reference()}/received/1{path}"


def _referral(path: str) -> Callable[[Target], str]:
    """A referral that is not there."""
    return lambda _target: f"/referrals/{new_reference()}{path}"


def _handout() -> Mapping[str, Any]:
    return {"place": "clinic", "cards": "20", "on": "2026-11-02"}


def _signature() -> Mapping[str, Any]:
    return {"safeguarding_lead-signed_by": "Example Lead", "safeguarding_lead-signed_on": "2026-11-20"}


def _new_team() -> Mapping[str, Any]:
    return {"name": f"Team {uuid4().hex}"}


SAVED = (303,)
TEAM, SESSION = f"/outreach/teams/{uuid4()}", f"/outreach/sessions/{uuid4()}"
"""None that is there."""
TURNING = f"/manage/pathway/proposals/{uuid4()}"
MILESTONES = "/manage/pathway/milestones"
PUBLISHING = f"{MILESTONES}/proposals/{uuid4()}"
CARD_WORDS = "/manage/cards/words"
NOTICES = "/manage/cards/notices"
SIGN_OFFS = "/manage/start/sign-offs"
WORDS = "/manage/start/words/safeguarding_lead/any/any/any"

PLANS: dict[str, Plan] = {
    "GET people.index": Plan("A41", "GET", _at("/manage/users")),
    "GET people.show": Plan("A41", "GET", _user(""), scoped=True),
    "POST people.disable": Plan("A41", "POST", _user("/disable"), scoped=True, good=SAVED),
    "GET people.new": Plan("A35", "GET", _at("/manage/users/new")),
    "POST people.create": Plan("A35", "POST", _at("/manage/users/new"), _new_user, good=SAVED),
    "POST people.set_role": Plan("A35", "POST", _user("/role"), lambda: {"role": "outreach"}, scoped=True, good=SAVED),
    "POST people.send_link": Plan("A35", "POST", _user("/link"), scoped=True, good=SAVED),
    "POST people.enable": Plan("A35", "POST", _user("/enable"), scoped=True, good=SAVED),
    "POST people.revoke_device": Plan(
        "A40", "POST", lambda one: f"/manage/users/{one.user}/devices/{one.session}/revoke", scoped=True, good=SAVED
    ),
    "GET organizations.index": Plan("A36", "GET", _at("/manage/organizations")),
    "GET organizations.new": Plan("A36", "GET", _at("/manage/organizations/new")),
    "POST organizations.create": Plan("A36", "POST", _at("/manage/organizations/new"), _new_organization, good=SAVED),
    "GET organizations.show": Plan("A36", "GET", _organization("")),
    "POST organizations.set_kind": Plan("A36", "POST", _organization("/kind"), lambda: {"kind": "nhs"}, good=SAVED),
    "POST organizations.add_domain": Plan(
        "A36", "POST", _organization("/domains"), lambda: {"domain": f"d{uuid4().hex}.example.org"}, good=SAVED
    ),
    "POST organizations.remove_domain": Plan(
        "A36", "POST", lambda one: f"/manage/organizations/{one.organization}/domains/{one.domain}/remove", good=SAVED
    ),
    "POST asking.send_link": Plan("A36", "POST", _user("/ask/link"), good=SAVED),
    "POST asking.set_role": Plan("A36", "POST", _user("/ask/role"), lambda: {"role": "auditor"}, good=SAVED),
    "POST organizations.appoint": Plan("A36", "POST", _organization("/people"), _new_user, good=SAVED),
    "GET acts.index": Plan("A36", "GET", _at("/manage/proposals")),
    "POST acts.approve": Plan("A36", "POST", lambda one: f"/manage/proposals/{one.proposal}/approve", good=SAVED),
    "POST acts.refuse": Plan("A36", "POST", lambda one: f"/manage/proposals/{one.proposal}/refuse", good=SAVED),
    # Only who asked takes it back: whoever else may is told so.
    "POST acts.withdraw": Plan("A36", "POST", lambda one: f"/manage/proposals/{one.proposal}/withdraw", good=(409,)),
    "GET messages.index": Plan("A42", "GET", _at("/manage/messages")),
    "POST messages.retry": Plan("A42", "POST", lambda one: f"/manage/messages/{one.message}/retry", good=SAVED),
    "POST messages.discard": Plan("A42", "POST", lambda one: f"/manage/messages/{one.message}/discard", good=SAVED),
    "GET insight.index": Plan("A38", "GET", _at("/insight/activity")),
    "GET outreach.sessions": Plan("A29", "GET", _at("/outreach/rota")),
    "POST outreach.add_team": Plan("A29", "POST", _at("/outreach/teams"), _new_team, good=SAVED),
    "GET outreach.team": Plan("A29", "GET", _at(TEAM), good=(404,)),
    "POST outreach.change_team": Plan("A29", "POST", _at(TEAM), _new_team, good=(404,)),
    "POST outreach.make_calendar": Plan("A29", "POST", _at(f"{TEAM}/calendar"), good=(404,)),
    "POST outreach.end_calendar": Plan("A29", "POST", _at(f"{TEAM}/calendar/end"), good=(404,)),
    "GET outreach.new_session": Plan("A29", "GET", _at(f"{TEAM}/sessions"), good=(404,)),
    "POST outreach.add_session": Plan("A29", "POST", _at(f"{TEAM}/sessions"), good=(404,)),
    "POST outreach.end_session": Plan("A29", "POST", _at(f"{SESSION}/end"), good=(404,)),
    "GET outreach.session": Plan("A29", "GET", _at(f"{SESSION}/2026-11-27"), good=(404,)),
    "POST outreach.log": Plan("A29", "POST", _at(f"{SESSION}/2026-11-27/log"), good=(404,)),
    "POST outreach.cancel": Plan("A29", "POST", _at(f"{SESSION}/2026-11-27/cancel"), good=(404,)),
    "POST outreach.move": Plan("A29", "POST", _at(f"{SESSION}/2026-11-27/move"), good=(404,)),
    "POST outreach.restore": Plan("A29", "POST", _at(f"{SESSION}/2026-11-27/restore"), good=(404,)),
    "GET insight.pathway": Plan("A31", "GET", _at("/insight/pathway")),
    "GET insight.download_pathway": Plan("A31", "GET", _at("/insight/pathway.csv")),
    "GET insight.evidence": Plan("A31", "GET", _at("/insight/evidence")),
    "GET insight.download_evidence": Plan("A31", "GET", _at("/insight/evidence.csv")),
    "GET gaps.show": Plan("A31", "GET", _at("/insight/gaps")),
    "GET gaps.download": Plan("A31", "GET", _at("/insight/gaps.csv")),
    "GET insight.own": Plan("A37", "GET", _at("/account/activity")),
    "GET own.devices": Plan("A40", "GET", _at("/account/devices")),
    "POST own.revoke_others": Plan("A40", "POST", _at("/account/devices/revoke-others"), good=SAVED),
    # A device of somebody else's is none that she may know of, for an administrator too: this is the own account.
    "POST own.rename_device": Plan(
        "A40", "POST", lambda one: f"/account/devices/{one.session}/name", lambda: {"label": "Mine"}, good=(404,)
    ),
    "POST own.revoke_device": Plan("A40", "POST", lambda one: f"/account/devices/{one.session}/revoke", good=(404,)),
    "GET work.index": Plan(SELF, "GET", _at("/manage")),
    "GET editing.index": Plan("A07", "GET", _at("/manage/services")),
    "GET editing.show": Plan("A07", "GET", _service(""), scoped=True),
    "GET editing.sections": Plan("A06", "GET", _service("/edit"), scoped=True),
    # Who asked sees it too, and only she takes it back: whoever else is signed in and may not decide finds nothing.
    "GET proposed.show": Plan(SELF, "GET", _change(""), good=(200, 404)),
    "POST proposed.withdraw": Plan(SELF, "POST", _change("/withdraw"), good=(404, 409)),
    "POST proposed.approve": Plan("A08", "POST", _change("/approve"), lambda: {"shown": "1"}, scoped=True, good=SAVED),
    "POST proposed.refuse": Plan(
        "A08", "POST", _change("/refuse"), lambda: {"reason": "It is not so"}, scoped=True, good=SAVED
    ),
    "GET proposed.index": Plan("A06", "GET", _at("/manage/services/proposals")),
    "GET sections.show": Plan("A06", "GET", _service("/edit/about"), scoped=True),
    "POST sections.check": Plan(
        "A06", "POST", _service("/edit/about"), lambda: {"name": "A name", "description": "Help."}, scoped=True
    ),
    "POST sections.save": Plan(
        "A06",
        "POST",
        _service("/edit/about/save"),
        lambda: {"name": "A name", "description": "Help."},
        scoped=True,
        good=SAVED,
    ),
    "GET listing_lifecycle.new": Plan("A08", "GET", _at("/manage/services/new")),
    "POST listing_lifecycle.add": Plan("A08", "POST", _at("/manage/services/new"), dict, good=(400,)),
    "GET listing_lifecycle.end_form": Plan("A51", "GET", _service("/end"), scoped=True),
    # The walk's listing has a proposed change waiting: what waits keeps it from ending.
    "POST listing_lifecycle.end": Plan("A51", "POST", _service("/end"), scoped=True, good=(409,)),
    "GET listing_lifecycle.merge_form": Plan("A51", "GET", _service("/same-as"), scoped=True),
    "POST listing_lifecycle.merge": Plan("A51", "POST", _service("/same-as"), scoped=True, good=(400,)),
    # It was not joined with another: nothing is left to do.
    "POST listing_lifecycle.take_apart": Plan("A08", "POST", _service("/same-as/undo"), scoped=True, good=SAVED),
    "POST listing_lifecycle.keep_again": Plan("A08", "POST", _service("/keep-again"), scoped=True, good=SAVED),
    "POST editing.confirm": Plan("A07", "POST", _service("/confirm"), scoped=True, good=SAVED),
    "POST editing.confirm_all": Plan("A07", "POST", _at("/manage/services/confirm"), good=SAVED),
    "POST editing.close": Plan("A09", "POST", _service("/close"), scoped=True, good=SAVED),
    # It is open already, and has no such number: nothing is left to do.
    "POST editing.reopen": Plan("A09", "POST", _service("/open"), scoped=True, good=SAVED),
    "POST editing.hide_number": Plan("A09", "POST", _service(f"/phones/{uuid4()}/hide"), scoped=True, good=SAVED),
    "POST editing.set_room": Plan("A09", "POST", _service("/room"), lambda: {"room": "some"}, scoped=True, good=SAVED),
    # Nothing of hers to take back; and a version that is not there.
    "POST editing.undo": Plan("A07", "POST", _at("/manage/services/undo"), good=(404,)),
    "GET editing.version": Plan("A08", "GET", _service("/versions/1"), scoped=True, good=(409,)),
    "POST editing.restore": Plan("A08", "POST", _service("/versions/1/restore"), scoped=True, good=(409,)),
    "GET launch.index": Plan("A47", "GET", _at("/manage/start")),
    "GET launch.nobody": Plan("A47", "GET", _at("/manage/start/nobody")),
    "GET launch.paper": Plan("A11", "GET", _at("/manage/start/paper")),
    "GET call.show": Plan("A11", "GET", _call("")),
    # What came of the call was not pressed.
    "POST call.unsaid": Plan("A11", "POST", _call(""), good=(400,)),
    "POST call.right": Plan("A11", "POST", _call("/right"), good=SAVED),
    "POST call.changed": Plan("A11", "POST", _call("/changed"), lambda: {"number": "0808 157 0998"}, good=SAVED),
    "POST call.wrong": Plan("A11", "POST", _call("/wrong"), good=SAVED),
    "POST call.again": Plan("A11", "POST", _call("/again"), good=SAVED),
    # There is no call of hers to take back.
    "POST call.take_back": Plan("A11", "POST", _call("/undo"), good=(409,)),
    # It is published already: nothing is left to do.
    "POST call.publish": Plan("A11", "POST", _call("/publish"), lambda: {"how": "met"}, good=SAVED),
    "GET words.index": Plan("A47", "GET", _at("/manage/start/words")),
    "GET words.edit": Plan("A47", "GET", _at(WORDS)),
    "POST words.look": Plan("A47", "POST", _at(WORDS), lambda: {"text": "Ring your own lead."}),
    "POST words.save": Plan("A47", "POST", _at(f"{WORDS}/save"), lambda: {"text": f"Ask {uuid4().hex}."}, good=SAVED),
    "GET sign_offs.index": Plan("A47", "GET", _at(SIGN_OFFS)),
    "POST sign_offs.record": Plan("A47", "POST", _at(f"{SIGN_OFFS}/safeguarding_lead"), _signature, good=SAVED),
    "POST sign_offs.withdraw": Plan("A47", "POST", _at(f"{SIGN_OFFS}/safeguarding_lead/withdraw"), good=SAVED),
    "GET manage_leads.index": Plan("A13", "GET", _at("/manage/leads")),
    "GET manage_leads.new": Plan("A13", "GET", _at("/manage/leads/new")),
    "POST manage_leads.create": Plan("A13", "POST", _at("/manage/leads/new"), _role_of_leads, good=SAVED),
    "GET manage_leads.show": Plan("A13", "GET", _lead(""), scoped=True),
    "GET manage_leads.edit": Plan("A13", "GET", _lead("/edit"), scoped=True),
    "POST manage_leads.update": Plan("A13", "POST", _lead("/edit"), _role_of_leads, scoped=True, good=SAVED),
    "POST manage_leads.confirm": Plan("A13", "POST", _lead("/confirm"), scoped=True, good=SAVED),
    "POST manage_leads.retire": Plan("A13", "POST", _lead("/retire"), scoped=True, good=SAVED),
    # It is on the list: nothing is left to do.
    "POST manage_leads.bring_back": Plan("A13", "POST", _lead("/bring-back"), scoped=True, good=SAVED),
    "GET lead_hours.edit": Plan("A13", "GET", _lead("/hours"), scoped=True),
    "POST lead_hours.update": Plan("A13", "POST", _lead("/hours"), scoped=True, good=SAVED),
    "GET lead_holders.new": Plan("A13", "GET", _lead("/holders/new"), scoped=True),
    "POST lead_holders.appoint": Plan(
        "A13",
        "POST",
        _lead("/holders/new"),
        _lead_person(place="deputy", from_on="2026-11-24"),
        scoped=True,
        good=SAVED,
    ),
    # Who holds it now is not forgotten.
    "POST lead_holders.forget": Plan("A13", "POST", _holder("/forget"), scoped=True, good=(409,)),
    "GET lead_holders.edit": Plan("A13", "GET", _holder(""), scoped=True),
    "POST lead_holders.update": Plan(
        "A13", "POST", _holder(""), _lead_person(place="lead", from_on="2026-11-01"), scoped=True, good=SAVED
    ),
    "GET lead_holders.new_hand_over": Plan("A13", "GET", _holder("/hand-over"), scoped=True),
    "POST lead_holders.hand_over": Plan(
        "A13", "POST", _holder("/hand-over"), _lead_person(from_on="2026-11-25"), scoped=True, good=SAVED
    ),
    "GET health.show": Plan("A52", "GET", _at("/manage/services/health")),
    "GET health.download": Plan("A52", "GET", _at("/manage/services/health.csv")),
    "GET health.download_look_ups": Plan("A52", "GET", _at("/manage/services/look-ups.csv")),
    "GET spot_checks.index": Plan("A11", "GET", _at("/manage/spot-checks")),
    # Nobody has drawn it: there is no such number to ring.
    "POST spot_checks.record": Plan("A11", "POST", _at(f"/manage/spot-checks/{uuid4()}"), good=(404,)),
    # What one referral shows to whom is swept in `episodes/test_who_sees.py`; here there is no such draft or referral.
    "GET refer.index": Plan("A17", "GET", _at("/refer")),
    "POST refer.start": Plan("A17", "POST", _at("/refer"), lambda: {"age": "18_plus"}, good=SAVED),
    "GET refer.write": Plan("A17", "GET", _draft(""), good=(410,)),
    "POST refer.save": Plan("A17", "POST", _draft(""), good=(410,)),
    "GET refer.look": Plan("A17", "GET", _draft("/look"), good=(410,)),
    "POST refer.send": Plan("A17", "POST", _draft("/send"), good=(410,)),
    "POST refer.discard": Plan("A17", "POST", _draft("/discard"), good=(410,)),
    "GET pathway_switch.index": Plan("A16", "GET", _at("/manage/pathway")),
    "POST pathway_switch.propose": Plan("A16", "POST", _at("/manage/pathway"), good=(400,)),
    "POST pathway_switch.approve": Plan("A16", "POST", _at(f"{TURNING}/approve"), good=(404,)),
    "POST pathway_switch.refuse": Plan("A16", "POST", _at(f"{TURNING}/refuse"), good=(404,)),
    "POST pathway_switch.take_back": Plan("A16", "POST", _at(f"{TURNING}/take-back"), good=(404,)),
    "GET handouts.index": Plan("A29", "GET", _at("/manage/cards/log")),
    "POST handouts.record": Plan("A29", "POST", _at("/manage/cards/log"), _handout, good=SAVED),
    "POST handouts.take_off": Plan("A29", "POST", _at(f"/manage/cards/log/{uuid4()}/take-off"), good=(404,)),
    "GET card_words.index": Plan("A47", "GET", _at(CARD_WORDS)),
    "GET card_words.edit": Plan("A47", "GET", _at(f"{CARD_WORDS}/ro")),
    "POST card_words.propose": Plan("A47", "POST", _at(f"{CARD_WORDS}/ro"), good=(400,)),
    "GET card_words.proof": Plan("A47", "GET", _at(f"{CARD_WORDS}/ro/proof.pdf"), good=(404,)),
    "POST card_words.take_off": Plan("A47", "POST", _at(f"{CARD_WORDS}/ro/take-off"), good=(409,)),
    "POST card_words.approve": Plan("A47", "POST", _at(f"{CARD_WORDS}/proposals/{uuid4()}/approve"), good=(404,)),
    "POST card_words.refuse": Plan("A47", "POST", _at(f"{CARD_WORDS}/proposals/{uuid4()}/refuse"), good=(404,)),
    "POST card_words.take_back": Plan("A47", "POST", _at(f"{CARD_WORDS}/proposals/{uuid4()}/take-back"), good=(404,)),
    "GET notices.index": Plan("A47", "GET", _at(NOTICES)),
    "GET notices.draft": Plan("A47", "GET", _at(f"{NOTICES}/poster.pdf")),
    "POST notices.approve": Plan("A47", "POST", _at(f"{NOTICES}/poster"), good=(409,)),
    "GET milestones.index": Plan("A50", "GET", _at(MILESTONES)),
    "GET milestones.edit": Plan("A50", "GET", _at(f"{MILESTONES}/edit")),
    "POST milestones.look": Plan("A50", "POST", _at(f"{MILESTONES}/edit"), good=(400,)),
    "POST milestones.propose": Plan("A50", "POST", _at(MILESTONES), good=(400,)),
    "POST milestones.approve": Plan("A50", "POST", _at(f"{PUBLISHING}/approve"), good=(404,)),
    "POST milestones.refuse": Plan("A50", "POST", _at(f"{PUBLISHING}/refuse"), good=(404,)),
    "POST milestones.take_back": Plan("A50", "POST", _at(f"{PUBLISHING}/take-back"), good=(404,)),
    "GET sharing.index": Plan("A48", "GET", _at("/manage/sharing")),
    "POST sharing.propose": Plan("A48", "POST", _at("/manage/sharing"), good=(400,)),
    "POST sharing.approve": Plan("A48", "POST", _at(f"/manage/sharing/proposals/{uuid4()}/approve"), good=(404,)),
    "POST sharing.refuse": Plan("A48", "POST", _at(f"/manage/sharing/proposals/{uuid4()}/refuse"), good=(404,)),
    "POST sharing.take_back": Plan("A48", "POST", _at(f"/manage/sharing/proposals/{uuid4()}/take-back"), good=(404,)),
    # There is no agreement to take back.
    "POST sharing.withdraw": Plan(
        "A48", "POST", lambda one: f"/manage/sharing/{one.organization}/withdraw", good=(409,)
    ),
    "GET board.index": Plan("A27", "GET", _at("/board")),
    "GET board.now": Plan("A27", "GET", _at("/board/now")),
    "GET board.show": Plan("A27", "GET", _at(f"/board/{new_reference()}"), good=(404,)),
    "POST board.act": Plan("A27", "POST", _at(f"/board/{new_reference()}/take-on"), good=(404,)),
    "POST board.hand_on": Plan("A27", "POST", _at(f"/board/{new_reference()}/hand-on"), good=(404,)),
    "GET wall.index": Plan("A27", "GET", _at("/board/walls")),
    "POST wall.grant": Plan("A27", "POST", _at("/board/walls"), lambda: {"place": "Duty office"}),
    "POST wall.end": Plan("A27", "POST", _at(f"/board/walls/{uuid4()}/end"), good=(303,)),
    "GET inbox.index": Plan("A21", "GET", _at("/referrals/inbox")),
    "POST inbox.act": Plan("A22", "POST", _leg("/acknowledge"), good=(404,)),
    "POST inbox.reveal": Plan("A20", "POST", _leg("/her"), good=(404,)),
    "POST inbox.answer": Plan("A19", "POST", _leg(f"/questions/{uuid4()}"), good=(404,)),
    "GET agency_clock.show": Plan("A22", "GET", _leg("/clock"), good=(404,)),
    "POST agency_clock.record": Plan("A22", "POST", _leg("/clock/met"), good=(404,)),
    "GET inbox.decisions": Plan("A28", "GET", _at("/referrals/decisions")),
    "POST inbox.decide": Plan("A28", "POST", _at(f"/referrals/{new_reference()}/decisions/1"), good=(404,)),
    "GET referrals.index": Plan("A18", "GET", _at("/referrals")),
    "GET referrals.show": Plan("A18", "GET", _at(f"/referrals/{new_reference()}"), good=(404,)),
    "POST referrals.call_leg": Plan("A18", "POST", _at(f"/referrals/{new_reference()}/legs/1/call"), good=(404,)),
    "POST referrals.end_leg": Plan("A18", "POST", _at(f"/referrals/{new_reference()}/legs/1/ending"), good=(404,)),
    "POST referrals.undo_leg": Plan("A18", "POST", _at(f"/referrals/{new_reference()}/legs/1/undo"), good=(404,)),
    "POST referrals.undo_call": Plan("A18", "POST", _at(f"/referrals/{new_reference()}/calls/1/undo"), good=(404,)),
    "POST referrals.call": Plan("A18", "POST", _at(f"/referrals/{new_reference()}/calls/1"), good=(404,)),
    "GET referrals.another": Plan("A23", "GET", _at(f"/referrals/{new_reference()}/legs/1/another"), good=(404,)),
    "POST referrals.ask_another": Plan("A23", "POST", _at(f"/referrals/{new_reference()}/legs/1/another"), good=(404,)),
    "POST referrals.mistake": Plan("A23", "POST", _at(f"/referrals/{new_reference()}/legs/1/mistake"), good=(404,)),
    "GET referrals_export.index": Plan("A32", "GET", _at("/referrals/export")),
    "POST referrals_export.download": Plan(
        "A32", "POST", _at("/referrals/export"), lambda: {"begins": "2026-11-01", "ends": "2026-11-02"}
    ),
    "POST referrals_export.decide": Plan("A32", "POST", _at(f"/referrals/export/{uuid4()}/agree"), good=(404,)),
    "GET her_word.new": Plan("A24", "GET", _at("/referrals/her-word")),
    "POST her_word.create": Plan(
        "A24", "POST", _at("/referrals/her-word"), lambda: {"reference": new_reference(), "word": "stop"}, good=SAVED
    ),
    "GET her_word.edit": Plan("A24", "GET", _referral("/her-word"), good=(404,)),
    "POST her_word.update": Plan("A24", "POST", _referral("/her-word"), lambda: {"word": "stop"}, good=(404,)),
    "POST her_word.seen": Plan("A24", "POST", _referral(f"/her-word/{uuid4()}/seen"), good=(404,)),
    "GET her_word.confirm_not_hers": Plan("A24", "GET", _referral("/not-hers"), good=(404,)),
    "POST her_word.restore": Plan("A24", "POST", _referral("/not-hers"), lambda: {"alone": "yes"}, good=(404,)),
    "GET her_word.edit_contact": Plan("A24", "GET", _referral("/contact"), good=(404,)),
    "POST her_word.update_contact": Plan("A24", "POST", _referral("/contact"), good=(404,)),
    "POST keeping.close": Plan("A18", "POST", _referral("/close"), good=(404,)),
    "GET keeping.show_holds": Plan("A34", "GET", _referral("/hold"), good=(404,)),
    "POST keeping.place": Plan("A34", "POST", _referral("/hold"), good=(404,)),
    "POST keeping.review": Plan("A34", "POST", _referral(f"/hold/{uuid4()}/review"), good=(404,)),
    "POST keeping.lift": Plan("A34", "POST", _referral(f"/hold/{uuid4()}/lift"), good=(404,)),
    "GET disclosure.new": Plan("A25", "GET", _referral("/without-agreement"), good=(404,)),
    "POST disclosure.ask": Plan("A25", "POST", _referral("/without-agreement"), good=(404,)),
    "GET disclosure.index": Plan("A26", "GET", _at("/referrals/sharing")),
    "GET disclosure.show": Plan("A26", "GET", _at(f"/referrals/sharing/{uuid4()}"), good=(404,)),
    "POST disclosure.authorise": Plan("A26", "POST", _at(f"/referrals/sharing/{uuid4()}/authorise"), good=(404,)),
    "POST disclosure.refuse": Plan("A26", "POST", _at(f"/referrals/sharing/{uuid4()}/refuse"), good=(404,)),
    "POST disclosure.review": Plan("A26", "POST", _at(f"/referrals/sharing/{uuid4()}/review"), good=(404,)),
    "GET for_her.index": Plan("A33", "GET", _referral("/for-her"), good=(404,)),
    "POST for_her.ask": Plan("A33", "POST", _referral("/for-her"), good=(404,)),
    "POST for_her.decide": Plan("A33", "POST", _referral(f"/for-her/{uuid4()}/approve"), good=(404,)),
    "GET for_her.show": Plan("A33", "GET", _referral("/for-her/record"), good=(404,)),
    "GET for_her.download": Plan("A33", "GET", _referral("/for-her/record.json"), good=(404,)),
    "GET own.index": Plan(SELF, "GET", _at("/account")),
    "GET own.edit_details": Plan(SELF, "GET", _at("/account/details")),
    "POST own.update_details": Plan(SELF, "POST", _at("/account/details"), lambda: {"name": "Changed"}, good=SAVED),
    "POST sign_in.again": Plan(SELF, "POST", _at("/sign-in/again"), lambda: {"code": "000000"}, good=(400,)),
    "POST sign_in.sign_out": Plan(SELF, "POST", _at("/sign-out"), good=SAVED),
    "GET own.edit_password": Plan(SELF_STEP, "GET", _at("/account/password")),
    "POST own.update_password": Plan(
        SELF_STEP,
        "POST",
        _at("/account/password"),
        lambda: {"password": "lantern orbit gravel seventeen"},
        good=SAVED,
    ),
    "GET own.edit_authenticator": Plan(SELF_STEP, "GET", _at("/account/authenticator")),
    "POST own.update_authenticator": Plan(
        SELF_STEP, "POST", _at("/account/authenticator"), lambda: {"code": "000000"}, good=(400,)
    ),
    "GET own.edit_recovery_codes": Plan(SELF_STEP, "GET", _at("/account/recovery-codes")),
    "POST own.renew_recovery_codes": Plan(SELF_STEP, "POST", _at("/account/recovery-codes")),
    "GET own.edit_passkeys": Plan(SELF_STEP, "GET", _at("/account/passkeys")),
    "POST own.passkey_options": Plan(SELF_STEP, "POST", _at("/account/passkeys/options")),
    "POST own.add_passkey": Plan(
        SELF_STEP, "POST", _at("/account/passkeys"), lambda: {"label": "Key", "answer": "{}"}, good=(400,)
    ),
    "POST own.remove_passkey": Plan(
        SELF_STEP, "POST", lambda one: f"/account/passkeys/{one.passkey}/remove", good=(404,)
    ),
}


@cache
def matrix() -> dict[str, dict[str, str]]:
    """The agreed matrix: line, column, cell."""
    with CSV.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def cell(line: str, column: str) -> str:
    """What the matrix says; of one's own account, everybody who is signed in may."""
    if line in {SELF, SELF_STEP}:
        return "-" if column == "visitor" else ("step" if line == SELF_STEP else "Y")
    return matrix()[line][column]
