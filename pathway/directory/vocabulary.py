"""The words shared by the directory's tables, its rules and its pages.

Slugs are stored in tables and addresses, so they never change; labels are for pages. Nouns are those of Open Referral
(HSDS); agency types are the ones in the routing rules.
"""

from enum import StrEnum


class Need(StrEnum):
    """The help a woman wants. The first ten are asked in a referral; the others are for the search only."""

    SEXUAL_HEALTH = "sexual_health"
    SUBSTANCE_MISUSE = "substance_misuse"
    MENTAL_HEALTH = "mental_health"
    HOUSING = "housing"
    BENEFITS_MONEY = "benefits_money"
    LEGAL_ADVICE = "legal_advice"
    PRACTICAL = "practical"
    TALK_AFTER_VIOLENCE = "talk_after_violence"
    REPORT_BAD_INCIDENT = "report_bad_incident"
    EXIT_SUPPORT = "exit_support"
    SOMEWHERE_TONIGHT = "somewhere_tonight"
    DOMESTIC_ABUSE = "domestic_abuse"
    SEXUAL_ASSAULT = "sexual_assault"
    FORCED_OR_CONTROLLED = "forced_or_controlled"
    SAFETY = "safety"
    CRISIS = "crisis"
    A_CHILD = "a_child"
    ADULT_SAFEGUARDING = "adult_safeguarding"
    URGENT_HEALTH = "urgent_health"


class AgencyType(StrEnum):
    """The kind of agency a rule refers to."""

    POLICE_999 = "police_999"
    AMBULANCE_999 = "ambulance_999"
    URGENT_CARE = "urgent_care"
    MENTAL_HEALTH_CRISIS = "mental_health_crisis"
    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    CHILD_TRAFFICKING_ADVICE = "child_trafficking_advice"
    ADULT_SAFEGUARDING = "adult_safeguarding"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    NRM_FIRST_RESPONDER = "nrm_first_responder"
    MODERN_SLAVERY_HELPLINE = "modern_slavery_helpline"
    PATHWAY_COORDINATOR = "pathway_coordinator"
    EMERGENCY_ACCOMMODATION = "emergency_accommodation"
    SEXUAL_HEALTH = "sexual_health"
    SARC = "sarc"
    SEXUAL_VIOLENCE_SUPPORT = "sexual_violence_support"
    SUBSTANCE_MISUSE = "substance_misuse"
    MENTAL_HEALTH = "mental_health"
    BENEFITS_ADVICE = "benefits_advice"
    HOUSING_ADVICE = "housing_advice"
    LEGAL_ADVICE = "legal_advice"
    PRACTICAL_SUPPORT = "practical_support"
    THIRD_PARTY_REPORTING = "third_party_reporting"
    VAWG_SERVICE = "vawg_service"
    DOMESTIC_ABUSE_SERVICE = "domestic_abuse_service"
    IDVA_MARAC = "idva_marac"
    EXIT_SUPPORT_SERVICE = "exit_support_service"
    LOCAL_EQUIVALENT = "local_equivalent"


LISTED_KINDS = tuple(kind for kind in AgencyType if kind is not AgencyType.SAFEGUARDING_LEAD)
"""The kinds that need a listing. A safeguarding lead is always the worker's own."""

KINDS_BY_999 = frozenset({AgencyType.POLICE_999, AgencyType.AMBULANCE_999})
"""Kinds that 999 answers for, at any hour: no service is chosen of them."""

NEED_LABELS: dict[Need, str] = {
    Need.URGENT_HEALTH: "Hurt, ill or overdosed now",
    Need.SOMEWHERE_TONIGHT: "Somewhere to sleep tonight",
    Need.DOMESTIC_ABUSE: "Hurt or afraid: partner or family",
    Need.SEXUAL_ASSAULT: "Raped or sexually assaulted",
    Need.FORCED_OR_CONTROLLED: "Forced or controlled by someone",
    Need.CRISIS: "In a mental health crisis",
    Need.SAFETY: "Afraid of violence from anyone",
    Need.SEXUAL_HEALTH: "Sexual health",
    Need.SUBSTANCE_MISUSE: "Drugs or alcohol",
    Need.MENTAL_HEALTH: "Mental health",
    Need.HOUSING: "Housing advice",
    Need.BENEFITS_MONEY: "Benefits or money",
    Need.LEGAL_ADVICE: "Legal or immigration advice",
    Need.PRACTICAL: "Food, a shower, a warm place",
    Need.TALK_AFTER_VIOLENCE: "Someone to talk to after violence",
    Need.REPORT_BAD_INCIDENT: "Reporting a bad incident",
    Need.EXIT_SUPPORT: "Leaving, if and when she wants",
    Need.A_CHILD: "Worried about a child",
    Need.ADULT_SAFEGUARDING: "Adult safeguarding",
}
"""In the order of a page: what cannot wait comes first."""

