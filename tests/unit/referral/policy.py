"""The routing policy written out a second time, as the policy document words it: with "or" and "none of R2, R3, R4".

Slow and plain on purpose. It shares no rule with the package: facts are plain text, rows are not in normal form.
"""

from collections.abc import Mapping
from typing import Any

BLANKS: dict[str, Any] = {
    "immediate_danger": "unknown",
    "health_now": "unknown",
    "age": "not_given",
    "violence_risk": "unknown",
    "violence_from": [],
    "setting": "unknown",
    "controlled": "unknown",
    "sexual_assault": "unknown",
    "safe_place_tonight": "unknown",
    "suicide_risk": "unknown",
    "capacity_doubt": "no",
    "child_at_risk": "unknown",
    "needs": [],
    "consent_share": "not_asked",
    "nrm_consent": "not_asked",
    "referrer_org": "unknown",
    "area": "unknown",
    "professional_judgement_72h": False,
}
VALUES: dict[str, list[Any]] = {
    "immediate_danger": ["yes", "no", "unknown"],
    "health_now": ["emergency", "needs_care", "no", "unknown"],
    "age": ["under_18", "unsure", "18_plus", "not_given"],
    "violence_risk": ["immediate", "recent", "none", "unknown"],
    "violence_from": ["partner_family", "someone_controlling", "other_person"],
    "setting": ["on_street", "indoor", "online", "exited", "unknown"],
    "controlled": ["yes", "suspected", "no", "unknown"],
    "sexual_assault": ["within_72h", "within_7d", "older", "none", "unknown"],
    "safe_place_tonight": ["yes", "no", "unknown"],
    "suicide_risk": ["now", "thoughts", "none", "unknown"],
    "capacity_doubt": ["yes", "lasting", "no"],
    "child_at_risk": ["yes", "no", "unknown"],
    "needs": [
        "sexual_health",
        "substance_misuse",
        "mental_health",
        "housing",
        "benefits_money",
        "legal_advice",
        "practical",
        "talk_after_violence",
        "report_bad_incident",
        "exit_support",
    ],
    "consent_share": ["yes", "no", "not_asked"],
    "nrm_consent": ["yes", "no", "not_asked"],
    "referrer_org": ["police", "local_authority", "nhs", "voluntary_fro", "voluntary", "unknown"],
    "area": ["brent", "other_london", "elsewhere", "unknown"],
    "professional_judgement_72h": [True, False],
}
NEED_AGENCY = {
    "sexual_health": "sexual_health",
    "substance_misuse": "substance_misuse",
    "mental_health": "mental_health",
    "housing": "housing_advice",
    "benefits_money": "benefits_advice",
    "legal_advice": "legal_advice",
    "practical": "practical_support",
    "talk_after_violence": "sexual_violence_support",
    "report_bad_incident": "third_party_reporting",
    "exit_support": "exit_support_service",
}
RANK = (
    "emergency_999 child_safeguarding urgent_health sarc crisis_support safeguarding_review nrm nrm_ask_first "
    "control_support duty_to_notify pathway_72h out_of_area urgent_safety domestic_abuse accommodation safety_support "
    "sexual_violence_support exit_support needs_only numbers_and_next_steps"
).split()
URGENCY = ["immediate", "same_day", "standard"]
STRENGTH = "call_999 care_now refer_now refer own_organisation notify_anonymously advice_unnamed she_can_ring".split()
STATES = ["live", "ask_first", "hers"]
NAMED = {"refer_now", "refer", "own_organisation"}
Fired = tuple[str, str, str, list[tuple[str, str]], str]
"""Rule, pathway, state, steps, urgency."""

NOT_KNOWN = {"unknown", "not_given", "not_asked"}


