"""The words that made-up listings and made-up searches are drawn from."""

from random import Random

from pathway.directory.vocabulary import AgencyType

KINDS: dict[AgencyType, tuple[str, ...]] = {
    AgencyType.SEXUAL_HEALTH: ("sexual health clinic", "contraception and testing"),
    AgencyType.SUBSTANCE_MISUSE: ("drug and alcohol service", "recovery hub", "needle exchange"),
    AgencyType.MENTAL_HEALTH: ("counselling", "talking therapies", "mental health team"),
    AgencyType.MENTAL_HEALTH_CRISIS: ("crisis line", "crisis house"),
    AgencyType.HOUSING_ADVICE: ("housing advice", "homelessness team", "hostel"),
    AgencyType.BENEFITS_ADVICE: ("benefits advice", "debt and money advice"),
    AgencyType.LEGAL_ADVICE: ("law centre", "immigration advice"),
    AgencyType.PRACTICAL_SUPPORT: ("food bank", "drop-in", "day centre", "showers and laundry"),
    AgencyType.SEXUAL_VIOLENCE_SUPPORT: ("rape crisis centre", "independent advocates"),
    AgencyType.SARC: ("sexual assault referral centre",),
    AgencyType.DOMESTIC_ABUSE_SERVICE: ("refuge", "domestic abuse outreach", "safety planning"),
    AgencyType.IDVA_MARAC: ("advocacy at court",),
    AgencyType.EXIT_SUPPORT_SERVICE: ("outreach and exit support", "mentoring"),
    AgencyType.VAWG_SERVICE: ("violence against women hub",),
    AgencyType.EMERGENCY_ACCOMMODATION: ("emergency beds", "night shelter"),
    AgencyType.MODERN_SLAVERY_HELPLINE: ("modern slavery line",),
    AgencyType.CHILDRENS_SOCIAL_CARE: ("children's services",),
    AgencyType.ADULT_SAFEGUARDING: ("adult safeguarding team",),
    AgencyType.THIRD_PARTY_REPORTING: ("reporting centre",),
}
"""What a made-up service of each agency type calls itself."""

TYPED = (
    "rehab", "bed tonight", "hostel", "da", "domestic abuse", "food", "shower", "counselling", "clinic", "std test",
    "rape", "refuge", "methadone", "alcohol", "debt", "benefits", "immigration", "solicitor", "depressed", "mentor",
    "outreach", "drop in", "helpline", "trafficked", "housing officer", "night shelter", "court", "law centre",
    "crisis", "contraception", "laundry", "advocate", "recovery", "needle exchange", "money advice", "homeless",
    "polish", "romanian", "interpreter", "wheelchair", "evening", "peer", "group", "council", "nhs", "charity",
    "counsling", "hosing", "domestc", "alchohol",
)  # fmt: skip
"""What people type: field words, words of the listings, and slips of the finger."""

_ADJECTIVES = """amber alder aspen beacon birch bridge brook cedar clover coral dawn elder ember fern garden harbour
hazel heather juniper lantern larch laurel linden maple meadow mulberry olive orchard poplar rowan saffron sorrel
thistle willow wren""".split()
_NOUNS = "project centre house network partnership rooms trust collective hub line service team".split()
_PARTS = [consonant + vowel for consonant in "bdfghklmnprstvw" for vowel in "aeio"]


def rare_words(random: Random, count: int) -> list[str]:
    """Make up words of two to four syllables that no listing of ours has, the commonest first."""
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(random.choice(_PARTS) for _ in range(random.randint(2, 4))) + random.choice("nrstlm")] = None
    return list(words)


def organization(random: Random) -> str:
    """Make up a name for an organisation, one of about 15,000."""
    return f"{random.choice(_ADJECTIVES).title()} {random.choice(_ADJECTIVES)} {random.choice(_NOUNS)}"