NEED_AGENCIES: dict[Need, frozenset[AgencyType]] = {
    Need.SEXUAL_HEALTH: frozenset({AgencyType.SEXUAL_HEALTH}),
    Need.SUBSTANCE_MISUSE: frozenset({AgencyType.SUBSTANCE_MISUSE}),
    Need.MENTAL_HEALTH: frozenset({AgencyType.MENTAL_HEALTH}),
    Need.HOUSING: frozenset({AgencyType.HOUSING_ADVICE}),
    Need.BENEFITS_MONEY: frozenset({AgencyType.BENEFITS_ADVICE}),
    Need.LEGAL_ADVICE: frozenset({AgencyType.LEGAL_ADVICE}),
    Need.PRACTICAL: frozenset({AgencyType.PRACTICAL_SUPPORT}),
    Need.TALK_AFTER_VIOLENCE: frozenset({AgencyType.SEXUAL_VIOLENCE_SUPPORT}),
    Need.REPORT_BAD_INCIDENT: frozenset({AgencyType.THIRD_PARTY_REPORTING}),
    Need.EXIT_SUPPORT: frozenset({AgencyType.EXIT_SUPPORT_SERVICE}),
    Need.SOMEWHERE_TONIGHT: frozenset({AgencyType.EMERGENCY_ACCOMMODATION}),
    Need.DOMESTIC_ABUSE: frozenset({AgencyType.DOMESTIC_ABUSE_SERVICE, AgencyType.IDVA_MARAC}),
    Need.SEXUAL_ASSAULT: frozenset({AgencyType.SARC, AgencyType.SEXUAL_VIOLENCE_SUPPORT}),
    Need.FORCED_OR_CONTROLLED: frozenset(
        {
            AgencyType.MODERN_SLAVERY_HELPLINE,
            AgencyType.NRM_FIRST_RESPONDER,
            AgencyType.CHILD_TRAFFICKING_ADVICE,
        }
    ),
    Need.SAFETY: frozenset({AgencyType.VAWG_SERVICE}),
    Need.CRISIS: frozenset({AgencyType.MENTAL_HEALTH_CRISIS}),
    Need.A_CHILD: frozenset({AgencyType.CHILDRENS_SOCIAL_CARE}),
    Need.ADULT_SAFEGUARDING: frozenset({AgencyType.ADULT_SAFEGUARDING}),
    Need.URGENT_HEALTH: frozenset({AgencyType.URGENT_CARE}),
}
"""A listing meets a need when one of these is among its agency types."""

