"""Places the outline of the 72-hour pathway on a drawing.

One column, from top to bottom, so that it can be read on a telephone. Lengths are SVG user units, which are CSS
pixels on a screen 390 pixels wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from pathway.guidance.pathway_outline import BEFORE, STARTS, deadlines, in_short
from pathway.turnaround.policy import Milestone

LINE = 22
"""From one line of words to the next."""
GAP = 16
PADDING = 12
BOX_CHARACTERS = 42
"""How many fit across a box, and beside the axis, in the widest words we use."""
STEP_CHARACTERS = 28


@dataclass(frozen=True)
class Box:
    """A step before the clock starts: the top of its frame, its height, and its lines."""

    y: int
    height: int
    lines: tuple[str, ...]

    def text_y(self, index: int) -> int:
        """Return the y of a line, counted from 0."""
        return self.y + PADDING + 16 + index * LINE


@dataclass(frozen=True)
class Line:
    """A line of words beside the axis; `kind` is "what" or "who"."""

    y: int
    kind: str
    text: str


@dataclass(frozen=True)
class Stop:
    """A deadline on the axis: its place, its hour in words, and what is due."""

    y: int
    when: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Drawing:
    """Everything the template needs to draw, top to bottom."""

    height: int
    boxes: tuple[Box, ...]
    stops: tuple[Stop, ...]


def draw(milestones: Sequence[Milestone]) -> Drawing:
    """Lay out the steps before the clock, and then the clock."""
    y = GAP // 2
    boxes = []
    for text in BEFORE:
        lines = tuple(wrap(text, BOX_CHARACTERS))
        height = len(lines) * LINE + 2 * PADDING
        boxes.append(Box(y, height, lines))
        y += height + GAP
    y += LINE
    stops = [_stop(y, "Start", [("what", STARTS)])]
    for deadline in deadlines(milestones):
        y = stops[-1].lines[-1].y + GAP + LINE
        stops.append(
            _stop(y, in_short(deadline.by), [words for milestone in deadline.milestones for words in _words(milestone)])
        )
    return Drawing(stops[-1].lines[-1].y + GAP, tuple(boxes), tuple(stops))


def _words(milestone: Milestone) -> list[tuple[str, str]]:
    return [("what", milestone.what), ("who", milestone.owner.value)]


def _stop(y: int, when: str, words: list[tuple[str, str]]) -> Stop:
    lines: list[Line] = []
    at = y
    for kind, text in words:
        if kind == "what" and lines:
            at += GAP // 2
        for part in wrap(text, STEP_CHARACTERS):
            lines.append(Line(at, kind, part))
            at += LINE
    return Stop(y, when, tuple(lines))
