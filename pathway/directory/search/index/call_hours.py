"""Listings with a number whose hours differ from the service's.

A desk may be shut, or its hours unknown, while the night team's number answers: then the listing takes calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from pathway.directory.hours.opening_hours import State, state_at
from pathway.directory.hours.phone_hours import ANY_HOUR_TAG, OFFICE_TAG, OFFICE_WEEK, OUT_OF_OFFICE_TAG
from pathway.directory.hours.stored import window_of
from pathway.directory.hours.timetable import Timetable
from pathway.directory.models import Phone, Schedule, SearchEntry
from pathway.directory.search.index.bitsets import Bits, Positions
from pathway.directory.search.index.columns import Columns
from pathway.directory.search.index.posting_lists import Postings
from pathway.directory.vocabulary import PhoneType
from pathway.extensions import db


@dataclass(frozen=True)
class CallHours:
    """The listings with such numbers: as sets, and as positions by each number's own timetable."""

    any_hour: Bits
    office: Bits
    out_of_office: Bits
    own: Mapping[Timetable, Positions]

    def states(self, now: datetime) -> dict[Timetable, State]:
        """Return the state at `now` (aware UTC) of office hours, and of each number's own timetable."""
        return {week: state_at(week, now) for week in (OFFICE_WEEK, *self.own)}

    def answering(self, is_open: Mapping[Timetable, NDArray[np.bool_]], count: int) -> NDArray[np.bool_]:
        """Return a row for each moment, with one flag per position, `count` of them: whether such a number answers.

        `is_open`: for office hours, and for each number's own timetable, a flag per moment.
        """
        office, out_of_office = (
            np.unpackbits(self.any_hour | numbers, count=count).view(np.bool_)
            for numbers in (self.office, self.out_of_office)
        )
        flags = np.where(is_open[OFFICE_WEEK][:, None], office, out_of_office)
        for week, places in self.own.items():
            flags[np.ix_(is_open[week], places)] = True
        return flags


def read_call_hours(columns: Columns, postings: Postings) -> CallHours:
    """Read three facets from the index, and the schedule rows that belong to a number."""
    return CallHours(
        postings.tagged(ANY_HOUR_TAG),
        postings.tagged(OFFICE_TAG),
        postings.tagged(OUT_OF_OFFICE_TAG),
        _own_hours(columns),
    )


def _own_hours(columns: Columns) -> dict[Timetable, Positions]:
    rows = db.session.execute(
        select(SearchEntry.docid, Schedule)
        .join(Schedule, Schedule.service_id == SearchEntry.service_id)
        .join(Phone, Phone.id == Schedule.phone_id)
        .where(Phone.type != PhoneType.SMS)
        .order_by(SearchEntry.docid, Schedule.phone_id, Schedule.position, Schedule.id)
    ).all()
    docids: dict[Timetable, list[int]] = {}
    for (docid, _), of_number in groupby(rows, key=lambda row: (row[0], row[1].phone_id)):
        week = Timetable(windows=tuple(window_of(row) for _, row in of_number))
        docids.setdefault(week, []).append(docid)
    return {week: columns.positions_of(np.array(week_docids, np.int64)) for week, week_docids in docids.items()}
