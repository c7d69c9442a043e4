"""The least that a listing has to say before the public sees it."""

from collections.abc import Iterator

from pathway.directory.any_listing import Listed
from pathway.directory.search.cards import agency_types, area_words
from pathway.directory.vocabulary import TaxonomyName


def missing_from(service: Listed) -> tuple[str, ...]:
    """Return what a listing lacks, each in words that end the sentence "It has no ..."; () where nothing is missing."""
    return tuple(_missing(service))


def _missing(service: Listed) -> Iterator[str]:
    if not (service.phones or (service.referral_channel and (service.url or service.email))):
        yield "number and no other way to refer"
    if not (service.takes_professionals or service.takes_self):
        yield "word on who may refer: a worker, or she herself"
    if not service.description.strip():
        yield "description"
    if not (agency_types(service) or _is_for_somebody(service)):
        yield "kind of agency, and no word on whom it is for"
    if not area_words(service):
        yield "area that it works in"


def _is_for_somebody(service: Listed) -> bool:
    lists = {TaxonomyName.NEED, TaxonomyName.FOR_WHOM}
    return bool(service.eligibility_description) or any(term.taxonomy.name in lists for term in service.terms)