def result(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the policy gives, less reasons and version."""
    base = outcome(facts)
    questions = []
    for place, (name, values) in enumerate(VALUES.items()):
        if isinstance(facts[name], list) or facts[name] not in NOT_KNOWN:
            continue
        others = [outcome({**facts, name: value}) for value in values if value != facts[name]]
        changed = [URGENCY.index(other["urgency"]) for other in others if other != base]
        if changed:
            questions.append((min(changed), place, name))
    return {**base, "ask_next": [name for _, _, name in sorted(questions)]}


def outcome(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Headline, pathways, urgency and steps."""
    fired = [*layer_a(facts), *([] if is_child(facts) else layer_b(facts))]
    states: dict[str, str] = {}
    for _, pathway, state, _, _ in fired:
        states[pathway] = min(states.get(pathway, state), state, key=STATES.index)
    if not states:
        states["numbers_and_next_steps"] = "live"
    rank = ranking(facts)
    ranked = sorted(states, key=rank.index)
    return {
        "headline": ranked[0],
        "pathways": {pathway: states[pathway] for pathway in ranked},
        "urgency": min((urgency for *_, urgency in fired), default="standard", key=URGENCY.index),
        "steps": steps_in_order(fired, rank),
    }


def ranking(facts: Mapping[str, Any]) -> list[str]:
    """The rank; while she cannot decide just now she is seen before children's services are rung."""
    if facts["capacity_doubt"] != "yes":
        return RANK
    rest = [pathway for pathway in RANK if pathway != "urgent_health"]
    place = rest.index("child_safeguarding")
    return [*rest[:place], "urgent_health", *rest[place:]]


def steps_in_order(fired: list[Fired], rank: list[str]) -> dict[str, Any]:
    """Every pathway's steps in the order of the rank, 999 first; an agency comes where its strongest action does."""
    strongest: dict[str, str] = {}
    for _, _, _, steps, _ in fired:
        for agency, action in steps:
            strongest[agency] = min(strongest.get(agency, action), action, key=STRENGTH.index)
    agencies: list[str] = [agency for agency, action in strongest.items() if action == "call_999"]
    for pathway in rank:
        for action in STRENGTH:
            for _, name, _, steps, _ in fired:
                for agency, step_action in steps:
                    if name == pathway and step_action == action == strongest[agency] and agency not in agencies:
                        agencies.append(agency)
    return {agency: {"action": strongest[agency], "identity": strongest[agency] in NAMED} for agency in agencies}


def is_child(facts: Mapping[str, Any]) -> bool:
    return facts["age"] in ("under_18", "unsure")


def layer_a(facts: Mapping[str, Any]) -> list[Fired]:  # noqa: C901 - as long as the table it restates
    """Rules S1 to S9b."""
    child = is_child(facts)
    adult = not child
    controlled = facts["controlled"] in ("yes", "suspected") or (
        facts["controlled"] == "unknown" and "someone_controlling" in facts["violence_from"]
    )
    first_responder = facts["referrer_org"] in ("police", "local_authority", "voluntary_fro")
    doubt = facts["capacity_doubt"] in ("yes", "lasting")
    s6 = adult and controlled and facts["nrm_consent"] == "yes" and not doubt
    s7 = adult and controlled and facts["nrm_consent"] == "no"
    fired: list[Fired] = []
    if facts["immediate_danger"] == "yes":
        steps = [("police_999", "call_999"), ("ambulance_999", "call_999")]
        fired.append(("S1", "emergency_999", "live", steps, "immediate"))
    if facts["health_now"] == "emergency":
        fired.append(("S1b", "emergency_999", "live", [("ambulance_999", "call_999")], "immediate"))
    cannot_say = facts["health_now"] == "unknown" or facts["sexual_assault"] == "within_72h"
    if facts["health_now"] == "needs_care" or (facts["capacity_doubt"] == "yes" and cannot_say):
        due = "immediate" if facts["capacity_doubt"] == "yes" else "same_day"
        fired.append(("S1c", "urgent_health", "live", [("urgent_care", "care_now")], due))
    if facts["suicide_risk"] == "now":
        steps = [("ambulance_999", "call_999"), ("mental_health_crisis", "advice_unnamed")]
        fired.append(("S2", "emergency_999", "live", steps, "immediate"))
    if facts["suicide_risk"] == "thoughts":
        fired.append(("S2b", "crisis_support", "live", [("mental_health_crisis", "advice_unnamed")], "same_day"))
    if child:
        fired.append(("S3", "child_safeguarding", "live", [("childrens_social_care", "refer_now")], "immediate"))
    if child and facts["sexual_assault"] in ("within_72h", "within_7d"):
        fired.append(("S3b", "sarc", "live", [("sarc", "advice_unnamed")], "immediate"))
    if child and controlled:
        steps = [("childrens_social_care", "refer_now"), ("child_trafficking_advice", "advice_unnamed")]
        steps += [("nrm_first_responder", "own_organisation")] if first_responder else []
        fired.append(("S4", "nrm", "live", steps, "same_day"))
    if adult and facts["child_at_risk"] == "yes":
        fired.append(("S5", "child_safeguarding", "live", [("childrens_social_care", "refer_now")], "immediate"))
    if s6:
        action = "own_organisation" if first_responder else "refer"
        fired.append(("S6", "nrm", "live", [("nrm_first_responder", action)], "same_day"))
    if s7:
        duty = facts["referrer_org"] in ("police", "local_authority")
        steps = [("modern_slavery_helpline", "she_can_ring")]
        steps += [("nrm_first_responder", "notify_anonymously")] if duty else []
        pathway, state = ("duty_to_notify", "live") if duty else ("control_support", "hers")
        fired.append(("S7", pathway, state, steps, "same_day"))
    if adult and controlled and not s6 and not s7:
        steps = [("modern_slavery_helpline", "advice_unnamed")]
        fired.append(("S8", "nrm_ask_first", "ask_first", steps, "same_day"))
    grave = facts["violence_risk"] == "immediate" or controlled
    if adult and (doubt or (facts["consent_share"] == "no" and grave)):
        steps = [("safeguarding_lead", "own_organisation"), ("adult_safeguarding", "advice_unnamed")]
        fired.append(("S9", "safeguarding_review", "live", steps, "same_day"))
    afraid_of_partner = "partner_family" in facts["violence_from"] and facts["violence_risk"] == "immediate"
    if adult and afraid_of_partner and (facts["consent_share"] == "no" or doubt):
        fired.append(("S9b", "safeguarding_review", "live", [("idva_marac", "own_organisation")], "same_day"))
    return fired


def layer_b(facts: Mapping[str, Any]) -> list[Fired]:  # noqa: C901 - as long as the table it restates
    """Rows R1 to R8, through the agreement gate."""
    immediate = facts["violence_risk"] == "immediate"
    away = facts["area"] in ("other_london", "elsewhere")
    judged = facts["professional_judgement_72h"]
    bed = ["emergency_accommodation"] if facts["safe_place_tonight"] == "no" else []
    needs = [NEED_AGENCY[need] for need in NEED_AGENCY if need in facts["needs"]]
    who = facts["violence_from"]
    r2 = (immediate or judged) and away
    r3 = not away and (judged or (immediate and facts["setting"] in ("on_street", "unknown")))
    r4 = immediate and not r2 and not r3
    rows: list[tuple[str, str, list[str], str]] = []
    if facts["sexual_assault"] in ("within_72h", "within_7d"):
        rows.append(("R1", "sarc", ["sarc"], "same_day"))
    if facts["sexual_assault"] == "older":
        rows.append(("R1b", "sexual_violence_support", ["sexual_violence_support"], "standard"))
    if r2:
        rows.append(("R2", "out_of_area", ["local_equivalent", "vawg_service", *bed, *needs], "same_day"))
    if r3:
        rows.append(("R3", "pathway_72h", ["pathway_coordinator", "vawg_service", *bed, *needs], "same_day"))
    if r4:
        rows.append(("R4", "urgent_safety", ["vawg_service", *bed], "same_day"))
    none_of_these = not (r2 or r3 or r4)
    recently = facts["violence_risk"] == "recent" or (facts["violence_risk"] == "unknown" and who)
    if none_of_these and "partner_family" not in who and recently:
        rows.append(("R4b", "safety_support", ["vawg_service"], "standard"))
    if none_of_these and bed:
        rows.append(("R5", "accommodation", ["emergency_accommodation"], "same_day"))
    if "partner_family" in who and facts["violence_risk"] != "none":
        agencies = ["domestic_abuse_service", *(["idva_marac"] if immediate else [])]
        rows.append(("R6", "domestic_abuse", agencies, "same_day" if immediate else "standard"))
    if "exit_support" in facts["needs"]:
        rows.append(("R7", "exit_support", needs, "standard"))
    if needs and "exit_support" not in facts["needs"] and not r2 and not r3:
        rows.append(("R8", "needs_only", needs, "standard"))
    state, action = agreement(facts)
    return [
        (rule, pathway, state, [(agency, action) for agency in agencies], due) for rule, pathway, agencies, due in rows
    ]


def agreement(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Layer C."""
    if facts["capacity_doubt"] != "no":
        return "ask_first", "advice_unnamed"
    return {
        "yes": ("live", "refer"),
        "no": ("hers", "she_can_ring"),
        "not_asked": ("ask_first", "advice_unnamed"),
    }[facts["consent_share"]]
