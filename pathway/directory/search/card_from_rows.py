"""The card of one listing from its rows, without the index: for a draft, and for a listing's own page."""

from datetime import datetime

from pathway.directory.any_listing import Listed
from pathway.directory.cache import BoundedCache
from pathway.directory.hours.opening_hours import State, state_at
from pathway.directory.hours.state_words import describe
from pathway.directory.hours.stored import timetable_of
from pathway.directory.hours.timetable import london_date
from pathway.directory.hours.week_line import week_lines
from pathway.directory.search.cards import card_of
from pathway.directory.search.index.open_now import CLOSED_FOR_NOW
from pathway.directory.search.results import ResultCard, by_the_clock

NO_DOCID = -1


def single(service: Listed, now: datetime, *, is_draft: bool = False, state: State | None = None) -> ResultCard:
    """Return a listing's card for `now` (aware UTC). `state`: that of its hours, if the caller has it."""
    timetable = timetable_of(service)
    state = state or state_at(timetable, now)
    today = london_date(now)
    card = card_of(service, always=timetable.never_closes)
    wording = CLOSED_FOR_NOW if card.is_closed_for_now else describe(state, now, by_phone=card.is_by_phone)
    numbers, wording = by_the_clock(card, state.status, wording, now)
    return ResultCard(
        docid=NO_DOCID,
        drawn=BoundedCache(1),  # a cache of its own: no visitor is shown the HTML of a draft
        card=card,
        state=wording,
        hours_note=state.note,
        freshness=card.tier(today),
        hours=() if card.is_closed_for_now else week_lines(timetable, today),
        places=card.places,
        numbers=numbers,
        is_draft=is_draft,
    )
