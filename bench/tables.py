"""The results of a run, as values: tables of text, goals met or missed, raw samples; and how they are printed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

NOT_THERE = "-"


@dataclass(frozen=True)
class Goal:
    """One figure beside its goal: at most `most`, in `unit`. A figure of None could not be taken; `why` says so."""

    name: str
    most: float
    figure: float | None
    unit: str
    why: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None when there is no figure."""
        return None if self.figure is None else self.figure <= self.most

    @property
    def cells(self) -> tuple[str, ...]:
        """Name, figure, goal, verdict."""
        verdict = {True: "met", False: "MISSED", None: f"no figure: {self.why}"}[self.is_met]
        return self.name, number(self.figure), f"at most {number(self.most)} {self.unit}", verdict


@dataclass
class Table:
    """One table: a title, column names, rows of text, and sentences to read with it."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """Add a row. Numbers are written in the shortest way that keeps three figures; None as a dash."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{self.title}: {len(cells)} cells for {len(self.columns)} columns")
        self.rows.append(tuple(cell if isinstance(cell, str) else number(cell) for cell in cells))

    def text(self) -> str:
        """Write the table in columns: the first to the left, the others to the right."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        written = ["  ".join(_cells(line, widths)).rstrip() for line in lines]
        written.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([self.title, "", *written, *(f"  {note}" for note in self.notes)])


@dataclass
class Report:
    """The results of one part of a run. `samples` holds raw figures by name, in the unit its name ends with."""

    part: str
    tables: list[Table] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    profiles: dict[str, str] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """Write the tables, then the goals, then the profile of each goal missed."""
        parts = [table.text() for table in self.tables]
        if self.goals:
            parts.append(goals_table(self.goals).text())
        parts += [f"Why: {name}\n\n{profile}" for name, profile in self.profiles.items()]
        return "\n\n".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        goals = [asdict(goal) | {"met": goal.is_met} for goal in self.goals]
        return asdict(self) | {"goals": goals}


def goals_table(goals: Sequence[Goal]) -> Table:
    """Make the table of goals."""
    return Table("Goals", ("goal", "figure", "wanted", "verdict"), [goal.cells for goal in goals])


def number(value: object) -> str:
    """Write a number with three figures and no needless noughts: 12,345, 123, 12.3, 1.23, 0.123."""
    if value is None:
        return NOT_THERE
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    size = abs(value)
    if isinstance(value, int) or size >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 10 else f"{value:.2f}" if size >= 1 else f"{value:.3f}"


def _cells(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
