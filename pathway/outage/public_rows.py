"""What of the database the file for an outage holds: the rows of published listings, without where anybody is.

No address, postcode or point; nothing that only staff read; no person.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, select

from pathway.core.database import Base
from pathway.directory.freshness import due_on
from pathway.directory.geography import without_postcodes
from pathway.directory.models import (
    Address,
    Contact,
    ContactChange,
    Fallback,
    FormerIdentifier,
    HoursPattern,
    IndexVersion,
    Language,
    ListingEnd,
    Location,
    Phone,
    Schedule,
    ScheduleException,
    SearchEntry,
    SearchPlace,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    ServiceTerm,
    Source,
    Taxonomy,
    TaxonomyTerm,
)
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db
from pathway.leads.models import LeadRole
from pathway.organizations.models import Organization
from pathway.referral import queries as referral
from pathway.referral.models import PathwaySwitch, RoutingTable, SignOff, TableStatus
from pathway.turnaround.models import MilestonePolicy

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]

OF_SERVICES: tuple[type[Base], ...] = (
    Phone,
    Schedule,
    ScheduleException,
    ServiceArea,
    Language,
    Source,
    ServiceTerm,
    ServiceAtLocation,
    ServiceCapacity,
    ContactChange,
    FormerIdentifier,
)
"""Tables whose rows go with their service."""

WHOLE: tuple[type[Base], ...] = (Taxonomy, TaxonomyTerm, Fallback)
"""Tables that are public as they are."""

EMPTY: tuple[type[Base], ...] = (
    Address,
    Contact,
    SearchPlace,
    HoursPattern,
    SearchEntry,
    IndexVersion,
    ListingEnd,
    LeadRole,
)
"""Tables that pages ask, and that are filled here with nothing, or by the index.

Roles are left out with whoever holds them: a number changed there would not be taken out in the same act.
"""

EVERY: tuple[type[Base], ...] = (
    Organization,
    Service,
    Location,
    *WHOLE,
    *OF_SERVICES,
    RoutingTable,
    SignOff,
    PathwaySwitch,
    MilestonePolicy,
    *EMPTY,
)

AT_ONCE = 500

SHORTEST_STREET = 6
"""Letters of a first line of an address that is cut out of words: shorter ones are words themselves."""

VISIBLE = (Service.publication == Publication.PUBLISHED) & Service.status.in_(
    [ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED]
)

NOBODY, NOBODY_ELSE = UUID(int=1), UUID(int=2)
"""Two people who are not."""

ONLY_STAFF_READ = ("evidence_grade", "verification_notes", "funded_until", "unanswered_on")
_ADDRESSES_OF_THE_WEB = frozenset({"url", "email", "slug", "value", "number", "digits", "code"})


def read_public_rows(now: datetime) -> Rows:
    """Read them, table by table. The caller sees to it that nothing was changed meanwhile."""
    rows: dict[str, list[Row]] = {}
    ids = list(db.session.scalars(select(Service.id).where(VISIBLE).order_by(Service.id)))
    streets = _streets()
    for model in WHOLE:
        rows[model.__tablename__] = _read(model)
    rows["service"] = [_public_service(row) for row in _read(Service, Service.id, ids)]
    rows["organization"] = _read(Organization, Organization.id, {row["organization_id"] for row in rows["service"]})
    for model in OF_SERVICES:
        rows[model.__tablename__] = _read(model, model.__table__.c.service_id, ids)
    rows["source"] = [row for row in rows["source"] if row["url"]]
    for row in rows["phone"]:
        row["number_checked_by"] = row["number_checked_on"] and "Pathway"
    there = {row["location_id"] for row in rows["service_at_location"]}
    rows["location"] = [_kind_alone(row) for row in _read(Location, Location.id, there)]
    for name, of_table in rows.items():
        rows[name] = [_without_places(row, streets) for row in of_table]
    rows["routing_table"] = [_nobodys(row) for row in _read_table(now)]
    rows["sign_off"] = [row | {"signed_by": ""} for row in _read(SignOff)]
    rows["pathway_switch"] = _switch(now) if referral.pathway_is_running() else []
    rows["milestone_policy"] = _policy()
    return rows


def _streets() -> tuple[str, ...]:
    """Return the first lines of all addresses of published listings, longest first."""
    query = (
        select(Address.address_1)
        .join(ServiceAtLocation, ServiceAtLocation.location_id == Address.location_id)
        .join(Service, Service.id == ServiceAtLocation.service_id)
        .where(VISIBLE)
        .order_by(Address.id)
    )
    lines = {line.strip() for line in db.session.scalars(query) if line and len(line.strip()) >= SHORTEST_STREET}
    return tuple(sorted(lines, key=lambda line: (-len(line), line)))


def _read(model: type[Base], column: Any = None, among: Iterable[Any] | None = None) -> list[Row]:
    table = cast("Table", model.__table__)
    query: Select[Any] = select(table).order_by(*table.primary_key.columns)
    if column is None:
        return [dict(row) for row in db.session.execute(query).mappings()]
    return [
        dict(row)
        for some in _in_parts(sorted(among or ()))
        for row in db.session.execute(query.where(column.in_(some))).mappings()
    ]


def _in_parts(ids: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _read_table(now: datetime) -> list[Row]:
    """Read the published routing tables: the one in force, and those that come into force later."""
    table = RoutingTable.__table__
    query = select(table).where(RoutingTable.status == TableStatus.PUBLISHED).order_by(RoutingTable.number)
    rows = [dict(row) for row in db.session.execute(query).mappings()]
    in_force = max((row["effective_from"] for row in rows if row["effective_from"] <= now), default=now)
    return [row for row in rows if row["effective_from"] >= in_force]


def _switch(now: datetime) -> list[Row]:
    """Return the row that says that the 72-hour pathway runs. Who turned it on, and why, is for staff."""
    row = {"number": 1, "is_running": True, "at": now, "asked_by": NOBODY, "approved_by": NOBODY_ELSE}
    return [row | {"why": None}]


def _policy() -> list[Row]:
    """Read the milestones of the policy in force. Who wrote and approved them, and why, is for staff."""
    table = MilestonePolicy.__table__
    newest = select(table).order_by(MilestonePolicy.version.desc()).limit(1)
    nobodys = {"written_by": NOBODY, "approved_by": NOBODY_ELSE, "why": ""}
    return [dict(row) | nobodys for row in db.session.execute(newest).mappings()]


def _nobodys(row: Row) -> Row:
    return row | {"author": "", "approved_by": None}


def _public_service(row: Row) -> Row:
    due = due_on(row["assured_on"], row["funded_until"], row["unanswered_on"])
    public = row | dict.fromkeys(ONLY_STAFF_READ)
    # When it is due again is on its card; why is for staff.
    if due is not None and due != due_on(row["assured_on"]):
        public["unanswered_on"] = due
    return public


def _kind_alone(row: Row) -> Row:
    nothing = dict.fromkeys(("name", "ward", "latitude", "longitude", "coordinate_source"))
    return row | nothing | {"is_approximate": False}


def _without_places(row: Row, streets: Sequence[str]) -> Row:
    return {
        name: _cut(value, streets) if type(value) is str and name not in _ADDRESSES_OF_THE_WEB else value
        for name, value in row.items()
    }


def _cut(text: str, streets: Sequence[str]) -> str:
    """Return a text of a listing without postcodes, and without the street that some listing is in."""
    text = without_postcodes(text)[0]
    for street in streets:
        text = text.replace(street, "")
    return text
