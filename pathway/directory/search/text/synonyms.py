"""The phrases that frontline workers type, and their meanings.

A phrase leads to needs, to other words a listing may use for the same thing, to a group of people, or to several of
these. Phrases are matched on stems, longest first, before any single word. Abbreviations are those of the field (DA,
IDVA, NRM...).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType

from pathway.directory.search.text.attackers import WORDS as ATTACKERS
from pathway.directory.search.text.languages import LANGUAGES
from pathway.directory.search.text.tokens import STOP_WORDS, stem, tokens
from pathway.directory.vocabulary import Need

MOST_WORDS = 6
"""The longest phrase below, in words."""

SHORTEST_BEGINNING = 4
"""Letters needed to guess the rest of a phrase."""


class Weight(IntEnum):
    """How much a phrase decides, the weightiest lowest. One phrase up to `URGENT` decides alone, whatever follows."""

    EMERGENCY = 0
    CHILD = 1
    RAPE = 2
    CONTROL = 3
    CRISIS = 4
    VIOLENCE = 5
    URGENT = 6
    ORDINARY = 7
    WORDS = 8


_WEIGHTS = MappingProxyType(
    {
        Need.A_CHILD: Weight.CHILD,
        Need.SEXUAL_ASSAULT: Weight.RAPE,
        Need.FORCED_OR_CONTROLLED: Weight.CONTROL,
        Need.CRISIS: Weight.CRISIS,
        Need.DOMESTIC_ABUSE: Weight.VIOLENCE,
        Need.SAFETY: Weight.VIOLENCE,
        Need.URGENT_HEALTH: Weight.URGENT,
    }
)


@dataclass(frozen=True)
class Meaning:
    """The needs of a phrase, the likeliest first, and phrases that a listing may use instead.

    `likely`: how many of the needs are as likely as the first. `groups`: slugs of the people it names. `help_now`: for
    an emergency only, where 999 comes first, its part of /help-now. `only_orders`: beside other words it orders
    listings, and excludes none.
    """

    needs: tuple[Need, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    likely: int = 1
    groups: tuple[str, ...] = ()
    help_now: str = ""
    only_orders: bool = False

    @property
    def is_emergency(self) -> bool:
        """Whether 999 comes first."""
        return bool(self.help_now)

    @property
    def weight(self) -> Weight:
        """How much it decides."""
        if self.is_emergency:
            return Weight.EMERGENCY
        return _WEIGHTS.get(self.needs[0], Weight.ORDINARY) if self.needs else Weight.WORDS


OVERDOSE, HURT, STRANGLED, SUICIDE, DANGER = "overdose", "bleeding", "strangled", "suicide", "danger"
"""Parts of /help-now, by their ids, for words where 999 comes first."""

_EMERGENCIES: tuple[tuple[tuple[Need, ...], str, str], ...] = (
    (
        (Need.URGENT_HEALTH, Need.SUBSTANCE_MISUSE),
        OVERDOSE,
        """overdose, overdosed, overdosing, od, o d, oding, od ing, took too much, taken too much, too many pills,
        taken pills, took pills, took tablets, taken tablets, swallowed tablets, swallowed pills, took an
        overdose, naloxone, narcan, gone over, mixed drink and drugs, ghb overdose, g overdose""",
    ),
    (
        (Need.URGENT_HEALTH,),
        OVERDOSE,
        """not waking, not waking up, wont wake, wont wake up, cant wake her, can't wake her, won't wake, won't wake
        up, doesnt wake, will not wake, unconscious, unresponsive, not responding, passed out, blacked out,
        collapsed, not breathing, stopped breathing, blue lips, lips blue, lips are blue, turned blue, gone blue,
        gone floppy, floppy, seizure, seizures, fitting, having a fit, fits, convulsing, knocked out, poisoned,
        poison, drank bleach, hypothermia""",
    ),
    (
        (Need.URGENT_HEALTH,),
        HURT,
        """cant breathe, can't breathe, barely breathing, breathing badly, struggling to breathe, bleeding, bleeding
        badly, bleeds, haemorrhage, blood everywhere, lots of blood, losing blood, stabbed, stabbing, stab wound,
        slashed, shot, shooting, head injury, hit her head, acid, acid attack, acid thrown, burnt, burns, burned,
        scalded, set fire, chest pain, chest pains, heart attack, stroke, in labour, waters broke, waters have
        broken, having the baby, contractions, bleeding and pregnant, pregnant and bleeding, anaphylaxis, sepsis,
        heavily bleeding, haemorrhaging, broken bone, broken bones, broken arm, broken jaw""",
    ),
    (
        (Need.URGENT_HEALTH,),
        DANGER,
        """ambulance, 999""",
    ),
    (
        (Need.URGENT_HEALTH,),
        STRANGLED,
        """choking, choked""",
    ),
    (
        (Need.URGENT_HEALTH, Need.CRISIS),
        SUICIDE,
        """cut her wrists, cut wrists, slit her wrists, slit wrists, cut her throat, hanging, hanged herself, tried
        to hang herself, on a bridge, on the bridge, going to jump, about to jump, jumped off, jumped in front,
        tried to kill herself, suicide attempt, attempted suicide, tried to end her life""",
    ),
    (
        (Need.URGENT_HEALTH, Need.DOMESTIC_ABUSE),
        STRANGLED,
        """strangled, strangling, strangulation, choked her, choked by, hands round her throat, hands round her
        neck, grabbed by the throat, non fatal strangulation, throttled""",
    ),
)
"""Needs, the part of /help-now, and the phrases."""

_PHRASES: tuple[tuple[tuple[Need, ...], str], ...] = (
    (
        (Need.DOMESTIC_ABUSE,),
        """da, dv, domestic abuse, domestic violence, domestic, abusive partner, abusive relationship, abusive ex,
        abusive husband, abusive boyfriend, abuser, abusive, violent partner, violent boyfriend, violent husband,
        violent ex, partner hits her, husband hits her, boyfriend hits her, beaten by partner, beaten by husband,
        beaten by boyfriend, boyfriend battered her, boyfriend hurts her, husband hurts her, husband beats her,
        coercive control, idva, idvas, marac, dash, honour based abuse, honour based violence, honour, so called
        honour, forced marriage, forced to marry, arranged marriage, hbv, hba, fgm, cutting fgm, genital
        mutilation, women's refuge, womens refuge, refuge space, fleeing abuse, fleeing violence, fleeing,
        women's aid, woman's aid, gaslighting, her ex, ex partner, leave her husband, leave him, left him,
        leaving him, clare's law, clares law, non molestation order, non mol, injunction, restraining order,
        occupation order, elder abuse, dowry, in laws, family violence, husband, boyfriend hit her, partner beat
        her, abused by partner, abused by husband, abused at home, financial abuse, economic abuse, emotional
        abuse, safe lives, violence at home""",
    ),
    (
        (Need.DOMESTIC_ABUSE, Need.SAFETY),
        """beaten up, beaten, beat up, beats her, battered, hit, hits, hitting, punched, kicked, slapped, attacked,
        violence, violent, hurt, hurts, black eye, bruised, bruises, bruising, threatened, threats, threatening,
        threatens, stalked, stalking, stalker, afraid, scared, frightened, terrified, fears for her life, vawg,
        not safe, unsafe, in danger, injured by, followed, following her, harassed, harassment, blackmail,
        blackmailed, nudes, nude photos, image abuse, revenge porn, intimate images, sextortion, deepfake, leaked
        photos, leaked pictures, private photos, assaulted by partner, abuse, abused, knife, weapon, gun,
        bodyguard, kidnapped, kidnap, breach of bail, he is out, found her, tracking her, tracker, airtag, his
        phone, controlling partner, controlling boyfriend, controlling husband, killing, kill her, injured,
        injury, hit her, hits her, punched her, kicked her, slapped her, beat her, beat her up, hurt her, attacked
        her, threatened her, wont stop calling, wont stop ringing, wont stop texting, wont stop messaging, wont
        stop following, keeps calling, keeps ringing, keeps texting, keeps messaging, keeps following, keeps turning
        up, wont leave, wont leave her alone, knows where she lives, pestering, pestered, is outside, punter
        outside, ex outside""",
    ),
    (
        (Need.SEXUAL_ASSAULT,),
        """rape, raped, raping, rapist, sexual assault, sexually assaulted, sexually abused, assaulted, sa, sarc,
        isva, isvas, forensic, forensics, sexual violence, gang rape, gang raped, drugged and raped, spiked,
        drink spiked, sexual abuse, groped, molested, stealthing, stealthed, took condom off, took off the
        condom, removed condom, assault, attempted rape, forced sex, made her have sex, without consent, non
        consensual, didnt consent, the havens, havens""",
    ),
    (
        (Need.FORCED_OR_CONTROLLED,),
        """trafficked, trafficking, traffickers, trafficker, human trafficking, modern slavery, slavery, slave,
        slaves, msvcc, exploited, exploitation, exploiting, sexual exploitation, pimp, pimps, pimped, pimping,
        madam, forced to, forced to sell sex, forced, forcing her, made to work, made to sell sex, makes her work,
        making her work, makes her sell, sold for sex, debt bondage, bonded, owes money to, owes them money, owes
        him money, owes money, pay off a debt, paying off debt, controlled, controlling, controller, controls her,
        boyfriend takes her money, boyfriend takes money, takes her money, takes all her money, her manager, keeps
        all the money, keeps all the cash, takes the cash, keeps her earnings, takes her earnings, takes the money,
        taking her money, keeps her money, keeping her money, holding her passport, took her passport, takes her
        passport, taken her passport, keeps her passport, keeping her passport, has her passport, passport taken,
        passport, took her papers, takes her papers, no passport, her id taken, took her phone, takes her phone,
        grooming gang, cuckooed, cuckooing, taken over her flat, nrm, first responder, safe house, brothel,
        brothels, pop up brothel, parlour, massage parlour, massage parlor, massage, sauna, walk up, boss, boss
        keeps, held against her will, locked in, locked up, not allowed out, cant leave, can't leave, never alone,
        always watched, watched, moved around, moved about, driven around, sold, gang, gangs, gang member, county line,
        smuggled, smuggler, smugglers, lorry, small boat, brought here, brought to uk, brought over, promised a job,
        nail bar, cannabis farm, domestic servitude, servitude, begging, loan shark, loan sharks, loverboy, lover
        boy, reasonable grounds, conclusive grounds, national referral mechanism, labour exploitation, gangmaster""",
    ),
    (
        (Need.SOMEWHERE_TONIGHT, Need.HOUSING),
        """somewhere to sleep, somewhere to stay, somewhere safe, somewhere safe tonight, nowhere, nowhere to sleep,
        nowhere to go, nowhere to stay, nowhere safe, nowhere tonight, no where to sleep, no where to go, no where
        to stay, no where tonight, cant go home, cant go back, scared to go home, afraid to go home, place to stay,
        place to sleep, bed for the night, bed tonight, a bed, bed, emergency accommodation, emergency housing,
        temporary accommodation, temp accommodation, hostel, hostels, night shelter, shelter for the night, refuge,
        homeless tonight, sleeping rough, sleeps rough, asleep rough, rough sleeping, rough sleep, rough sleeper,
        rough sleepers, sleeping outside, street homeless, kicked out, thrown out, chucked out, put out, sofa
        surfing, couch surfing, hotel, accommodation, swep, no second night out, streetlink, in a doorway, in a
        tent, tent, in her car, sleeping in her car, sleeping bag, tonight bed, cold weather shelter, winter shelter""",
    ),
    (
        (Need.HOUSING, Need.SOMEWHERE_TONIGHT),
        """homeless, homelessness, eviction, evicted, evicting, housing, house, housing options, housing benefit
        office, council housing, council flat, council house, tenancy, tenant, landlord, rent, deposit, flat,
        room, a room, place to live, somewhere to live, supported housing, locality, housing register, bidding,
        possession order, section 21, notice to quit, part 7, duty to refer, lock changed, locks changed, locked
        out, mould, overcrowded, squat, squatting""",
    ),
    (
        (Need.SUBSTANCE_MISUSE,),
        """rehab, detox, drugs, drug, addiction, addict, addicted, substance misuse, substance use, substance abuse,
        substances, heroin, gear, smack, crack, crack pipe, pipe, cocaine, coke, methadone, subutex,
        buprenorphine, buvidal, script, missed script, missed methadone, needle exchange, needle, needles,
        needles exchange, injecting, injects, sharps, alcohol, alcoholic, aa meeting, drinking, drink, drinks,
        drunk, pissed, off her head, stoned, recovery, withdrawal, withdrawing, clucking, rattling, meth, crystal
        meth, tina, chems, chemsex, poppers, spice, mamba, ghb, gbl, ketamine, ket, mdma, ecstasy, pills,
        cannabis, weed, skunk, marijuana, speed, amphetamine, benzos, benzo, diazepam, valium, xanax, pregabalin,
        nitazenes, fentanyl, opioid, opiates, opiate, legal highs, nitrous, relapse, relapsed, using, sober,
        abstinence, foils, tablets, street drugs, drug treatment, drug service, drug worker, dts""",
    ),
    (
        (Need.SEXUAL_HEALTH,),
        """sexual health, sexual health clinic, sti, stis, std, stds, sti test, hiv, hiv test, aids, prep, gum, gum
        clinic, contraception, contraceptive, the pill, depo, condoms, condom, coil, implant, smear, smear test,
        cervical screening, pregnancy test, clap clinic, clap, syphilis, chlamydia, gonorrhoea, herpes, warts,
        thrush, hep b, hep c, hepatitis, hpv, lube, femidom, clinic, discharge, itching, missed period,
        termination, abortion, terminate, blood test, blood borne virus, bbv""",
    ),
    (
        (Need.URGENT_HEALTH, Need.SEXUAL_HEALTH),
        """pep, pepse, post exposure, hiv exposure, burst condom, condom burst, condom split, split condom, condom
        broke, broken condom, condom came off, morning after pill, morning after, emergency contraception, plan
        b, miscarriage, miscarrying, needlestick, needle stick, unprotected sex""",
    ),
    (
        (Need.URGENT_HEALTH, Need.SUBSTANCE_MISUSE),
        """infected injection, abscess, abscesses, injecting wound, rattling badly, alcohol withdrawal, shaking from
        drink, bad gear, bad batch, dvt""",
    ),
    (
        (Need.URGENT_HEALTH,),
        """ae, a and e, accident and emergency, accident emergency, emergency department, emergency room, casualty,
        urgent care, urgent treatment, urgent treatment centre, utc, minor injuries, minor injury, nhs 111, 111,
        hospital, ill, unwell, sick, poorly, vomiting, being sick, fever, temperature, infection, infected,
        wound, wounds, wounded, cut, cuts, stitches, pain, in pain, stomach pain, headache, concussion, dizzy,
        fainted, asthma, inhaler, diabetic, insulin, epilepsy, epileptic, rash, swollen, swelling, broken,
        sprain, sprained, bitten, bite, dentist, dental, tooth, toothache, teeth, gp, doctor, doctors, nurse,
        surgery, register with a doctor, paramedic, medicine, medical, medication, antibiotics, prescription,
        pharmacy, chemist, health, hearing loss, eye injury, tetanus, leg ulcer, ulcer, ulcers, jaundice,
        coughing blood, cough, tb, tuberculosis, scabies, lice, podiatry, optician, glasses, emergency, urgent
        medical, help now, very drunk, drunk and confused, confused, frostbite""",
    ),
    (
        (Need.CRISIS, Need.MENTAL_HEALTH),
        """suicidal, suicide, wants to die, want to die, wishes she was dead, better off dead, better off without
        her, kill herself, killing herself, end it all, end it, end her life, ending her life, no point living,
        self harm, self harms, self harming, self-harm, self injury, cutting, cutting herself, cuts herself, cuts
        on her arms, hurting herself, hurts herself, mental health crisis, crisis, crisis line, crisis team,
        breakdown, psychosis, psychotic, hearing voices, voices, paranoid, paranoia, manic, mania, sectioned,
        sectioning, section 2, section 136, s136, mental health act, hopeless, samaritans""",
    ),
    (
        (Need.MENTAL_HEALTH,),
        """mental health, mental, counselling, counsellor, counseling, therapy, therapist, depression, depressed,
        low mood, panic, panic attack, panic attacks, anxiety, anxious, ptsd, trauma, psychologist, psychiatrist,
        cmht, cpn, stress, stressed, nightmares, flashbacks, eating disorder, anorexia, bulimia, bipolar,
        schizophrenia, personality disorder, bpd, eupd, adhd, autism, autistic, grief, bereaved, bereavement,
        lonely, loneliness, talking therapy, iapt, postnatal depression, crying, upset""",
    ),
    (
        (Need.TALK_AFTER_VIOLENCE, Need.CRISIS),
        """someone to talk to, somebody to talk to, talk to someone, talk to somebody, wants to talk, need to talk,
        listening, helpline, talk""",
    ),
    (
        (Need.BENEFITS_MONEY,),
        """benefits, benefit, universal credit, uc, pip, esa, money, debt, debts, skint, broke, no money, arrears,
        rent arrears, bailiff, bailiffs, repossession, financial help, finance, financial, welfare benefits,
        welfare, dwp, job centre, jobcentre, sanction, sanctioned, budgeting, budgeting loan, bank account, open
        a bank account, payday loan, council tax, child benefit, housing benefit, dhp, crisis loan, emergency
        money, cash, hardship, hardship fund, resident support fund, gas, electric, electricity, meter, top up,
        energy bill, bills, job, jobs, work, employment, cv, training, college course, grant, carers allowance,
        nino, national insurance number""",
    ),
    (
        (Need.LEGAL_ADVICE,),
        """lawyer, solicitor, solicitors, barrister, legal, legal advice, legal aid, law, law centre, immigration,
        immigration advice, immigration status, visa, visas, overstayed, overstayer, spouse visa, asylum, asylum
        seeker, refugee, refugees, migrant, migrants, undocumented, illegal, papers, no papers, her papers, home
        office, nrpf, no recourse, no recourse to public funds, recourse, rights, deportation, deported, removal,
        detention, detained, settled status, euss, leave to remain, ilr, brp, evisa, criminal record, conviction,
        convictions, dbs, caution, cautioned, arrested, arrest, custody, court, court date, bail, probation,
        prison, released, licence, fines, soliciting, asbo, cbo, divorce, custody battle, contact order, family
        court, child arrangements, will, ddvc, mvdac, compensation, cica, appropriate adult""",
    ),
    (
        (Need.PRACTICAL,),
        """food, food bank, foodbank, food voucher, food parcel, hungry, starving, meal, meals, hot meal, breakfast,
        dinner, eat, soup, soup kitchen, kitchen, shower, showers, wash, laundry, washing machine, clothes,
        clothing, coat, shoes, blanket, toiletries, warm place, warm space, warm, somewhere warm, cold, freezing,
        drop in, drop-in, dropin, drop ins, day centre, phone credit, phone charger, charger, charge her phone,
        charge phone, charging, mobile phone, sim, sim card, new phone number, period products, sanitary
        products, sanitary, tampons, pads, baby clothes, baby milk, baby bank, baby food, formula, nappies,
        nappy, pram, buggy, cot, cot for baby, furniture, hot drink, tea, coffee, travel, travel money, oyster,
        bus fare, lift home, taxi, luggage, storage, locker, post, address for post, care pack, care packs,
        computer, internet, wifi""",
    ),
    (
        (Need.EXIT_SUPPORT,),
        """exit, exiting, exit support, leaving prostitution, exiting prostitution, exiting sex work, leave sex
        work, leaving sex work, leaving the industry, out of the game, out of the life, on the game, get out of
        it, get out, getting out, wants out, want out, stop working, stop selling sex, stop sex work, way out,
        leaving, leave, casework, caseworker, key worker, keyworker, support worker, mentor, mentoring, had
        enough of it, new life, fresh start""",
    ),
    (
        (Need.REPORT_BAD_INCIDENT,),
        """report, reporting, report a crime, crime, bad date, dodgy punter, dodgy client, bad client, bad punter,
        ugly mugs, num, bad incident, anonymous report, report anonymously, crimestoppers, third party reporting,
        not paid, refused to pay, wont pay, didnt pay, wouldnt pay,
        ripped off, warn others, cctv, number plate""",
    ),
    (
        (Need.REPORT_BAD_INCIDENT, Need.SAFETY),
        """robbed, robbery, mugged, stolen, stole, theft, burgled, hate crime""",
    ),
    (
        (Need.A_CHILD,),
        """child, children, childs, kids, kid, kiddie, kiddies, baby, babies, newborn, unborn, unborn baby, infant,
        toddler, minor, minors, underage, under age, under 18, u18, teenager, teenage girl, schoolgirl,
        schoolgirls, schoolchild, school child, pupil, pupils, young person, young people, young girl, young
        girls, young lady, youngster, younger sister, little sister, little girl, youth, youths, juvenile,
        adolescent, tween, preteen, pre teen, cse, cce, csa, child sexual exploitation, child sexual abuse, child
        exploitation, child abuse, child protection, child at risk, children at risk, children's services,
        childrens services, children's social care, childrens social care, county lines, grooming, groomed,
        groomer, teen, teens, teenage, girl, girls, boy, boys, lad, school, schools, school gate, school gates,
        sixth form, sixth former, year group, primary school, secondary school, pru, playground, headteacher,
        social services child, lado, school girl, mash, daughter, daughters, son, sons, niece, nephew,
        granddaughter, grandson, stepdaughter, stepson, step daughter, foster, fostered, foster care, looked
        after child, looked after, in care, care home for children, childrens home, children's home, semi
        independent, unaccompanied minor, uasc, missing child, missing girl, missing from care, missing from
        home, missing episode, schoolboy, section 17, section 47, s47, age dispute, childline, nspcc, child line,
        safeguarding children, safeguarding child, breck, older men, older bloke, older blokes""",
    ),
    (
        (Need.ADULT_SAFEGUARDING,),
        """adult safeguarding, safeguarding adults, safeguarding adult, vulnerable adult, vulnerable woman,
        vulnerable, adult at risk, care act, adult social care, learning disability, learning difficulties,
        disabled, disability, lacks capacity, mental capacity, capacity, dementia, self neglect, neglect, carer,
        carers, elderly""",
    ),
    (
        (Need.ADULT_SAFEGUARDING, Need.A_CHILD),
        """safeguarding, safeguarding concern, safeguarding referral, safeguarding lead, social services, social
        worker, social care, duty social worker, duty worker, duty desk""",
    ),
)

_AS_LIKELY: tuple[tuple[tuple[Need, ...], str], ...] = (
    (
        (Need.SEXUAL_HEALTH, Need.URGENT_HEALTH),
        """pregnant, pregnancy, expecting, maternity, midwife, antenatal, ante natal, scan, having a baby, due date,
        months pregnant, weeks pregnant""",
    ),
)
"""Phrases whose needs are equally likely."""

_OTHER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sex worker, sex workers, sex work, sexworker, working girl, working girls, selling sex, sells sex, sell sex, "
        "street sex worker, on street worker, prostitution, prostitute, exchanging sex, escort, escorts, escorting, "
        "survival sex, onlyfans, webcam, camming, street worker, punter, punters, trick, tricks, kerb crawler, "
        "red light, full service": (
            "sell sex",
            "selling sex",
            "sex work",
            "sex workers",
            "prostitution",
            "women on the street",
        ),
        "walk in, walk-in, walkin": ("walk-in", "drop-in"),
        "outreach, outreach team, street outreach, outreach worker, night van, van": ("outreach",),
        "edt, emergency duty team, emergency duty, duty team, out of hours team, out of hours social worker": (
            "emergency duty",
            "council",
        ),
        "council, local authority, town hall, switchboard, social fund, councillor, one stop": ("council",),
        "homeless, homelessness": ("council",),
        "student, students, uni, university, college": ("students",),
        "domestic worker, domestic workers, au pair, nanny, housekeeper, maid": ("domestic workers",),
        "police station, report to police, crime number, missing, missing person, missing woman, gone missing": (
            "police",
        ),
        "men, man, male": ("any gender", "anyone"),
    }
)

_ORDERING_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "night, tonight, out of hours, ooh, at night, late night, last night, weekend, saturday, sunday": (
            "24 hours",
            "night",
            "24-hour",
        ),
        "247, 24 7, 24 hour, 24 hours, 24hr, 24hrs, any time, anytime, round the clock, open late": (
            "24 hours",
            "24-hour",
            "any hour",
        ),
        "text, texting, cannot speak, can't talk, cant talk, cant ring, no voice, web chat, webchat, live chat, online "
        "chat, chat, email": ("text", "chat", "online"),
        "deaf, bsl, sign language, hearing impaired, hard of hearing, deaf woman": (
            "relay uk",
            "textphone",
            "text",
            "chat",
        ),
        "interpreter, interpreters, interpreting, translation, translator, translate, language, language line, "
        "no english, doesnt speak english, speaks no english, little english, limited english, not much english, esol, "
        "cant speak english, can't speak english, bad english, speaks, speaks only, only speaks": (
            "interpreters",
            "languages",
        ),
        "wheelchair, step free, lift, ramp, wheelchair access, accessible": ("step-free", "wheelchair", "accessible"),
        "dog, dogs, cat, pet, pets, her dog": ("dogs", "pets"),
        "police, cops, met, old bill, no police, wont go police, without police, not police, doesnt want police": (
            "police",
        ),
        "free, confidential, anonymous": ("free", "confidential"),
        "woman worker, women only, female only, female worker, women worker": ("women-only", "women only"),
    }
)
"""Words that only order listings: beside a need they exclude none."""

_LGBT = ("lgbt-people", "trans-and-non-binary-people")
_MINORITISED = ("black-and-minoritised-women", "black-and-minoritised-women-and-children")
_GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        _LGBT,
        ("trans", "lgbt"),
        "trans, transgender, trans woman, transwoman, trans women, trans man, nonbinary, non binary, transitioning",
    ),
    (
        _LGBT,
        ("lgbt",),
        "lesbian, gay, bisexual, bi, queer, lgbtq, lgbt, lgbtqia",
    ),
    (
        _MINORITISED,
        ("minoritised", "by-and-for", "asian"),
        """bme, bame, bamer, minoritised, ethnic minority, asian, south asian, black, black woman, pakistani,
        indian, bangladeshi, sri lankan, nepali, afghan, african, caribbean, jamaican, nigerian, ghanaian,
        somali, eritrean, ethiopian, sudanese, kenyan, ugandan, zimbabwean, congolese, muslim, hindu, sikh,
        punjabi, gujarati, bengali, urdu, hindi, tamil, sylheti, arab, middle eastern, iranian, iraqi, kurdish,
        yemeni, mosque, hijab, imam""",
    ),
    (
        ("latin-american-migrant-women",),
        ("latin american",),
        """south american, latin american, latina, latinx, brazilian, colombian, bolivian, ecuadorian, peruvian,
        venezuelan, mexican, dominican, cuban""",
    ),
    (("students",), ("students",), "student, students, uni, university"),
    (("migrant-domestic-workers-only",), ("domestic workers",), "domestic worker, domestic workers, au pair, nanny"),
    (
        ("people-facing-honour-based-abuse-or-forced-marriage",),
        ("honour", "forced marriage"),
        "honour, honour based abuse, honour based violence, forced marriage, forced to marry, hba, hbv",
    ),
    (
        ("adults-already-in-the-national-referral-mechanism",),
        ("national referral mechanism",),
        "in the nrm, already in the nrm, conclusive grounds, reasonable grounds",
    ),
)

_ALSO: Mapping[Need, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {Need.SOMEWHERE_TONIGHT: (("council",),), Need.BENEFITS_MONEY: (("support", "fund"),)}
)
"""Other services to search for when a need has few: the council, for a bed tonight and for money in an emergency."""

CHILD_WORDS = (("child",), ("children",), ("under", "19"))
_OF_LANGUAGES = ("interpreters", "languages")


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in tokens(phrase))


def _join(first: Meaning, other: Meaning) -> Meaning:
    if other.weight is Weight.CHILD and not first.is_emergency:
        first, other = other, first  # what may be about a child is read as about a child
    return Meaning(
        needs=tuple(dict.fromkeys((*first.needs, *other.needs))),
        words=tuple(dict.fromkeys((*first.words, *other.words))),
        likely=max(first.likely, other.likely),
        groups=tuple(dict.fromkeys((*first.groups, *other.groups))),
        help_now=first.help_now or other.help_now,
        only_orders=first.only_orders and other.only_orders,
    )


def _entries() -> Iterable[tuple[str, Meaning]]:
    """Yield every phrase as written, with one meaning; a phrase may come several times."""
    kinds = [(needs, phrases, 1, part) for needs, part, phrases in _EMERGENCIES]
    kinds += [(needs, phrases, 1, "") for needs, phrases in _PHRASES]
    kinds += [(needs, phrases, 2, "") for needs, phrases in _AS_LIKELY]
    for needs, phrases, likely, help_now in kinds:
        for phrase in _split(phrases):
            # Many listings for women have the word "girl": words of a child search for words about children.
            own = CHILD_WORDS if needs == (Need.A_CHILD,) else (tuple(tokens(phrase)),)
            also = _ALSO.get(needs[0], ())
            yield phrase, Meaning(needs, (*own, *also), likely, help_now=help_now)
    for other_words, only_orders in ((_OTHER_WORDS, False), (_ORDERING_WORDS, True)):
        for phrases, others in other_words.items():
            for phrase in _split(phrases):
                yield phrase, Meaning(words=_runs(phrase, others), only_orders=only_orders)
    for groups, others, phrases in _GROUPS:
        for phrase in _split(phrases):
            yield phrase, Meaning(words=_runs(phrase, others), groups=groups, only_orders=True)
    for language in LANGUAGES:
        yield language, Meaning(words=_runs(language, _OF_LANGUAGES), only_orders=True)


def _split(phrases: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in phrases.split(",")]


def _runs(phrase: str, others: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys([tuple(tokens(phrase)), *(tuple(tokens(other)) for other in others)]))


def _build() -> tuple[Mapping[tuple[str, ...], Meaning], tuple[tuple[str, Meaning], ...]]:
    book: dict[tuple[str, ...], Meaning] = {}
    spelled: dict[str, tuple[str, ...]] = {}
    for phrase, meaning in _entries():
        key = _key(phrase)
        book[key] = _join(book[key], meaning) if key in book else meaning
        spelled[" ".join(tokens(phrase))] = key
    return MappingProxyType(book), tuple((phrase, book[key]) for phrase, key in sorted(spelled.items()))


SYNONYMS, _SPELLED = _build()
"""Stems of a phrase -> its meaning. And every phrase as spelled with its meaning, in order."""

SPELLINGS = tuple(phrase for phrase, _ in _SPELLED)
"""Every phrase as spelled, in order."""

PHRASE_STEMS = frozenset(phrase_stem for key in SYNONYMS for phrase_stem in key) | frozenset(map(stem, ATTACKERS))
"""Stems of every word of every phrase, and of who may have hurt her."""

EMERGENCY: Mapping[str, str] = MappingProxyType(
    {
        stem(word): part
        for part, words in {
            OVERDOSE: "overdose overdosed overdosing unconscious unresponsive collapsed fit fitting seizure poisoned",
            HURT: "bleeding injured injury stabbed stabbing stab wound wounded attacked",
            STRANGLED: "strangled choking",
            DANGER: "knife gun killing",
        }.items()
        for word in words.split()
    }
)
"""Stems of words for which 999 comes first, whatever else was typed, each with its part of /help-now."""

HELP_NOW_FOR = MappingProxyType(
    {
        Need.A_CHILD: "child",
        Need.SEXUAL_ASSAULT: "rape",
        Need.FORCED_OR_CONTROLLED: "forced",
        Need.CRISIS: "suicide",
        Need.DOMESTIC_ABUSE: "partner",
        Need.URGENT_HEALTH: "withdrawal",
        Need.SOMEWHERE_TONIGHT: "tonight",
    }
)
"""The part of /help-now for a need. The gravest need comes first."""

SPOKEN = ATTACKERS | frozenset(
    word
    for phrase in SPELLINGS
    for word in phrase.split()
    if len(word) > 4 and word.isalpha() and word not in STOP_WORDS
)
"""Words of phrases, as spelled, for correcting slips."""


@lru_cache(maxsize=2_000)
def begun(text: str) -> Meaning | None:
    """Return the joint meaning of all phrases that begin with this text; None if there are none, or it is too short."""
    if len(text) < SHORTEST_BEGINNING or text in STOP_WORDS:
        return None
    start = bisect_left(SPELLINGS, text)
    meanings = []
    while start < len(SPELLINGS) and SPELLINGS[start].startswith(text):
        meanings.append(_SPELLED[start][1])
        start += 1
    if not meanings:
        return None
    often = Counter(meaning.needs[0] for meaning in meanings if meaning.needs)
    others = dict.fromkeys(need for meaning in meanings for need in meaning.needs)
    needs = tuple(dict.fromkeys([*(need for need, _ in often.most_common()), *others]))
    return Meaning(
        needs=needs,
        words=tuple(dict.fromkeys(run for meaning in meanings if not meaning.needs for run in meaning.words)),
        likely=len(often),
        help_now=meanings[0].help_now if all(meaning.is_emergency for meaning in meanings) else "",
        only_orders=all(meaning.only_orders for meaning in meanings),
    )


def begins_only_more_words(text: str) -> bool:
    """Whether every phrase that begins with this text has its words whole, and goes on with another."""
    start = bisect_left(SPELLINGS, text)
    end = bisect_left(SPELLINGS, text + "\uffff")
    return all(phrase.startswith(text + " ") for phrase in SPELLINGS[start:end])
