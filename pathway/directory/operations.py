"""Operations of the directory: reporting a problem, and erasing a place that has become confidential."""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from pathway.accounts.models import Proposal
from pathway.core.clock import london_today
from pathway.directory.models import (
    Address,
    ListingReport,
    ListingVersion,
    Location,
    SearchPlace,
    Service,
    ServiceAtLocation,
)
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import LocationKind, Problem
from pathway.extensions import db

COPIES_REMAIN = "Removed here. Copies outside this site remain: printed lists, saved pages, search engines, backups."


def report(service: Service, problem: Problem) -> ListingReport:
    """Record a problem with a listing: which, what, and on which day in London. Nothing about anyone."""
    noted = ListingReport(service_id=service.id, problem=problem, on=london_today())
    db.session.add(noted)
    return noted


def empty_proposals(session: Session, which: ColumnElement[bool], places: Collection[str] = ()) -> None:
    """Forget what was proposed about listings, where it says where a place is that nobody may know any more.

    With `places`, ids as text, only where it has one of them in it. Details are sealed: the database cannot look.
    """
    for proposal in session.scalars(select(Proposal).where(which).order_by(Proposal.id)):
        if not places or any(place in (proposal.details or "") for place in places):
            proposal.details = json.dumps({})


def make_confidential(location: Location) -> str:
    """Erase where a location is: addresses, points and words go first, or the database refuses the kind.

    Returns the warning to show: copies outside this database remain.
    """
    session = db.session()
    there = select(ServiceAtLocation.service_id).where(ServiceAtLocation.location_id == location.id)
    affected = session.scalars(there.order_by(ServiceAtLocation.service_id)).all()
    session.execute(delete(SearchPlace).where(SearchPlace.location_id == location.id))
    session.execute(delete(Address).where(Address.location_id == location.id))
    nothing = {"latitude": None, "longitude": None, "name": None, "ward": None, "coordinate_source": None}
    session.execute(
        update(Location)
        .where(Location.id == location.id)
        .values(kind=LocationKind.CONFIDENTIAL, is_approximate=False, **nothing)
    )
    # What these listings were says where they are; and so does what others were that left this place.
    was_there = ListingVersion.service_id.in_(affected) | ListingVersion.content.contains(str(location.id))
    session.execute(delete(ListingVersion).where(was_there))
    empty_proposals(session, Proposal.subject_id.in_(affected))
    session.expire(location)
    indexer.refresh(session, affected)
    indexer.erase_removed_words(session)
    return COPIES_REMAIN
