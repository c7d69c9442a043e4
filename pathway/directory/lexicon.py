"""What frontline workers type, and what they mean by it.

A phrase leads to needs of the look-up, to other words a listing may use for the same thing, or to both. Phrases are
matched on stems, longest first, before any word is looked up. Abbreviations are those of the field (DA, IDVA, NRM...).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pathway.directory.vocabulary import Need
from pathway.directory.words import stem, tokens

MOST_WORDS = 5
"""The longest phrase below, in words."""


@dataclass(frozen=True)
class Meaning:
    """Needs that a phrase stands for, what it means first of all first, and phrases a listing may use instead."""

    needs: tuple[Need, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()


_PHRASES: tuple[tuple[tuple[Need, ...], str], ...] = (
    (
        (Need.DOMESTIC_ABUSE,),
        """da, dv, domestic abuse, domestic violence, abusive partner, abusive relationship, abusive ex, violent
        partner, violent boyfriend, violent husband, partner hits her, husband hits her, boyfriend hits
        her, beaten by partner, beaten by husband, beaten by boyfriend, coercive control, idva, idvas,
        marac, dash, honour based abuse, forced marriage, hbv, hba, women's refuge, womens refuge,
        refuge space, fleeing abuse, fleeing violence""",
    ),
    (
        (Need.DOMESTIC_ABUSE, Need.SAFETY),
        """beaten up, beaten, beat up, battered, hit, punched, attacked, violence, violent, hurt, black eye,
        threatened, threats, stalked, stalking, stalker, strangled, afraid, scared, frightened, fears
        for her life, vawg, not safe, unsafe, injured by""",
    ),
    (
        (Need.SEXUAL_ASSAULT,),
        """rape, raped, sexual assault, sexually assaulted, assaulted, sa, sarc, isva, isvas, forensic, forensics,
        sexual violence, gang rape, drugged and raped, spiked, sexual abuse""",
    ),
    (
        (Need.FORCED_OR_CONTROLLED,),
        """trafficked, trafficking, traffickers, human trafficking, modern slavery, slavery, msvcc, exploited,
        exploitation, sexual exploitation, pimp, pimps, pimped, forced to work, forced to sell sex,
        forced, made to work, made to sell sex, debt bondage, owes money to, controlled, boyfriend takes
        her money, takes her money, holding her passport, took her passport, grooming gang, cuckooed,
        cuckooing, nrm, first responder, safe house""",
    ),
    (
        (Need.SOMEWHERE_TONIGHT, Need.HOUSING),
        """somewhere to sleep, somewhere to stay, somewhere safe tonight, nowhere to sleep, nowhere to go, nowhere
        to stay, place to stay, place to sleep, bed for the night, bed tonight, a bed, bed, emergency
        accommodation, emergency housing, temporary accommodation, hostel, hostels, night shelter,
        shelter for the night, refuge, homeless tonight, sleeping rough, sleeps rough, rough sleeping,
        rough sleeper, rough sleepers, sleeping outside, street homeless, kicked out, thrown out, sofa
        surfing, hotel, accommodation""",
    ),
    (
        (Need.HOUSING, Need.SOMEWHERE_TONIGHT),
        """homeless, homelessness, eviction, evicted, housing, housing options, council housing, tenancy, landlord,
        flat""",
    ),
    (
        (Need.SUBSTANCE_MISUSE,),
        """rehab, detox, drugs, drug, addiction, addict, addicted, substance misuse, substance use, substance
        abuse, heroin, crack, cocaine, methadone, script, needle exchange, needles, injecting, alcohol,
        alcoholic, drinking, drunk, recovery, withdrawal, rattling, meth, chems, chemsex, naloxone""",
    ),
    (
        (Need.SEXUAL_HEALTH,),
        """sexual health, sexual health clinic, sti, stis, std, stds, sti test, hiv, hiv test, pep, prep, gum, gum
        clinic, contraception, condoms, condom, coil, implant, morning after pill, emergency
        contraception, smear, pregnancy test, clap clinic, clap, syphilis, chlamydia, gonorrhoea, burst
        condom, clinic""",
    ),
    (
        (Need.CRISIS, Need.MENTAL_HEALTH),
        """suicidal, suicide, wants to die, kill herself, end her life, ending her life, self harm, self harming,
        self-harm, cutting herself, mental health crisis, crisis line, crisis, breakdown, psychosis,
        psychotic, hearing voices, sectioned""",
    ),
    (
        (Need.MENTAL_HEALTH,),
        """mental health, counselling, counsellor, counseling, therapy, therapist, depression, depressed, panic,
        panic attack, anxiety, anxious, ptsd, trauma, psychologist, panic attacks""",
    ),
    (
        (Need.TALK_AFTER_VIOLENCE, Need.CRISIS),
        """someone to talk to, somebody to talk to, talk to someone, talk to somebody, wants to talk, need to talk,
        listening""",
    ),
    (
        (Need.BENEFITS_MONEY,),
        """benefits, benefit, universal credit, uc, pip, esa, money, debt, debts, skint, no money, arrears,
        bailiffs, financial help, welfare benefits, dwp, job centre, jobcentre""",
    ),
    (
        (Need.LEGAL_ADVICE,),
        """lawyer, solicitor, solicitors, legal, legal advice, legal aid, immigration, immigration advice, visa,
        asylum, asylum seeker, undocumented, home office, nrpf, no recourse, no recourse to public
        funds, rights, deportation, settled status, criminal record, caution, court""",
    ),
    (
        (Need.PRACTICAL,),
        """food, food bank, foodbank, hungry, meal, meals, hot meal, shower, showers, wash, laundry, clothes,
        clothing, toiletries, warm place, drop in, drop-in, dropin, day centre, phone credit, period
        products, sanitary products""",
    ),
    (
        (Need.EXIT_SUPPORT,),
        """exit, exiting, exit support, leaving prostitution, exiting prostitution, exiting sex work, leave sex
        work, leaving sex work, leaving the industry, get out of it, wants out, stop working, stop
        selling sex, way out, leaving, casework, key worker, support worker""",
    ),
    (
        (Need.REPORT_BAD_INCIDENT,),
        """report, reporting, report a crime, bad date, dodgy punter, bad client, ugly mugs, num, bad incident,
        anonymous report, report anonymously, third party reporting, robbed, warn others""",
    ),
    (
        (Need.A_CHILD,),
        """child, children, kids, kid, baby, minor, underage, under age, under 18, teenager, teenage girl,
        schoolgirl, pupil, young person, cse, cce, child sexual exploitation, child protection,
        childrens services, children's services, children's social care, county lines, grooming,
        groomed, teen, teens, teenage, girl, girls, boy, school, 12 year old, 13 year old, 14 yr old, 15
        yr old, 16 yr old, 17 yr old, 14yo, 15yo, 16yo, 17yo, social services child, lado, school girl,
        14 year old, 15 year old, 16 year old, 17 year old, daughter""",
    ),
    (
        (Need.ADULT_SAFEGUARDING,),
        """adult safeguarding, safeguarding adults, safeguarding adult, vulnerable adult, adult at risk, care act,
        adult social care, learning disability, lacks capacity, mental capacity, self neglect""",
    ),
    (
        (Need.ADULT_SAFEGUARDING, Need.A_CHILD),
        """safeguarding, safeguarding concern, safeguarding referral, social services""",
    ),
)

_OTHER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sex worker, sex workers, sex work, sexworker, working girl, working girls, selling sex, sells sex, sell sex, "
        "street sex worker, on street worker, prostitution, exchanging sex, escort, escorts, escorting": (
            "sell sex",
            "selling sex",
            "sex work",
            "sex workers",
            "prostitution",
            "women on the street",
        ),
        "ae, accident and emergency, emergency department, casualty": ("a&e", "emergency department"),
        "overdose, overdosed, unconscious, collapsed, bleeding, injured, injury, stabbed, knife, seizure, fitting": (
            "a&e",
            "emergency",
            "urgent treatment",
        ),
        "hospital": ("hospital", "a&e"),
        "walk in, walk-in, walkin": ("walk-in", "drop-in"),
        "gp, doctor, nurse": ("nurse", "clinicians", "urgent treatment", "medical"),
        "trans, transgender, trans woman": ("trans", "lgbt"),
        "lesbian, gay, bisexual, queer, lgbtq, lgbt": ("lgbt",),
        "bme, bame, bamer, minoritised, asian, black": ("minoritised", "by-and-for", "asian"),
        "south american, brazilian, colombian, latina": ("latin american",),
        "night, tonight, out of hours, ooh, at night, late night": ("24 hours", "night", "24-hour"),
        "247, 24 hour, 24 hours, 24hr, 24hrs, any time, round the clock": ("24 hours", "24-hour", "any hour"),
        "outreach, outreach team, street outreach": ("outreach",),
        "text, texting, cannot speak, can't talk": ("text",),
        "interpreter, interpreting, translation, language": ("interpreters", "languages"),
        "police, cops, met": ("police",),
        "council, local authority, town hall": ("council",),
        "student, students, uni, university": ("students",),
        "domestic worker, au pair, nanny": ("domestic workers",),
    }
)


CHILD_WORDS = (("child",), ("children",), ("under", "19"))


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in tokens(phrase))


def _build() -> Mapping[tuple[str, ...], Meaning]:
    book: dict[tuple[str, ...], Meaning] = {}
    for needs, phrases in _PHRASES:
        for phrase in phrases.split(","):
            key = _key(phrase)
            already = book.get(key, Meaning())
            # "Girl" stands in many a listing for women: a child's words look for what is said of children.
            runs = CHILD_WORDS if needs == (Need.A_CHILD,) else (tuple(tokens(phrase)),)
            book[key] = Meaning(tuple(dict.fromkeys((*already.needs, *needs))), runs)
    for phrases, others in _OTHER_WORDS.items():
        for phrase in phrases.split(","):
            words = dict.fromkeys([tuple(tokens(phrase)), *(tuple(tokens(other)) for other in others)])
            already = book.get(_key(phrase), Meaning())
            book[_key(phrase)] = Meaning(already.needs, (*already.words, *words))
    return MappingProxyType(book)


EMERGENCY = frozenset(
    stem(word)
    for word in """overdose overdosed overdosing unconscious unresponsive collapsed bleeding injured injury stabbed
    stabbing stab knife gun fit fitting seizure poisoned strangled choking wound wounded attacked killing""".split()
)
"""Stems of words that mean 999 first, whatever else was asked."""

SPOKEN = frozenset(
    phrase.strip()
    for phrases in [*(phrases for _, phrases in _PHRASES), *_OTHER_WORDS]
    for phrase in phrases.split(",")
    if len(phrase.strip()) > 3 and phrase.strip().isalpha()
)
"""Phrases of one word, as spelled: what a slip of the pen may have meant."""

LEXICON: Mapping[tuple[str, ...], Meaning] = _build()
"""Stems of a phrase -> its meaning."""
