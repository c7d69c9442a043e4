"""Where the lines and points of the chart of months go, in the units of its picture. Plain numbers."""

from dataclasses import dataclass
from itertools import pairwise

from pathway.insight.pathway_figures import MonthPoint, PathwayFigures

WIDTH, HEIGHT = 320, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 312, 10, 160


@dataclass(frozen=True)
class Dot:
    """A month in the picture; `is_signal` is drawn as a square."""

    x: int
    y: int
    point: MonthPoint


@dataclass(frozen=True)
class Picture:
    """The chart: its dots, the lines between months that follow one another, and the heights of mean and limits."""

    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, Dot], ...]
    mean: int | None
    limits: tuple[int, ...]
    grid: tuple[tuple[int, int], ...]


def picture_of(figures: PathwayFigures) -> Picture:
    """Return the picture of the months. Those of which too few are to be shown have no dot, and no line to them."""
    steps = max(1, len(figures.points) - 1)
    dots = [
        None if point.share is None else Dot(LEFT + 4 + (RIGHT - LEFT - 8) * place // steps, _y(point.share), point)
        for place, point in enumerate(figures.points)
    ]
    lines = [(before, after) for before, after in pairwise(dots) if before and after]
    chart = figures.chart
    return Picture(
        dots=tuple(dot for dot in dots if dot is not None),
        lines=tuple(lines),
        mean=None if chart is None else _y(chart.mean),
        limits=() if chart is None else tuple(_y(limit) for limit in (chart.lower, chart.upper)),
        grid=tuple((percent, _y(percent)) for percent in (0, 25, 50, 75, 100)),
    )


def _y(percent: float) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * min(100.0, max(0.0, percent)) / 100)