AGENCY_LABELS: dict[AgencyType, str] = {
    AgencyType.POLICE_999: "Police, 999",
    AgencyType.AMBULANCE_999: "Ambulance, 999",
    AgencyType.URGENT_CARE: "A&E, urgent treatment or 111",
    AgencyType.MENTAL_HEALTH_CRISIS: "Mental health crisis",
    AgencyType.CHILDRENS_SOCIAL_CARE: "Children's services",
    AgencyType.CHILD_TRAFFICKING_ADVICE: "Advice on a child who may be trafficked",
    AgencyType.ADULT_SAFEGUARDING: "Adult safeguarding",
    AgencyType.SAFEGUARDING_LEAD: "Your own safeguarding lead",
    AgencyType.NRM_FIRST_RESPONDER: "First responder, National Referral Mechanism",
    AgencyType.MODERN_SLAVERY_HELPLINE: "Modern slavery helpline",
    AgencyType.PATHWAY_COORDINATOR: "72-hour pathway duty desk",
    AgencyType.EMERGENCY_ACCOMMODATION: "Emergency accommodation",
    AgencyType.SEXUAL_HEALTH: "Sexual health",
    AgencyType.SARC: "Sexual assault referral centre (SARC)",
    AgencyType.SEXUAL_VIOLENCE_SUPPORT: "Support after sexual violence",
    AgencyType.SUBSTANCE_MISUSE: "Drugs and alcohol",
    AgencyType.MENTAL_HEALTH: "Mental health",
    AgencyType.BENEFITS_ADVICE: "Benefits and money advice",
    AgencyType.HOUSING_ADVICE: "Housing advice",
    AgencyType.LEGAL_ADVICE: "Legal and immigration advice",
    AgencyType.PRACTICAL_SUPPORT: "Food and practical help",
    AgencyType.THIRD_PARTY_REPORTING: "Reporting without going to the police",
    AgencyType.VAWG_SERVICE: "Violence against women and girls",
    AgencyType.DOMESTIC_ABUSE_SERVICE: "Domestic abuse",
    AgencyType.IDVA_MARAC: "Independent advocate (IDVA) or MARAC",
    AgencyType.EXIT_SUPPORT_SERVICE: "Help to leave, if and when she wants",
    AgencyType.LOCAL_EQUIVALENT: "Specialist service in another area",
}


class TaxonomyName(StrEnum):
    """The lists of terms that a service may have."""

    NEED = "need"
    AGENCY_TYPE = "agency_type"
    FOR_WHOM = "for_whom"
    EXCLUSION = "exclusion"
    TOPIC = "topic"


class LocationKind(StrEnum):
    """How much of a service's place is public."""

    SITE = "site"
    AREA = "area"
    PHONE_OR_ONLINE = "phone_or_online"
    CONFIDENTIAL = "confidential"


class Coverage(StrEnum):
    """The `area` facet of the search."""

    BRENT = "brent"
    LONDON = "london"
    NATIONAL = "national"
    ELSEWHERE = "elsewhere"


COVERAGE_LABELS: dict[Coverage, str] = {
    Coverage.BRENT: "Brent",
    Coverage.LONDON: "London",
    Coverage.NATIONAL: "National",
    Coverage.ELSEWHERE: "Elsewhere in England",
}


class Nation(StrEnum):
    """The nation of a place, which decides which national lines serve it."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    ISLANDS = "islands"


NATION_LABELS: dict[Nation, str] = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
    Nation.ISLANDS: "the Channel Islands or the Isle of Man",
}


class Nations(StrEnum):
    """The nations that a national service serves, by its own words."""

    UK = "uk"
    ENGLAND_WALES = "england_wales"
    ENGLAND = "england"


NATIONS_SERVED: dict[Nations, frozenset[Nation]] = {
    Nations.UK: frozenset({Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND}),
    Nations.ENGLAND_WALES: frozenset({Nation.ENGLAND, Nation.WALES}),
    Nations.ENGLAND: frozenset({Nation.ENGLAND}),
}

NATIONS_LABELS: dict[Nations, str] = {
    Nations.UK: "The whole United Kingdom",
    Nations.ENGLAND_WALES: "England and Wales only",
    Nations.ENGLAND: "England only",
}


class AreaKind(StrEnum):
    """How wide a service area is."""

    NATIONAL = "national"
    LONDON = "london"
    PLACE = "place"


class ServiceStatus(StrEnum):
    """Whether the service runs (HSDS `status`, with temporary closure set apart)."""

    ACTIVE = "active"
    TEMPORARILY_CLOSED = "temporarily_closed"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"


class Publication(StrEnum):
    """Whether the public sees the listing. A draft is for staff until somebody has rung the service."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Approach(StrEnum):
    """How a service describes its stance; shown neutrally, never ranked."""

    EXIT_FOCUSED = "exit-focused"
    HARM_REDUCTION = "harm-reduction"
    RIGHTS_LED = "rights-led"


APPROACH_LABELS: dict[Approach, str] = {
    Approach.EXIT_FOCUSED: "Supports leaving",
    Approach.HARM_REDUCTION: "Supports staying safe, whether or not she leaves",
    Approach.RIGHTS_LED: "Led by people who sell sex, on rights",
}


