"""Whether every result has somebody to ring on a Saturday at two in the morning: a service, or words with a number."""

from datetime import datetime, time, timedelta

from pathway.core.clock import LONDON
from pathway.directory.geography import Place
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.vocabulary import AgencyType
from pathway.referral.inquiry import Inquiry
from pathway.referral.suggestions import choice_for, uncovered
from pathway.referral.table_checks.checks import Check
from pathway.referral.vocabulary import Area

SATURDAY = 5
AT = time(2, 0)


def next_saturday_night(now: datetime) -> datetime:
    """Return the next Saturday at 2 in the morning, London wall time, at or after `now` (aware)."""
    wall = now.astimezone(LONDON)
    on = wall.date() + timedelta(days=(SATURDAY - wall.weekday()) % 7)
    night = datetime.combine(on, AT, LONDON)
    return night if night >= wall else datetime.combine(on + timedelta(days=7), AT, LONDON)


def cover(brent: Place | None, now: datetime, snapshot: Snapshot | None = None) -> Check:
    """Look at every kind of agency in every area at the next Saturday night after `now`."""
    snapshot = snapshot or current_snapshot()
    night = next_saturday_night(now)
    without_words = set(uncovered(list(AgencyType), snapshot))
    is_open = {
        (kind, area): choice_for(Inquiry.of_kind(kind, area), brent, night, snapshot).takes_calls_now
        for kind in AgencyType
        for area in Area
    }
    nobody = [
        f"{kind}, {area}: nobody takes calls and there are no words"
        for (kind, area), takes_calls in is_open.items()
        if not takes_calls and kind in without_words
    ]
    in_brent = sum(is_open[kind, Area.BRENT] for kind in AgencyType)
    looked_at = (
        f"{len(AgencyType)} kinds of agency in {len(Area)} areas; in Brent {in_brent} take calls, all others have words"
    )
    return Check("Saturday 02:00 cover", looked_at, tuple(nobody))
