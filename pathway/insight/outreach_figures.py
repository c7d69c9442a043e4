"""What outreach teams counted, month by month: from what is published of their sessions."""

from dataclasses import dataclass
from datetime import date, datetime

from pathway.core.small_numbers import Count
from pathway.outreach import queries
from pathway.outreach.vocabulary import COUNTS

MONTHS = 12


@dataclass(frozen=True)
class CountedRow:
    """A number of the last months with its words."""

    name: str
    count: Count
    percent: None = None


@dataclass(frozen=True)
class OutreachFigures:
    """All figures of some months. `first` and `last` are their first days."""

    first: date
    last: date
    rows: tuple[CountedRow, ...]


def outreach_figures(now: datetime) -> OutreachFigures | None:
    """Return the figures of the last months that are counted; None where there is none."""
    published = queries.published_counts(now)
    if not published.months:
        return None
    last = len(published.months) - 1
    first = max(0, last - MONTHS + 1)
    words = {queries.SESSIONS: "Sessions"} | COUNTS
    rows = (CountedRow(said, published.count(queries.FIGURE, name, first, last)) for name, said in words.items())
    return OutreachFigures(published.months[first], published.months[last], tuple(rows))
