"""How a clock and its milestones are shown at a moment: words, colour, shape, share of the 72 hours. Plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pathway.core.formats import around
from pathway.turnaround.clock import TURNAROUND
from pathway.turnaround.policy import Milestone
from pathway.turnaround.progress import Colour, colour
from pathway.turnaround.vocabulary import Settled

SOON = timedelta(hours=6)
"""From when on minutes are counted too."""

_SHAPES = {
    Colour.RED: "\N{BLACK UP-POINTING TRIANGLE}",
    Colour.AMBER: "\N{BLACK DIAMOND}",
    Colour.GREEN: "\N{BLACK CIRCLE}",
    Colour.MET: "\N{CHECK MARK}",
}
COLOUR_WORDS = {Colour.RED: "Late", Colour.AMBER: "Soon", Colour.GREEN: "On course", Colour.MET: "Done"}
_WORST = (Colour.RED, Colour.AMBER, Colour.GREEN)


@dataclass(frozen=True)
class MilestoneNow:
    """One milestone at a moment. `shape` is for the eye only; `word` says the same."""

    milestone: Milestone
    colour: Colour
    settled: Settled | None
    settled_at: datetime | None
    target_at: datetime
    is_wanted: bool | None

    @property
    def shape(self) -> str:
        """A sign that differs for each colour."""
        return _SHAPES[self.colour]

    @property
    def word(self) -> str:
        """The colour in a word."""
        return COLOUR_WORDS[self.colour]

    @property
    def was_late(self) -> bool:
        """Whether it was met after its target."""
        return self.settled is Settled.MET and self.settled_at is not None and self.settled_at > self.target_at


@dataclass(frozen=True)
class ClockTime:
    """The time of a clock: how much of the 72 hours is left in words, and which share is gone in hundredths.

    `is_over`: it ended with something undone, so that nothing is left, and nothing is late because time goes on.
    """

    words: str
    gone: int
    colour: Colour
    is_over: bool = False

    @property
    def shape(self) -> str:
        """A sign that differs for each colour."""
        return _SHAPES[self.colour]

    @property
    def word(self) -> str:
        """The colour in a word."""
        return "Ended" if self.is_over else COLOUR_WORDS[self.colour]


def milestone_now(
    milestone: Milestone,
    starts_at: datetime,
    target_at: datetime,
    now: datetime,
    *,
    settled: Settled | None = None,
    settled_at: datetime | None = None,
    is_wanted: bool | None = None,
) -> MilestoneNow:
    """Return how a milestone is shown at `now` (aware UTC)."""
    shown = colour(milestone, starts_at, now, settled_at)
    return MilestoneNow(milestone, shown, settled, settled_at, target_at, is_wanted)


def clock_time(received_at: datetime, due_at: datetime, milestones: list[MilestoneNow], now: datetime) -> ClockTime:
    """Return how a clock is shown: the colour is the worst of its milestones, or red once the 72 hours are over."""
    colours = {one.colour for one in milestones}
    worst = Colour.RED if now >= due_at else next((one for one in _WORST if one in colours), Colour.MET)
    gone = min(100, max(0, round(100 * ((now - received_at) / TURNAROUND))))
    words = f"Late by {length(now - due_at)}" if now >= due_at else f"{length(due_at - now)} left"
    return ClockTime(words, gone, worst)


def ended_time(received_at: datetime, completed_at: datetime | None, ended_at: datetime) -> ClockTime:
    """Return how a clock that has ended is shown: after how long, for good; red where that was later than 72 hours."""
    took = (completed_at or ended_at) - received_at
    words = f"{'Done in' if completed_at else 'Ended after'} {length(took)}"
    gone = min(100, max(0, round(100 * (took / TURNAROUND))))
    return ClockTime(words, gone, Colour.RED if took > TURNAROUND else Colour.MET, is_over=completed_at is None)


def length(time: timedelta) -> str:
    """Write a length of time in hours, and minutes too where it is short: "41 h", "2 h 40 min", "5 min"."""
    minutes = max(0, int(time.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h" if time >= SOON or not rest else f"{hours} h {rest} min"


def next_of(milestones: list[MilestoneNow]) -> MilestoneNow | None:
    """Return the milestone that is due first, of those that are not settled."""
    return min((one for one in milestones if one.settled is None), key=lambda one: one.target_at, default=None)


def latest_of(milestones: list[MilestoneNow]) -> MilestoneNow | None:
    """Return the milestone that was met last."""
    met = [one for one in milestones if one.settled is Settled.MET and one.settled_at is not None]
    return max(met, key=lambda one: one.settled_at or one.target_at, default=None)


def by_when(one: MilestoneNow, now: datetime) -> str:
    """Say by when a milestone is due, or since when it is late: "by 16:50", "late since Monday 10:00"."""
    return f"late since {around(one.target_at, now)}" if now >= one.target_at else f"by {around(one.target_at, now)}"
