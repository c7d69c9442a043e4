"""What the page of a referral says of her word: to her worker whom to ring, to an agency what to stop."""

from dataclasses import dataclass
from datetime import datetime

from pathway.episodes.models import Episode, Leg
from pathway.episodes.sight import LegSight
from pathway.episodes.vocabulary import Party
from pathway.episodes.withdrawal import queries
from pathway.episodes.withdrawal.models import LegWord
from pathway.episodes.withdrawal.vocabulary import AGENCIES_ARE_TOLD


@dataclass(frozen=True)
class LegTold:
    """What one agency has to know. `is_mine`: the reader is of that agency."""

    leg: Leg
    word: LegWord
    is_mine: bool

    @property
    def tell(self) -> str:
        """What they have to know, in words to say."""
        return AGENCIES_ARE_TOLD[self.word.word]

    @property
    def waits(self) -> bool:
        """Whether nobody there has seen it yet."""
        return self.word.seen_at is None


@dataclass(frozen=True)
class HerWordStanding:
    """What is in force of her word on one referral. `withheld_until`: till when it may be said that it was not her."""

    told: tuple[LegTold, ...]
    withheld_at: datetime | None
    withheld_until: datetime | None
    is_masked: bool
    is_nobody: bool
    may_restore: bool
    may_change_contact: bool

    @property
    def to_tell(self) -> tuple[LegTold, ...]:
        """The agencies that have not seen it yet."""
        return tuple(told for told in self.told if told.waits)

    @property
    def says_so_to_mine(self) -> bool:
        """Whether the reader's own agency is told it in the same box already."""
        return any(told.is_mine for told in self.told)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was said."""
        return not (self.told or self.withheld_at or self.is_masked or self.is_nobody)


def standing_of(episode: Episode, sight: LegSight, now: datetime) -> HerWordStanding:
    """Return what is in force of her word, as far as somebody sees the referral."""
    words = queries.words_about([leg.id for leg in sight.legs])
    told = tuple(LegTold(leg, words[leg.id], is_agency_of(sight, leg)) for leg in sight.legs if leg.id in words)
    identity = episode.identity
    withheld_at = identity.withheld_at if identity else None
    until = identity.forget_at if identity and withheld_at else None
    return HerWordStanding(
        told=told,
        withheld_at=withheld_at,
        withheld_until=until,
        is_masked=bool(identity and identity.masked_at),
        is_nobody=bool(identity and identity.contact_nobody_at),
        may_restore=sight.is_referrer and until is not None and now < until,
        may_change_contact=sight.is_referrer and identity is not None and withheld_at is None,
    )


def is_agency_of(sight: LegSight, leg: Leg) -> bool:
    """Whether somebody answers for the agency of a leg."""
    return Party.RECEIVER in sight.parties(leg)
