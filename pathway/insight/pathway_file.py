"""The figures of the pathway as rows: for a spreadsheet, for JSON, for a terminal. They say what the page says."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from pathway.core.small_numbers import share_words
from pathway.directory.exchange.cells import guarded
from pathway.insight.pathway_figures import Line, PathwayFigures, Whole, hours_words

HEAD = ("part", "name", "measure", "value")
Row = tuple[str, str, str, str]


def rows(figures: PathwayFigures) -> Iterator[Row]:
    """Give every figure as a row. A number is a multiple of five, or `*`: seven or fewer, none, or it may be so."""
    for part, whole in (("gross", figures.gross), ("net", figures.net)):
        yield from _of_line(part, whole)
        yield from _of_whole(part, whole)
    for line in figures.milestones:
        yield from _of_line("milestone", line)
        yield "milestone", line.name, "declined by her", line.declined.shown
        yield "milestone", line.name, "not needed", line.not_needed.shown
    yield "emergency accommodation", "Offered", "count", figures.offered.shown
    yield "emergency accommodation", "Slept there", "count", figures.slept.shown
    yield "late", "Late, or not done", "count", figures.breaches.shown
    yield "late", "A reason was given", "count", figures.reviewed.shown
    for part, named in (
        ("beside", figures.beside),
        ("why late", figures.reasons),
        ("why a milestone was late", figures.milestone_reasons),
        ("reason given by", figures.reviewed_by),
        ("what changed", figures.what_changed),
    ):
        for one in named:
            yield part, one.name, "count", one.count.shown
    for point in figures.points:
        month = f"{point.month:%Y-%m}"
        yield "month", month, "count", point.every.shown
        yield "month", month, "share within 72 hours", share_words(point.share)
        if point.signal:
            yield "month", month, "signal", point.signal
    if figures.chart is not None:
        for measure in ("mean", "lower", "upper"):
            value = min(100.0, max(0.0, getattr(figures.chart, measure)))
            yield "chart", "Trial limits" if figures.chart.is_trial else "Limits", measure, f"{value:.1f}%"


def _of_line(part: str, line: Line) -> Iterator[Row]:
    yield part, line.name, "count", line.every.shown
    yield part, line.name, f"within {line.target}", line.in_time.shown
    yield part, line.name, "late", line.late.shown
    yield part, line.name, "not done", line.unfinished.shown
    yield part, line.name, "share in time", share_words(line.share)


def _of_whole(part: str, whole: Whole) -> Iterator[Row]:
    yield part, whole.name, "done", whole.done.shown
    yield part, whole.name, "half", hours_words(whole.median)
    yield part, whole.name, "nine in ten", hours_words(whole.nine_in_ten)


def as_csv(figures: PathwayFigures | None) -> str:
    """Return the rows: UTF-8 without a byte order mark, RFC 4180 line ends, no cell that could run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    if figures is not None:
        writer.writerows(tuple(map(guarded, row)) for row in rows(figures))
    return text.getvalue()


def as_json(figures: PathwayFigures | None) -> dict[str, Any]:
    """Return the months and the rows as JSON values; without rows where no month is published."""
    if figures is None:
        return {"from": None, "to": None, "rows": []}
    made = [dict(zip(HEAD, row, strict=True)) for row in rows(figures)]
    return {"from": f"{figures.first:%Y-%m}", "to": f"{figures.last:%Y-%m}", "rows": made}
