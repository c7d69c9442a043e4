"""Counts of made-up referrals: what a year of a town of some size would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from random import Random

from flask import Flask
from sqlalchemy import insert

from pathway.core.months import month_before
from pathway.directory.vocabulary import AgencyType
from pathway.episodes.evidence.measures import AskedLeg, Cell, ReferralHistory, cells_of
from pathway.episodes.evidence.models import EvidenceCount
from pathway.episodes.vocabulary import WHY_DECLINED, LegStatus, ReasonCode
from pathway.extensions import db, writing
from pathway.referral.vocabulary import NEED_AGENCIES, NEEDS_ASKED, Area

_FATES = (
    (LegStatus.COMPLETED, None, 60),
    (LegStatus.REJECTED, ReasonCode.NO_RESPONSE, 10),
    (LegStatus.REJECTED, ReasonCode.NO_CAPACITY, 15),
    (LegStatus.CANCELLED, ReasonCode.NOT_WANTED_NOW, 10),
    (LegStatus.ENTERED_IN_ERROR, ReasonCode.ENTERED_IN_ERROR, 5),
)


def referral(random: Random, month: date) -> ReferralHistory:
    """Make up a referral of a month."""
    needs = tuple(random.sample(NEEDS_ASKED, random.choices([0, 1, 2, 4], [1, 4, 4, 2])[0]))
    kinds = {kind for need in needs for kind in NEED_AGENCIES[need]} | {AgencyType.VAWG_SERVICE}
    unlisted = tuple(kind for kind in sorted(kinds) if random.random() < 0.15)
    legs = tuple(_leg(random, kind) for kind in sorted(kinds - set(unlisted)) for _ in range(random.randint(1, 2)))
    area = random.choices([Area.BRENT, Area.OTHER_LONDON, Area.ELSEWHERE, Area.UNKNOWN], [12, 4, 2, 1])[0]
    received_at = datetime(month.year, month.month, random.randint(2, 27), 12, tzinfo=UTC)
    return ReferralHistory(received_at, area, needs, legs, unlisted)


def _leg(random: Random, kind: AgencyType) -> AskedLeg:
    status, reason, _ = random.choices(_FATES, [weight for *_, weight in _FATES])[0]
    if reason is ReasonCode.NO_CAPACITY:
        reason = random.choice(WHY_DECLINED)
    return AskedLeg(kind, status, status is LegStatus.COMPLETED, reason)


def months_of_counts(last: date, months: int = 12, women: int = 40, seed: int = 5) -> Counter[Cell]:
    """Return the counts of so many months up to `last`, with so many women in each."""
    random, cells = Random(seed), Counter[Cell]()
    for _ in range(months):
        for _ in range(women):
            cells += cells_of(referral(random, last))
        last = month_before(last)
    return cells


def keep(app: Flask, cells: Mapping[Cell, int] | Iterable[tuple[Cell, int]]) -> None:
    """Let these be what was counted."""
    pairs = cells.items() if isinstance(cells, Mapping) else cells
    rows = [{"month": month, "figure": figure, "value": value, "number": n} for (month, figure, value), n in pairs]
    with app.app_context(), writing():
        db.session.execute(insert(EvidenceCount), rows)
