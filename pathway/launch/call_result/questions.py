"""What to ask on the phone, in order, each with what the listing says today and where to change it."""

from dataclasses import dataclass
from datetime import date

from pathway.core.formats import long_date
from pathway.directory.hours.phone_hours import PhoneHours, answers_at_any_hour, hours_of
from pathway.directory.hours.stored import timetable_of
from pathway.directory.hours.week_line import week_line
from pathway.directory.models import Service
from pathway.directory.search.cards import for_whom, how_to_refer
from pathway.directory.vocabulary import LocationKind, TaxonomyName

NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Question:
    """A question, what is known today, and the section of the listing that keeps the answer."""

    words: str
    known: str
    section: str


def questions_for(service: Service, today: date) -> tuple[Question, ...]:
    """Return the questions about a listing, in the order in which they are asked."""
    return (
        Question("Is the address secret?", _secrecy(service), "places"),
        Question("Is there a number for the night?", _night(service), "numbers"),
        Question("When is the phone answered?", _hours(service, today), "hours"),
        Question("Who may refer: you, or she herself?", how_to_refer(service), "refer"),
        Question("Whom is it for?", for_whom(service), "who"),
        Question(
            "Whom do you refuse: using, still selling, without papers, with children, trans?", _refused(service), "who"
        ),
        Question("What happens next?", service.what_happens_next or NOT_KNOWN, "refer"),
        Question("How soon?", service.response_time or NOT_KNOWN, "refer"),
        Question("Whom do you tell about her?", service.referral_note or NOT_KNOWN, "refer"),
        Question("Is there an interpreter?", _interpreters(service), "about"),
        Question("Until when is it funded?", _funded(service), "about"),
    )


def _secrecy(service: Service) -> str:
    kinds = {place.location.kind for place in service.at_locations}
    if LocationKind.CONFIDENTIAL in kinds:
        return "Yes, and it is not held here"
    if LocationKind.SITE in kinds:
        return "No: this listing shows an address. If it is secret, change that first"
    return "No address is shown"


def _night(service: Service) -> str:
    of_the_night = [phone.number for phone in service.phones if hours_of(phone, service)[0] is PhoneHours.OUT_OF_HOURS]
    if of_the_night:
        return ", ".join(of_the_night)
    if answers_at_any_hour(service) or timetable_of(service).never_closes:
        return "The same number, at any hour"
    return "None is listed"


def _hours(service: Service, today: date) -> str:
    return week_line(timetable_of(service), today) or service.hours_description or NOT_KNOWN


def _refused(service: Service) -> str:
    refused = [term.name for term in service.terms if term.taxonomy.name is TaxonomyName.EXCLUSION]
    return ", ".join(refused) or NOT_KNOWN


def _funded(service: Service) -> str:
    return long_date(service.funded_until) if service.funded_until else NOT_KNOWN


def _interpreters(service: Service) -> str:
    languages = ", ".join(language.name for language in service.languages)
    return "; ".join(words for words in (service.interpretation_services, languages) if words) or NOT_KNOWN
