"""Rows for tests. A test names only what it is about; the rest is plain, and invented numbers are 07700 900xxx.

Rows are built, not saved, but for `publish`, which adds a service, brings the index up to date and commits.
"""

from collections.abc import Iterable
from datetime import time
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from pathway.directory.models import (
    Address,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import (
    AgencyType,
    AreaKind,
    Coverage,
    LocationKind,
    Publication,
    ReferralChannel,
    TaxonomyName,
)
from pathway.extensions import WRITES, db
from pathway.organizations.models import Organization
from pathway.organizations.vocabulary import OrganizationKind

ALL_DAYS = "MO,TU,WE,TH,FR,SA,SU"

_numbers = count(10_000)  # all as long as each other: Person 1 would be found in the words Person 14


def organization(**given: Any) -> Organization:
    """An organisation: a charity called Example Trust."""
    number = next(_numbers)
    plain = {"slug": f"example-trust-{number}", "name": f"Example Trust {number}", "kind": OrganizationKind.CHARITY}
    return Organization(**({"id": uuid4()} | plain | given))


def phone(**given: Any) -> Phone:
    """A number to ring, from the range kept for drama."""
    digits = f"07700900{next(_numbers) % 1000:03}"
    return Phone(**({"number": f"{digits[:5]} {digits[5:]}", "digits": digits} | given))


def hours(opens: str = "09:00", closes: str = "17:00", days: str = "MO,TU,WE,TH,FR", **given: Any) -> Schedule:
    """One weekly window, London wall time."""
    times = {"opens_at": time.fromisoformat(opens), "closes_at": time.fromisoformat(closes)}
    return Schedule(**(times | {"byday": days} | given))


def round_the_clock() -> Schedule:
    """Open 24 hours, every day."""
    return hours("00:00", "00:00", ALL_DAYS)


def address(**given: Any) -> Address:
    """An address of a site."""
    plain = {"address_1": "1 Example Street", "city": "London", "postal_code": "NW10 4LT"}
    return Address(**({"location_kind": LocationKind.SITE, "country": "GB"} | plain | given))


def site(**given: Any) -> Location:
    """A place with a door, in Harlesden."""
    plain = {"kind": LocationKind.SITE, "latitude": 51.5365, "longitude": -0.2480, "addresses": [address()]}
    return Location(**({"id": uuid4()} | plain | given))


def confidential_place(**given: Any) -> Location:
    """A place of which nothing is held."""
    return Location(**({"id": uuid4(), "kind": LocationKind.CONFIDENTIAL} | given))


def online() -> Location:
    """No place: by phone or online."""
    return Location(id=uuid4(), kind=LocationKind.PHONE_OR_ONLINE)


def service(
    *,
    at: Location | None = None,
    agency_types: Iterable[AgencyType] = (AgencyType.PRACTICAL_SUPPORT,),
    **given: Any,
) -> Service:
    """A published service of its own organisation, by phone, that anyone in Brent may ring. Needs an app context."""
    number = next(_numbers)
    plain: dict[str, Any] = {
        "id": uuid4(),
        "slug": f"example-service-{number}",
        "name": f"Example service {number}",
        "description": "Help for women. It is made up.",
        "coverage": Coverage.BRENT,
        "publication": Publication.PUBLISHED,
        "referral_channel": ReferralChannel.PHONE,
        "takes_professionals": True,
        "takes_self": True,
    }
    made = Service(**(plain | {key: value for key, value in given.items() if key not in RELATED}))
    made.organization = given.get("organization") or organization()
    made.phones = given.get("phones", [phone()])
    made.schedules = given.get("schedules", [])
    made.areas = given.get("areas", [ServiceArea(kind=AreaKind.PLACE, name="Brent")])
    made.sources = given.get("sources", [])
    made.languages = given.get("languages", [])
    made.former_identifiers = given.get("former_identifiers", [])
    made.schedule_exceptions = given.get("schedule_exceptions", [])
    made.at_locations = [ServiceAtLocation(location=at or online())]
    made.terms = [term(TaxonomyName.AGENCY_TYPE, kind) for kind in agency_types]
    return made


RELATED = {
    "organization",
    "phones",
    "schedules",
    "schedule_exceptions",
    "areas",
    "sources",
    "languages",
    "former_identifiers",
}


def term(taxonomy: TaxonomyName, code: str) -> TaxonomyTerm:
    """A term that is in the database already."""
    query = select(TaxonomyTerm).where(TaxonomyTerm.code == str(code))
    return next(found for found in db.session.scalars(query) if found.taxonomy.name is taxonomy)


def publish(app: Flask, **given: Any) -> UUID:
    """Save a service as an operation would, index and all, and return its id."""
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        made = service(**given)
        db.session.add(made)
        indexer.refresh(db.session(), [made.id])
        db.session.commit()
        return made.id


def change(app: Flask, service_id: UUID, **changes: Any) -> None:
    """Change columns of a service as an operation would, index and all."""
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        found = db.session.get_one(Service, service_id)
        for name, value in changes.items():
            setattr(found, name, value)
        indexer.refresh(db.session(), [service_id])
        db.session.commit()


def next_number() -> int:
    """A number that no other row of this process has."""
    return next(_numbers)
