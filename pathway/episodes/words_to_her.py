"""What her worker says when she asks her about an agency: in a sentence, what that agency will see, and no more.

Said for what was answered: what nobody answered is seen by nobody. Every agency sees the same few things, so those are
said once.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pathway.directory.hours.clock_words import listed
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.seen_by import Field, known, other_needs, sees
from pathway.referral.result.call_scripts import wish
from pathway.referral.triage import Answers

ALL_SEE = (
    "Each will see whether you are under 18, roughly where you are, the help you want, what you need to get in, "
    "my name and what I write. Once they take you on: what to call you, and how to reach you."
)
"""What every agency sees, said once, above the question about each. One that does not see the note has a sentence."""

NOT_THE_NOTE = "They will not see what I write."
_SAID: Mapping[Field, Mapping[str, str]] = MappingProxyType(
    {
        Field.HEALTH_NOW: {
            "emergency": "you need an ambulance",
            "needs_care": "you are hurt or unwell",
            "no": "you are not hurt or unwell",
        },
        Field.VIOLENCE_RISK: {
            "immediate": "you fear violence in the next few days",
            "recent": "there was violence lately",
            "none": "you fear no violence",
        },
        Field.VIOLENCE_FROM: {
            "partner_family": "from a partner or family",
            "someone_controlling": "from someone who controls you",
            "other_person": "from someone else",
        },
        Field.SETTING: {
            "on_street": "you meet people on the street",
            "indoor": "you meet people indoors",
            "online": "you meet people online",
            "exited": "you have left",
        },
        Field.CONTROLLED: {
            "yes": "somebody controls you",
            "suspected": "somebody may control you",
            "no": "nobody controls you",
        },
        Field.SEXUAL_ASSAULT: {
            "within_72h": "you were raped or assaulted in the last 72 hours",
            "within_7d": "you were raped or assaulted in the last seven days",
            "older": "you were raped or assaulted longer ago",
            "none": "you were not raped or assaulted",
        },
        Field.SAFE_PLACE_TONIGHT: {
            "yes": "you have somewhere safe tonight",
            "no": "you have nowhere safe tonight",
        },
        Field.SUICIDE_RISK: {
            "now": "you may end your life",
            "thoughts": "you have thoughts of ending your life",
            "none": "you do not think of ending your life",
        },
        Field.CAPACITY_DOUBT: {
            "yes": "I doubt that you can decide just now",
            "lasting": "I have a lasting reason to doubt that you can decide",
        },
        Field.CHILD_AT_RISK: {
            "yes": "a child may be in danger",
            "no": "no child is in danger",
        },
    }
)
"""Each answer that an agency may see, said to her."""


def ask_by_itself(agency: AgencyType, answers: Answers) -> str:
    """Return the question about one agency that is the only one asked about."""
    return f"{ALL_SEE.replace('Each', 'They', 1)} {ask_her(agency, answers)}"


def ask_her(agency: AgencyType, answers: Answers) -> str:
    """Return the question about one agency, with what it will see beside `ALL_SEE`."""
    told = list(_told(agency, answers))
    more = f"They will also see that {listed(told)}." if told else "They will see nothing more."
    note = "" if sees(agency, Field.NOTE) else f" {NOT_THE_NOTE}"
    return f"May I ask them for {wish(agency)}? {more}{note}"


def _told(agency: AgencyType, answers: Answers) -> Iterator[str]:
    seen = {field: values for field in Field if sees(agency, field) and (values := known(field, answers))}
    for field, words in _SAID.items():
        if field in seen and field is not Field.VIOLENCE_FROM:
            yield " ".join([words[seen[field][0]], *(_from(seen) if field is Field.VIOLENCE_RISK else ())])
    if Field.VIOLENCE_FROM in seen and Field.VIOLENCE_RISK not in seen:
        yield " ".join(["there may be violence", *_from(seen)])
    if sees(agency, Field.OTHER_NEEDS) and other_needs(agency, answers):
        yield f"you also want help with {listed(other_needs(agency, answers))}"


def _from(seen: Mapping[Field, tuple[str, ...]]) -> Iterator[str]:
    if Field.VIOLENCE_FROM in seen:
        yield " and ".join(_SAID[Field.VIOLENCE_FROM][value] for value in seen[Field.VIOLENCE_FROM])
