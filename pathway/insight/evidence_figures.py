"""Who is referred, for what and where, and what nobody could give: all from what is published of referrals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pathway.core.small_numbers import Count, Published, share
from pathway.directory.vocabulary import AGENCY_LABELS, NEED_LABELS, AgencyType
from pathway.episodes.evidence import operations
from pathway.episodes.evidence.measures import EVERY
from pathway.episodes.evidence.vocabulary import CountedArea, Figure, Outcome
from pathway.episodes.vocabulary import REASON_WORDS, WHY_DECLINED, ReasonCode
from pathway.referral.vocabulary import NEEDS_ASKED

MONTHS = 12
CHART_MONTHS = 24


@dataclass(frozen=True)
class Row:
    """A number of the last months with its words; `percent` of the whole it is a part of, None where too few."""

    name: str
    count: Count
    percent: int | None = None


@dataclass(frozen=True)
class NeedRow:
    """How many asked for one kind of help: all, and in each of `CountedArea`, in their order."""

    name: str
    every: Count
    percent: int | None
    areas: tuple[Count, ...]


@dataclass(frozen=True)
class KindRow:
    """What came of asking for one kind of agency; each woman counted once. `percent`: for how many it was in vain."""

    key: str
    name: str
    taken: Count
    refused: Count
    unanswered: Count
    unlisted: Count
    unmet: Count

    @property
    def percent(self) -> int | None:
        """The share of all who asked, in whole percent; None where too few."""
        return share(self.unmet, self.taken + self.unmet)


@dataclass(frozen=True)
class MonthRow:
    """How many were referred in a month."""

    month: date
    count: Count


@dataclass(frozen=True)
class EvidenceFigures:
    """All figures of some months. `first` and `last` are their first days."""

    first: date
    last: date
    every: Count
    nobody: Count
    areas: tuple[Row, ...]
    needs: tuple[NeedRow, ...]
    kinds: tuple[KindRow, ...]
    reasons: tuple[Row, ...]
    months: tuple[MonthRow, ...]

    @property
    def nobody_percent(self) -> int | None:
        """The share whom nobody took, in whole percent; None where too few."""
        return share(self.nobody, self.every)


def figures_at(now: datetime, *, with_demo: bool) -> EvidenceFigures | None:
    """Return the figures as they are shown at a moment; None while no month is published."""
    return figures(operations.published(now, with_demo=with_demo))


def figures(published: Published, months: int = MONTHS) -> EvidenceFigures | None:
    """Return the figures of the last months that are published; None where there is none.

    Rows are in the order of what is shown of them, the rest in an order that never changes: where a row of small
    numbers comes tells nothing.
    """
    if not published.months:
        return None
    last = len(published.months) - 1
    part = _Part(published, max(0, last - months + 1), last)
    every = part.count(Figure.REFERRAL, EVERY)
    return EvidenceFigures(
        first=published.months[part.first],
        last=published.months[last],
        every=every,
        nobody=part.count(Figure.NOBODY, EVERY),
        areas=tuple(_row(area.label, part.count(Figure.REFERRAL, area), every) for area in CountedArea),
        needs=tuple(sorted(part.needs(every), key=lambda row: _place(row.every))),
        kinds=tuple(sorted(part.kinds(), key=lambda row: _place(row.unmet))),
        reasons=tuple(
            Row(REASON_WORDS[reason], part.count(Figure.REFUSED, reason))
            for reason in WHY_DECLINED
            if reason is not ReasonCode.DUPLICATE
        ),
        months=tuple(
            MonthRow(published.months[place], published.count(Figure.REFERRAL, EVERY, place, place))
            for place in range(max(0, last - CHART_MONTHS + 1), last + 1)
        ),
    )


@dataclass(frozen=True)
class _Part:
    """What is published of some months."""

    published: Published
    first: int
    last: int

    def count(self, figure: Figure, name: str) -> Count:
        return self.published.count(figure, name, self.first, self.last)

    def needs(self, every: Count) -> Iterable[NeedRow]:
        for need in NEEDS_ASKED:
            of_need = self.count(Figure.NEED, need)
            areas = tuple(self.count(Figure.NEED, f"{need} {area}") for area in CountedArea)
            yield NeedRow(NEED_LABELS[need], of_need, _percent(of_need, every), areas)

    def kinds(self) -> Iterable[KindRow]:
        """Give a row for each kind of agency for which anything may be shown, of a woman who asked or could not."""
        for kind in AgencyType:
            outcomes = (Outcome.TAKEN, Outcome.REFUSED, Outcome.UNANSWERED, Outcome.UNLISTED, Outcome.UNMET)
            counts = [self.count(Figure.KIND, f"{kind} {outcome}") for outcome in outcomes]
            if not all(count.is_hidden for count in counts):
                yield KindRow(kind, AGENCY_LABELS[kind], *counts)


def _row(name: str, count: Count, whole: Count) -> Row:
    return Row(name, count, _percent(count, whole))


def _percent(count: Count, whole: Count) -> int | None:
    return None if count.is_hidden else share(count, whole)


def _place(count: Count) -> int:
    return 0 if count.is_hidden else -count.number
