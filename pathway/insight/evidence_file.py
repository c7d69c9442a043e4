"""The evidence as rows of a spreadsheet. They say what the page says."""

import csv
import io
from collections.abc import Iterator

from pathway.core.small_numbers import share_words
from pathway.directory.exchange.cells import guarded
from pathway.episodes.evidence.vocabulary import CountedArea
from pathway.insight.evidence_figures import EvidenceFigures
from pathway.insight.outreach_figures import OutreachFigures

HEAD = ("part", "name", "measure", "value")


def rows(figures: EvidenceFigures) -> Iterator[tuple[str, str, str, str]]:
    """Give every figure as a row. A number is a multiple of five, or `*`: seven or fewer, none, or it may be so."""
    yield "referrals", "All", "count", figures.every.shown
    yield "referrals", "Nobody took her", "count", figures.nobody.shown
    yield "referrals", "Nobody took her", "share", share_words(figures.nobody_percent)
    for area in figures.areas:
        yield "area", area.name, "count", area.count.shown
    for need in figures.needs:
        yield "need", need.name, "count", need.every.shown
        for where, count in zip(CountedArea, need.areas, strict=True):
            yield "need", need.name, where.label, count.shown
    for kind in figures.kinds:
        yield "kind of agency", kind.name, "took her", kind.taken.shown
        yield "kind of agency", kind.name, "said no", kind.refused.shown
        yield "kind of agency", kind.name, "did not answer", kind.unanswered.shown
        yield "kind of agency", kind.name, "nobody listed who suits", kind.unlisted.shown
        yield "kind of agency", kind.name, "in vain", kind.unmet.shown
        yield "kind of agency", kind.name, "share in vain", share_words(kind.percent)
    for reason in figures.reasons:
        yield "why they said no", reason.name, "count", reason.count.shown
    for month in figures.months:
        yield "month", f"{month.month:%Y-%m}", "count", month.count.shown


def as_csv(figures: EvidenceFigures | None, outreach: OutreachFigures | None) -> str:
    """Return the rows: UTF-8 without a byte order mark, RFC 4180 line ends, no cell that could run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    if figures is not None:
        writer.writerows(tuple(map(guarded, row)) for row in rows(figures))
    if outreach is not None:
        writer.writerows(("outreach", row.name, "count", row.count.shown) for row in outreach.rows)
    return text.getvalue()
