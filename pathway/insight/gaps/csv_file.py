"""The gaps as rows for a spreadsheet: one for each kind, area and hour."""

import csv
import io
from collections.abc import Iterator, Mapping

from pathway.directory.exchange.cells import guarded, write_yes_no
from pathway.directory.hours import clock_words
from pathway.directory.hours.ordinary_week import DAY_HOURS
from pathway.directory.vocabulary import AgencyType
from pathway.insight.gaps.figures import AREA_WORDS, Gaps
from pathway.referral.vocabulary import Area

HEAD = ("weekday", "hour", "kind", "area", "state", "listings answering", "asked for there")
Row = tuple[str, ...]


def rows(gaps: Gaps, not_asked: Mapping[Area, frozenset[AgencyType]]) -> Iterator[Row]:
    """Give a row for each hour of each kind in each area: areas, kinds and hours in order."""
    for week in gaps.weeks:
        asked = write_yes_no(week.kind not in not_asked[week.area])
        for hour, (state, count) in enumerate(zip(week.states, week.answering, strict=True)):
            day, of_day = divmod(hour, DAY_HOURS)
            begins = f"{of_day:02}:00"
            yield clock_words.WEEKDAYS[day], begins, week.label, AREA_WORDS[week.area], state.value, str(count), asked


def as_csv(gaps: Gaps, not_asked: Mapping[Area, frozenset[AgencyType]]) -> str:
    """Return the rows: UTF-8 without a byte order mark, RFC 4180 line ends, no cell that could run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(tuple(map(guarded, row)) for row in rows(gaps, not_asked))
    return text.getvalue()
