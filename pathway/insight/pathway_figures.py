"""The measures of the 72-hour pathway as a page, a file and a command show them: all from what is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pathway.accounts.vocabulary import Role
from pathway.core.small_numbers import TOO_FEW, Count, Published, share
from pathway.turnaround import counts, queries
from pathway.turnaround.disclosure import EVERY, IN_TIME, UNFINISHED, WAS_LATE, percentile
from pathway.turnaround.measures import GROSS, NET, Beside, Chart, Value, chart_of
from pathway.turnaround.policy import Milestone
from pathway.turnaround.vocabulary import CHANGED_WORDS, LATE_WORDS, ClockEnd

MONTHS = 12
CHART_MONTHS = 24
EMERGENCY = "emergency_accommodation"
_REVIEWERS = (Role.COORDINATOR, Role.CASEWORKER, Role.SERVICE_MANAGER, Role.SAFEGUARDING_LEAD)


@dataclass(frozen=True)
class Line:
    """How many were done in time, late, and not at all, all three together, and the share in time of them."""

    key: str
    name: str
    target: str
    every: Count
    in_time: Count
    late: Count
    unfinished: Count
    declined: Count
    not_needed: Count

    @property
    def share(self) -> int | None:
        """The share in time in whole percent; None where there are too few."""
        return share(self.in_time, self.every)

    @property
    def done(self) -> Count:
        """Those that were done, in time or late."""
        return self.in_time + self.late


@dataclass(frozen=True)
class Whole(Line):
    """The same of the whole, with hours within which half and nine in ten were done; 0: longer than every band."""

    median: int | None
    nine_in_ten: int | None


@dataclass(frozen=True)
class NamedCount:
    """A number with what it counts."""

    name: str
    count: Count


@dataclass(frozen=True)
class MonthPoint:
    """A month of the chart. `share` is None where there are too few; `signal`: why it needs a look, or ""."""

    month: date
    every: Count
    share: int | None
    signal: str = ""


@dataclass(frozen=True)
class PathwayFigures:
    """All figures of some months. `first` and `last` are their first days."""

    first: date
    last: date
    gross: Whole
    net: Whole
    milestones: tuple[Line, ...]
    offered: Count
    slept: Count
    beside: tuple[NamedCount, ...]
    breaches: Count
    reviewed: Count
    reasons: tuple[NamedCount, ...]
    milestone_reasons: tuple[NamedCount, ...]
    reviewed_by: tuple[NamedCount, ...]
    what_changed: tuple[NamedCount, ...]
    points: tuple[MonthPoint, ...]
    chart: Chart | None


def figures_at(now: datetime, *, with_demo: bool) -> PathwayFigures | None:
    """Return the figures as they are shown at a moment; None while no month is published."""
    return figures(counts.published(now, with_demo=with_demo), queries.policy_now().milestones)


def figures(published: Published, milestones: Sequence[Milestone], months: int = MONTHS) -> PathwayFigures | None:
    """Return the figures of the last months that are published; None where there is none.

    `milestones`: those of the policy in force, in their order.
    """
    if not published.months:
        return None
    last = len(published.months) - 1
    first = max(0, last - months + 1)
    part = _Part(published, first, last)
    chart, points = _chart(published, last)
    gross = part.whole(GROSS, "From the referral to the last of what she wanted")
    return PathwayFigures(
        first=published.months[first],
        last=published.months[last],
        gross=gross,
        net=part.whole(NET, "The same, with pauses left out"),
        milestones=tuple(part.line(one.key, one.what, _length(one)) for one in milestones),
        offered=part.count(EMERGENCY, IN_TIME) + part.count(EMERGENCY, WAS_LATE),
        slept=part.count(Beside.SLEPT, EMERGENCY),
        beside=part.beside(),
        breaches=gross.late + gross.unfinished,
        reviewed=part.count(Beside.LATE_REASON, EVERY),
        reasons=part.named(Beside.LATE_REASON, {reason.value: words for reason, words in LATE_WORDS.items()}),
        milestone_reasons=part.named(
            Beside.MILESTONE_LATE_REASON, {reason.value: words for reason, words in LATE_WORDS.items()}
        ),
        reviewed_by=part.named(Beside.REVIEWED_BY, {role.value: role.label for role in _REVIEWERS}),
        what_changed=part.named(Beside.WHAT_CHANGED, {what.value: words for what, words in CHANGED_WORDS.items()}),
        points=points,
        chart=chart,
    )


@dataclass(frozen=True)
class _Part:
    """What is published of some months."""

    published: Published
    first: int
    last: int

    def count(self, figure: str, name: str) -> Count:
        return self.published.count(figure, name, self.first, self.last)

    def line(self, figure: str, name: str, target: str) -> Line:
        return Line(
            figure,
            name,
            target,
            self.count(figure, EVERY),
            self.count(figure, IN_TIME),
            self.count(figure, WAS_LATE),
            self.count(figure, UNFINISHED),
            self.count(figure, Value.DECLINED),
            self.count(figure, Value.NOT_NEEDED),
        )

    def whole(self, figure: str, name: str) -> Whole:
        line = self.line(figure, name, "72 hours")
        median, nine_in_ten = (percentile(self.published, figure, share, self.first, self.last) for share in (50, 90))
        return Whole(**vars(line), median=median, nine_in_ten=nine_in_ten)

    def beside(self) -> tuple[NamedCount, ...]:
        return (
            NamedCount("She stopped", self.count(Beside.END, ClockEnd.SHE_STOPPED)),
            NamedCount("She could not be reached, and it ended", self.count(Beside.END, ClockEnd.NOT_REACHED)),
            NamedCount("Referrals entered in error", self.count(Beside.END, ClockEnd.ENTERED_IN_ERROR)),
            NamedCount("Records of a milestone entered in error", self.count(Beside.MISTAKE, "entered_in_error")),
        )

    def named(self, figure: Beside, words: dict[str, str]) -> tuple[NamedCount, ...]:
        """Name every class of a figure, whether or not anything was counted in it."""
        return tuple(NamedCount(name, self.count(figure, value)) for value, name in words.items())


def _chart(published: Published, last: int) -> tuple[Chart | None, tuple[MonthPoint, ...]]:
    places = range(max(0, last - CHART_MONTHS + 1), last + 1)
    points = []
    for place in places:
        line = _Part(published, place, place).line(GROSS, "", "")
        points.append(MonthPoint(published.months[place], line.every, line.share))
    shown = [place for place, point in enumerate(points) if point.share is not None]
    chart = chart_of(tuple(float(points[place].share or 0) for place in shown))
    if chart is not None:
        for number, why in chart.signals.items():
            point = points[shown[number]]
            points[shown[number]] = MonthPoint(point.month, point.every, point.share, why)
    return chart, tuple(points)


def _length(milestone: Milestone) -> str:
    minutes = int(milestone.target.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} {'hour' if hours == 1 else 'hours'}" if not rest else f"{minutes} minutes"


def hours_words(hours: int | None) -> str:
    """Return the hours of a percentile in words."""
    if hours is None:
        return TOO_FEW
    return f"within {hours} hours" if hours else "more than 14 days"
