"""What people may do to the directory without an account."""

from pathway.core.clock import london_today
from pathway.directory.models import ListingReport, Service
from pathway.directory.vocabulary import Problem
from pathway.extensions import db


def report(service: Service, problem: Problem) -> ListingReport:
    """Note that something is wrong with a listing: which, what, and on which day in London. Nothing about anyone."""
    noted = ListingReport(service_id=service.id, problem=problem, on=london_today())
    db.session.add(noted)
    return noted
