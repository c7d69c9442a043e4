"""In a few words, whether a number answers now, and from when if not."""

from datetime import datetime

from pathway.directory.any_listing import Listed, ListedPhone
from pathway.directory.hours.opening_hours import Openness, State, state_at
from pathway.directory.hours.phone_hours import PhoneHours, hours_of
from pathway.directory.hours.state_words import Wording, describe
from pathway.directory.hours.stored import timetable_of
from pathway.directory.search.index.open_now import CLOSED_FOR_NOW
from pathway.directory.vocabulary import ServiceStatus


def answers(phone: ListedPhone, service: Listed, now: datetime) -> Wording:
    """Return whether a number answers at `now` (aware UTC), with its shape: by its own hours, else the service's."""
    if service.status is ServiceStatus.TEMPORARILY_CLOSED:
        return CLOSED_FOR_NOW
    kind, own = hours_of(phone, service)
    state = state_at(timetable_of(service) if own is None else own, now)
    return describe(_opposite(state) if kind is PhoneHours.OUT_OF_HOURS else state, now, by_phone=True)


def _opposite(office: State) -> State:
    """Return the state of a number that answers whenever the office does not."""
    if office.status is Openness.UNKNOWN:
        return office
    if office.status is Openness.OPEN:
        return State(Openness.LATER, office.reason, opens_at=office.until)
    return State(Openness.OPEN, office.reason, until=office.opens_at)
