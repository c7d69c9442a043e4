"""The directory's tables, in Open Referral (HSDS) nouns."""

from pathway.directory.models.fallback import Fallback
from pathway.directory.models.location import Address, Location, ServiceAtLocation
from pathway.directory.models.phone import Contact, Phone
from pathway.directory.models.schedule import HoursOfOneDate, RepeatingHours, Schedule, ScheduleException
from pathway.directory.models.search_index import HoursPattern, IndexVersion, SearchEntry, SearchPlace
from pathway.directory.models.service import (
    ContactChange,
    FormerIdentifier,
    Language,
    ListingEnd,
    ListingReport,
    Service,
    ServiceArea,
    ServiceCapacity,
    Source,
)
from pathway.directory.models.taxonomy import ServiceTerm, Taxonomy, TaxonomyTerm
from pathway.directory.models.version import ListingVersion

__all__ = [
    "Address",
    "Contact",
    "ContactChange",
    "Fallback",
    "FormerIdentifier",
    "HoursOfOneDate",
    "HoursPattern",
    "IndexVersion",
    "Language",
    "ListingEnd",
    "ListingReport",
    "ListingVersion",
    "Location",
    "Phone",
    "RepeatingHours",
    "Schedule",
    "ScheduleException",
    "SearchEntry",
    "SearchPlace",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "ServiceTerm",
    "Source",
    "Taxonomy",
    "TaxonomyTerm",
]