class ReferralChannel(StrEnum):
    """How a service takes referrals."""

    INBOX = "inbox"
    EMAIL_LINK = "email_link"
    PHONE = "phone"
    WEB_FORM = "web_form"
    SELF_ONLY = "self_only"


THROUGH_PATHWAY = (ReferralChannel.INBOX, ReferralChannel.EMAIL_LINK)
"""Ways that need somebody at the service who answers here."""


class Take(StrEnum):
    """Who may make the contact: a worker, or the woman herself."""

    PROFESSIONAL = "professional"
    SELF = "self"


class PhoneType(StrEnum):
    """HSDS phone types in use here."""

    VOICE = "voice"
    SMS = "sms"
    TEXTPHONE = "textphone"


class ScheduleKind(StrEnum):
    """A building that is open is not a desk that takes referrals."""

    OPENING = "opening"
    INTAKE = "intake"


class BankHolidays(StrEnum):
    """Whether a weekly window applies on a bank holiday in England."""

    AS_USUAL = "as_usual"
    CLOSED = "closed"
    ONLY = "only"
    NOT_KNOWN = "not_known"


class Problem(StrEnum):
    """Problems to report about a listing: ticks only, so that nobody can write about a person."""

    NUMBER_WRONG = "number_wrong"
    NOBODY_ANSWERS = "nobody_answers"
    HOURS_WRONG = "hours_wrong"
    ADDRESS_WRONG = "address_wrong"
    CLOSED_DOWN = "closed_down"
    REFERRAL_WRONG = "referral_wrong"
    DESCRIPTION_WRONG = "description_wrong"
    SHOWS_A_SAFE_PLACE = "shows_a_safe_place"
    DID_NOT_WORK = "did_not_work"


LINE_LABELS: dict[AgencyType, str] = {
    AgencyType.DOMESTIC_ABUSE_SERVICE: "hurt or afraid: partner or family",
    AgencyType.SARC: "raped or assaulted: medical care",
    AgencyType.SEXUAL_VIOLENCE_SUPPORT: "rape or assault: to talk",
    AgencyType.MODERN_SLAVERY_HELPLINE: "forced, controlled or held by a debt",
    AgencyType.NRM_FIRST_RESPONDER: "modern slavery: referral and safe house",
    AgencyType.MENTAL_HEALTH_CRISIS: "in crisis, or thoughts of ending her life",
}
"""The lines that answer at any hour, in the order a page shows them, each in a few words."""

PROBLEM_LABELS: dict[Problem, str] = {
    Problem.NUMBER_WRONG: "The phone number is wrong",
    Problem.NOBODY_ANSWERS: "Nobody answers at the times shown",
    Problem.HOURS_WRONG: "The opening hours are wrong",
    Problem.ADDRESS_WRONG: "The address is wrong",
    Problem.CLOSED_DOWN: "The service has closed",
    Problem.REFERRAL_WRONG: "How to refer, or who it is for, is wrong",
    Problem.DESCRIPTION_WRONG: "What it does is described wrongly",
    Problem.SHOWS_A_SAFE_PLACE: "It gives away a place that should not be known",
}
"""The choices of the form; "it did not work" has a button of its own."""


class FallbackArea(StrEnum):
    """Where the woman is, for choosing fallback words."""

    ANY = "any"
    BRENT = "brent"
    OTHER_LONDON = "other_london"
    ELSEWHERE = "elsewhere"


class FallbackAge(StrEnum):
    """The age that fallback words are for."""

    ANY = "any"
    ADULT = "adult"
    CHILD = "child"


class FallbackHours(StrEnum):
    """When fallback words apply. Office hours are Monday to Friday, 9 to 5 in London, except bank holidays."""

    ANY = "any"
    OFFICE = "office"
    OUT = "out"


class EditKind(StrEnum):
    """How a listing came to be as a version has it."""

    AS_FOUND = "as_found"
    IMPORTED = "imported"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    RESTORED = "restored"
    CLOSED = "closed"
    OPENED = "opened"
    HIDDEN = "hidden"
    RUNG = "rung"
    PUBLISHED = "published"
    AGREED = "agreed"
    ENDED = "ended"
    MERGED = "merged"
    FOUND_WRONG = "found_wrong"
    UNANSWERED = "unanswered"


class CallResult(StrEnum):
    """What came of a call to a number of a listing."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_ANSWER = "no_answer"
