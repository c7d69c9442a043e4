"""By when an agency has to answer. Plain Python; times are aware UTC.

The lengths are proposals until the partnership has agreed them (referral.md, section 3), and are said to the sender.
"""

from datetime import UTC, datetime, time, timedelta

from pathway.core.clock import LONDON
from pathway.directory.hours.bank_holidays import is_bank_holiday
from pathway.referral.vocabulary import Urgency

TODAY = timedelta(hours=2)
WORKING_DAYS = 2
_SATURDAY = 5


def answer_by(sent_at: datetime, urgency: Urgency, opens_at: datetime | None = None) -> datetime:
    """Return by when a leg has to be answered.

    Today's: two hours, or two hours after the service next opens where it is known to be shut. Not urgent: the same
    time on the second working day, in London. What cannot wait is rung, and has the two hours for being recorded.
    """
    start = max(sent_at, opens_at) if opens_at else sent_at
    return start + TODAY if urgency is not Urgency.STANDARD else working_days_after(start, WORKING_DAYS)


def working_days_after(moment: datetime, days: int) -> datetime:
    """Return the same time in London some working days later, as aware UTC."""
    local = moment.astimezone(LONDON)
    on, left = local.date(), days
    while left:
        on += timedelta(days=1)
        if on.weekday() < _SATURDAY and not is_bank_holiday(on):
            left -= 1
    wall = time(local.hour, local.minute, local.second, local.microsecond)
    return datetime.combine(on, wall, LONDON).astimezone(UTC)
