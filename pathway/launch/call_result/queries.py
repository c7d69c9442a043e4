"""What the page of one call reads: the listing, the calls of the number, where else it is, what comes next."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select

from pathway.directory.models import Fallback, Phone, Service
from pathway.directory.search.fallbacks import fallbacks, numbers_in
from pathway.directory.search.index.indexer import WHOLE
from pathway.extensions import db
from pathway.launch.call_sheet.call_order import LastCall
from pathway.launch.call_sheet.queries import IN_USE, as_call, call_rows, is_latest, lines, shown
from pathway.launch.models import ListingPublication, NumberCall
from pathway.launch.vocabulary import CallOutcome, Show


def service(service_id: UUID) -> Service | None:
    """Return a listing of a service that runs, with all its rows."""
    query = select(Service).where(Service.id == service_id, IN_USE).options(*WHOLE)
    # Read anew each time: the listing may have been changed since, in this transaction or before its lock was had.
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def calls_of(service_id: UUID, phone_id: UUID) -> list[LastCall]:
    """Return the calls of one number, the latest first."""
    query = call_rows().where(NumberCall.service_id == service_id, NumberCall.phone_id == phone_id)
    return [as_call(row) for row in db.session.execute(query.order_by(NumberCall.turn.desc()))]


def right_numbers(service_id: UUID) -> list[UUID]:
    """Return the numbers of a listing of which the latest call said that they are right."""
    query = (
        select(Phone.id)
        .join(NumberCall, and_(NumberCall.phone_id == Phone.id, NumberCall.service_id == Phone.service_id))
        .where(Phone.service_id == service_id, is_latest(), NumberCall.result == CallOutcome.CONFIRMED)
        .where(NumberCall.digits == Phone.digits)
    )
    return list(db.session.scalars(query.order_by(Phone.id)))


def publication_of(service_id: UUID) -> ListingPublication | None:
    """Return how a draft was published from the sheet, if it was."""
    return db.session.get(ListingPublication, service_id)


def others_with(digits: str, service_id: UUID) -> list[tuple[UUID, UUID, str]]:
    """Return the other listings with a number: (listing, number, name)."""
    query = (
        select(Service.id, Phone.id, Service.name)
        .join(Phone, Phone.service_id == Service.id)
        .where(IN_USE, Phone.digits == digits, Service.id != service_id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(Service.slug, Phone.id))]


def words_with(digits: str) -> list[Fallback]:
    """Return the fallback words that name a number."""
    return [row for row in fallbacks() if any(named == digits for _, _, named in numbers_in(row.text))]


def following(phone_id: UUID, now: datetime, today: date) -> tuple[UUID, UUID, str, str] | None:
    """Return the number to ring next, another than this: (listing, number, name, as it is printed)."""
    waiting = (line for line in shown(lines(now, today), Show.NOW) if line.phone_id != phone_id)
    line = next(waiting, None)
    if line is None:
        return None
    query = select(Service.name, Phone.number).join(Phone, Phone.service_id == Service.id)
    name, number = db.session.execute(query.where(Phone.id == line.phone_id)).one()
    return line.service_id, line.phone_id, name, number
