"""Words of what is counted of referrals."""

from enum import StrEnum


class CountedArea(StrEnum):
    """Where she was, as widely as counts have it. Three and their sum: of four, a small one could be worked out."""

    BRENT = "brent"
    OTHER_LONDON = "other_london"
    ELSEWHERE = "elsewhere"
    """Outside London, not known, or forgotten before it was counted."""

    @property
    def label(self) -> str:
        """The area as a page says it."""
        return {
            CountedArea.BRENT: "Brent",
            CountedArea.OTHER_LONDON: "Elsewhere in London",
        }.get(self, "Outside London, or not known")


class Figure(StrEnum):
    """What is counted. `NEED`, `KIND` and `REFUSED` count a woman once for each need or kind of agency of hers."""

    REFERRAL = "referral"
    NEED = "need"
    KIND = "kind"
    REFUSED = "refused"
    NOBODY = "nobody"


class Outcome(StrEnum):
    """What came of asking for one kind of agency for one woman, the last that was asked counting.

    What she stopped herself, and what waits, is none of these.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    UNANSWERED = "unanswered"
    UNLISTED = "unlisted"
    UNMET = "unmet"
    """One of the three before, of counts that did not say which."""


UNMET = (Outcome.REFUSED, Outcome.UNANSWERED, Outcome.UNLISTED)
