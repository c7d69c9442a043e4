"""Who hurt her, if the words say so: a stranger leads to other numbers than a partner.

"Beaten up" alone is read as domestic abuse first, since most often it is. By a stranger, or by a man who pays, it is a
crime: somebody to tell, support after it, and a report that need not go to the police.
"""

import re
from collections.abc import Sequence
from enum import Enum

from pathway.directory.search.text.tokens import stem
from pathway.directory.vocabulary import Need

WORDS = frozenset(
    """stranger strangers random mugger muggers robber robbers burglar burglars intruder intruders passerby neighbour
    neighbours neighbor neighbors flatmate flatmates housemate housemates roommate landlord landlords dealer dealers
    driver drivers bouncer bouncers punter punters client clients customer customers crawler crawlers""".split()
)
"""Words for somebody who is not a partner."""

_MEN = "woman women man men guy guys bloke blokes lad lads group males male people person regular john johns trick"

HINTS = frozenset(stem(word) for word in (*WORDS, *_MEN.split()))
"""Stems, one of which is in every phrase that the patterns match: check them first, which is cheaper."""

_PARTNERS = frozenset(
    stem(word)
    for word in """partner husband hubby wife boyfriend girlfriend fiance fiancee ex spouse relative family father dad
    stepdad brother uncle mother mum son cousin""".split()
)

_ONE = r"(?:a |an |the |her |his |some |another |one |two |three |four |several |[0-9] )?"
_WHICH = r"(?:other |unknown |random |drunk |violent |dodgy |bad |taxi |drug |old |young |new )?"
_HURTS = (
    r"(?:beats?|beat|hits?|hitting|punch(?:ed|es)|kick(?:ed|s)|slap(?:ped|s)|attack(?:ed|s|ing)|hurts?|hurting|strangl(?:ed|ing)"
    r"|chok(?:ed|ing)|bit|stabb(?:ed|ing)|threaten(?:ed|s|ing)|stalk(?:ed|s|ing)|follow(?:ed|s|ing)|harass(?:ed|es|ing)"
    r"|blackmail(?:ed|s|ing)|injured|assaulted|pestering)"
)
# A worker may call the woman a client: only "by a client" and "client hit her" say that it was somebody else.
_PAYS = re.compile(
    r"\b(?:punters?|kerb crawlers?"
    rf"|(?:by|from|off) {_ONE}{_WHICH}(?:client|customer|regular|john|trick)s?"
    rf"|(?:client|customer|regular)s? (?:(?:is|was|has|who|just|keeps?|tried|to|still) )*{_HURTS} (?:her|me)"
    r"|(?:client|customer)s? (?:keeps?|wont stop|outside|is outside|has a knife|wont leave))\b"
)
_STRANGER = re.compile(
    rf"\b(?:(?:strangers?|muggers?|robbers?|burglars?|intruders?|passerby|neighbou?rs?|(?:flat|house)mates?|roommate"
    rf"|landlords?|dealers?|bouncers?)"
    rf"|(?:by|from) {_ONE}{_WHICH}(?:drivers?|wom[ae]n|m[ae]n|guys?|blokes?|lads?|group|males?|people|person)"
    rf"|(?:unknown|random) (?:m[ae]n|males?|guys?|blokes?|person|people)"
    rf"|(?:someone|somebody|men|man) she (?:does not|doesnt|did not|didnt) know)\b"
)

_HURT = frozenset(stem(word) for word in "beaten beat beats battered hit punched kicked slapped".split())


class Attacker(Enum):
    """An attacker who is not a partner: one who pays her, or anybody else."""

    PAYS = "pays"
    STRANGER = "stranger"


INSTEAD = {
    # Most often this is sexual violence too, and of these three the line for that is known to answer at any hour.
    Attacker.PAYS: (Need.TALK_AFTER_VIOLENCE, Need.SAFETY, Need.REPORT_BAD_INCIDENT),
    Attacker.STRANGER: (Need.SAFETY, Need.REPORT_BAD_INCIDENT, Need.TALK_AFTER_VIOLENCE),
}
"""The needs in place of domestic abuse, the likeliest first."""

AS_LIKELY = {Attacker.PAYS: 3, Attacker.STRANGER: 0}
"""How many of these needs are as likely as the first; 0 if help after a crime comes before all of them."""

HELPERS = {Attacker.PAYS: ("crime",), Attacker.STRANGER: ("victim support", "crime")}
"""Words in the names of services that help after a crime, or where one reports it."""

_AT_HOME = frozenset({Need.DOMESTIC_ABUSE, Need.SAFETY})


def attacker_in(words: Sequence[str], stems: Sequence[str]) -> tuple[Attacker | None, Sequence[str]]:
    """Return who hurt her, and the words that say so; None if nobody is named, or a partner or family too."""
    if not _PARTNERS.isdisjoint(stems):
        return None, ()
    text = " ".join(words)
    for attacker, pattern in ((Attacker.PAYS, _PAYS), (Attacker.STRANGER, _STRANGER)):
        if match := pattern.search(text):
            return attacker, match.group().split()
    return None, ()


def needs_after(attacker: Attacker, needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Return the needs of violence by this attacker; the same needs if they are not of violence, or only of a home."""
    if Need.DOMESTIC_ABUSE not in needs or len(needs) == 1:
        return needs
    return (*(need for need in needs if need not in _AT_HOME), *INSTEAD[attacker])


def is_hurt(stems: Sequence[str]) -> bool:
    """Whether the words say that she was hit, so that she may need an ambulance."""
    return not _HURT.isdisjoint(stems)
