"""Listings at random, with every way of having hours and of not suiting: the same seed always gives the same ones."""

from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from flask import Flask

from pathway.directory.models import Phone, Schedule, ScheduleException, Service, ServiceArea, ServiceCapacity
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import (
    AgencyType,
    AreaKind,
    BankHolidays,
    PhoneType,
    Publication,
    ReferralChannel,
    ScheduleKind,
    ServiceStatus,
    TaxonomyName,
)
from pathway.extensions import WRITES, db
from tests import factories

KINDS = (
    AgencyType.URGENT_CARE,
    AgencyType.CHILDRENS_SOCIAL_CARE,
    AgencyType.EMERGENCY_ACCOMMODATION,
    AgencyType.SEXUAL_HEALTH,
    AgencyType.IDVA_MARAC,
    AgencyType.BENEFITS_ADVICE,
)
FRESH, STALE = date(2026, 11, 20), date(2026, 1, 1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AREAS = (
    (AreaKind.PLACE, "Brent"),
    (AreaKind.PLACE, "Brent"),
    (AreaKind.PLACE, "Camden"),
    (AreaKind.PLACE, "Leeds"),
    (AreaKind.LONDON, "London"),
    (AreaKind.NATIONAL, "National"),
)
_GROUPS = (None, None, None, None, "women", "lgbt-people", "under-19", "students")


def add(app: Flask, count: int, seed: int) -> None:
    """Save so many, index and all."""
    random = Random(seed)
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        listings = [_listing(random) for _ in range(count)]
        db.session.add_all(listings)
        db.session.flush()
        for listing in listings:
            if random.random() < 0.1:
                db.session.add(ServiceCapacity(service_id=listing.id, available=0))
        indexer.refresh(db.session(), [listing.id for listing in listings])
        db.session.commit()


def _listing(random: Random) -> Service:
    channel = random.choice([ReferralChannel.PHONE, ReferralChannel.PHONE, ReferralChannel.WEB_FORM, None])
    phones = [_phone(random) for _ in range(random.choice((0, 1, 1, 1, 2)))]
    rows = [_row(random) for _ in range(random.choice((0, 0, 1, 1, 2)))]
    confirmed = random.choice((None, FRESH, FRESH, STALE))
    own = [_row(random, phone_id=phone.id) for phone in phones if random.random() < 0.25]
    listing = factories.service(
        at=factories.site() if random.random() < 0.3 else None,
        agency_types=random.sample(KINDS, random.choice((1, 1, 2))),
        areas=[ServiceArea(kind=kind, name=name) for kind, name in {random.choice(_AREAS) for _ in range(2)}],
        phones=phones,
        schedules=[*rows, *own],
        schedule_exceptions=_exceptions(random),
        publication=random.choice([Publication.PUBLISHED] * 9 + [Publication.DRAFT]),
        status=random.choice([ServiceStatus.ACTIVE] * 9 + [ServiceStatus.TEMPORARILY_CLOSED]),
        referral_channel=channel,
        url="https://example.org/form" if channel is ReferralChannel.WEB_FORM else None,
        takes_professionals=random.random() < 0.85,
        minimum_age=random.choice((None, None, None, 16)),
        maximum_age=random.choice((None, None, None, 17)),
        assured_on=confirmed,
        assured_by="its own people" if confirmed else None,
    )
    if group := random.choice(_GROUPS):
        listing.terms.append(factories.term(TaxonomyName.FOR_WHOM, group))
    return listing


def _phone(random: Random) -> Phone:
    described = (None, None, None, "office hours", "out of hours", "day and night, 24 hours")
    kind = random.choice((PhoneType.VOICE, PhoneType.VOICE, PhoneType.VOICE, PhoneType.SMS))
    return factories.phone(id=uuid4(), description=random.choice(described), type=kind)


def _row(random: Random, **given: Any) -> Schedule:
    draw = random.random()
    if draw < 0.15:
        opens = closes = time(0)
        days = list(_DAYS)
    else:
        opens, closes = (time(random.randrange(24), random.choice((0, 0, 30))) for _ in range(2))
        days = random.sample(_DAYS, random.randint(1, 7))
    given["kind"] = random.choice((ScheduleKind.OPENING, ScheduleKind.OPENING, ScheduleKind.INTAKE))
    given["bank_holidays"] = random.choice(list(BankHolidays))
    if draw > 0.9:
        given |= {"interval": 2, "dtstart": date(2026, 9, 7)}
    elif draw > 0.8:
        given["valid_to"] = date(2026, 11, random.randint(20, 30))
    return factories.hours(f"{opens:%H:%M}", f"{closes:%H:%M}", ",".join(days), **given)


def _exceptions(random: Random) -> list[ScheduleException]:
    if random.random() < 0.7:
        return []
    on = date(2026, 11, 24) + timedelta(days=random.randrange(7))
    hours = {"opens_at": time(2), "closes_at": time(4)} if random.random() < 0.5 else {}
    return [ScheduleException(on=on, **hours)]
