"""What people looked for lately, and did not find."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from pathway.directory.look_ups.models import LookUpCount
from pathway.directory.look_ups.tally import ANY_NEED, NO_BOROUGH
from pathway.directory.vocabulary import NEED_LABELS, Need
from pathway.extensions import db

LATELY = timedelta(days=28)
FEWEST = 5
"""Fewer than this are said to be fewer than this: a small number may be one worker's evening."""


@dataclass(frozen=True)
class LookUps:
    """The look-ups for one need, or in one borough, as they are said: "12", or "fewer than 5"."""

    name: str
    look_ups: str
    empty: str


@dataclass(frozen=True)
class Lately:
    """The look-ups of the last 28 days, once by need and once by borough; in each, where most was not found first."""

    by_need: tuple[LookUps, ...]
    by_borough: tuple[LookUps, ...]


def lately(today: date) -> Lately:
    """Return the look-ups of the last 28 days."""
    return Lately(_by(LookUpCount.need, today, _need), _by(LookUpCount.borough, today, _borough))


def _by(column: InstrumentedAttribute[str], today: date, name: Callable[[str], str]) -> tuple[LookUps, ...]:
    sums = func.sum(LookUpCount.look_ups), func.sum(LookUpCount.empty)
    query = select(column, *sums).where(LookUpCount.on > today - LATELY, LookUpCount.on <= today)
    rows = db.session.execute(query.group_by(column).order_by(sums[1].desc(), column)).all()
    numbers = [sayable([int(row[place]) for row in rows]) for place in (1, 2)]
    return tuple(LookUps(name(row[0]), *said) for row, *said in zip(rows, *numbers, strict=True))


def sayable(numbers: list[int]) -> list[str]:
    """Say the numbers of a column; a small one is not said.

    The columns by need and by borough have one sum. If a single number were not said, it could be reckoned from the
    others, so the smallest of those is not said either.
    """
    is_small = [0 < number < FEWEST for number in numbers]
    others = [number for number in numbers if number >= FEWEST]
    covers = others.index(min(others)) if sum(is_small) == 1 and others else None
    said, place = [], 0
    for number, small in zip(numbers, is_small, strict=True):
        if small:
            said.append(f"fewer than {FEWEST}")
        elif number and place == covers:
            said.append(f"{FEWEST} or more")
        else:
            said.append(f"{number:,}")
        place += number >= FEWEST
    return said


def _need(need: str) -> str:
    if need == ANY_NEED:
        return "No need chosen"
    return NEED_LABELS[Need(need)] if need in set(Need) else need


def _borough(borough: str) -> str:
    return "No London borough named or known" if borough == NO_BOROUGH else borough
