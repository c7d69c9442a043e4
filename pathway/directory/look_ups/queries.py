"""What people looked for lately, and did not find."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from pathway.directory.look_ups.models import LookUpCount
from pathway.directory.look_ups.tally import ANY_NEED
from pathway.directory.vocabulary import NEED_LABELS, Need
from pathway.extensions import db

LATELY = timedelta(days=28)
FEWEST = 5
"""Fewer than this are said to be fewer than this: a small number may be one worker's evening."""


@dataclass(frozen=True)
class LookUps:
    """The look-ups for one need. A number is None where it is too small to say."""

    need: str
    look_ups: int | None
    empty: int | None


def lately(today: date) -> list[LookUps]:
    """Return the look-ups of the last 28 days by need, those that most often found nothing first."""
    sums = func.sum(LookUpCount.look_ups), func.sum(LookUpCount.empty)
    query = select(LookUpCount.need, *sums).where(LookUpCount.on > today - LATELY, LookUpCount.on <= today)
    rows = db.session.execute(query.group_by(LookUpCount.need).order_by(sums[1].desc(), LookUpCount.need)).all()
    return [LookUps(_label(need), _sayable(look_ups), _sayable(empty)) for need, look_ups, empty in rows]


def _label(need: str) -> str:
    if need == ANY_NEED:
        return "No need chosen"
    return NEED_LABELS[Need(need)] if need in set(Need) else need


def _sayable(number: int) -> int | None:
    return int(number) if number == 0 or number >= FEWEST else None
