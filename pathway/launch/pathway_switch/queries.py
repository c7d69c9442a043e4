"""Whether the 72-hour pathway runs, what it needs, who turned it on and off, and what waits to be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from pathway.accounts.models import User
from pathway.core.clock import LONDON
from pathway.directory.models import Fallback, Phone, Service, ServiceTerm, Taxonomy, TaxonomyTerm
from pathway.directory.vocabulary import AgencyType, Publication, ServiceStatus, TaxonomyName
from pathway.episodes.queries import services_now
from pathway.extensions import db
from pathway.launch.pathway_switch.requirements import DeskListing, Requirement, requirements
from pathway.leads import queries as leads
from pathway.referral import queries as referral
from pathway.referral.models import PathwaySwitch

KIND = AgencyType.PATHWAY_COORDINATOR


@dataclass(frozen=True)
class Turn:
    """That it was turned on, or off."""

    is_running: bool
    at: datetime
    asked_by: str
    approved_by: str
    why: str | None


def all_requirements(now: datetime) -> list[Requirement]:
    """Return everything that the pathway needs, met or not."""
    return requirements(
        leads.roles_with_duties(),
        desk_listings(),
        db.session.scalars(select(Fallback.text).where(Fallback.agency_type == KIND).order_by(Fallback.text)).all(),
        {sign_off.role for sign_off in referral.sign_offs()},
        now.astimezone(LONDON).date(),
    )


def missing(now: datetime) -> list[Requirement]:
    """Return what the pathway needs and has not."""
    return [requirement for requirement in all_requirements(now) if not requirement.is_met]


def desk_listings() -> list[DeskListing]:
    """Return the published services of the duty desk's kind, each with how a referral would go there."""
    numbers = select(func.count(Phone.id)).where(Phone.service_id == Service.id).scalar_subquery()
    query = (
        select(Service.id, Service.name, Service.referral_channel, numbers.label("numbers"))
        .join(ServiceTerm, ServiceTerm.service_id == Service.id)
        .join(TaxonomyTerm, TaxonomyTerm.id == ServiceTerm.term_id)
        .join(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
        .where(
            Taxonomy.name == TaxonomyName.AGENCY_TYPE,
            TaxonomyTerm.code == KIND,
            Service.status == ServiceStatus.ACTIVE,
            Service.publication == Publication.PUBLISHED,
        )
        .order_by(Service.name, Service.id)
    )
    rows = db.session.execute(query).all()
    now = services_now([row.id for row in rows])
    return [
        DeskListing(
            row.id, row.name, row.referral_channel, now[row.id].way if row.id in now else None, bool(row.numbers)
        )
        for row in rows
    ]


def history() -> Sequence[Turn]:
    """Return how often it was turned on and off, the latest first."""
    asked_by, approved_by = aliased(User), aliased(User)
    query = (
        select(PathwaySwitch, asked_by.name, approved_by.name)
        .join(asked_by, asked_by.id == PathwaySwitch.asked_by)
        .join(approved_by, approved_by.id == PathwaySwitch.approved_by)
        .order_by(PathwaySwitch.number.desc())
    )
    return [
        Turn(row.is_running, row.at, first, second, row.why) for row, first, second in db.session.execute(query).all()
    ]
