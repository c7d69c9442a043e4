"""The page of questions: four groups, how each is asked, and the words of its answers. Nothing is required."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pathway.directory.boroughs import BOROUGHS
from pathway.directory.vocabulary import NEED_LABELS
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import (
    ACCESS_NEEDS,
    BOROUGH,
    FACT,
    NEEDS_ASKED,
    ORG_OF,
    SERVICE_FOR,
    Fact,
)

DONT_KNOW = "Don\N{RIGHT SINGLE QUOTATION MARK}t know"
MOST_SIDE_BY_SIDE = 12
_YES_NO = (("yes", "Yes"), ("no", "No"), ("unknown", DONT_KNOW))


@dataclass(frozen=True)
class Question:
    """One question. `answers` are (value, words); with `is_list` any number may be ticked. `short` asks it again.

    `means` has the fact's value for an answer that is more exact than the fact.
    """

    fact: Fact
    text: str
    answers: tuple[tuple[str, str], ...]
    hint: str = ""
    short: str = ""
    means: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The fact's name, which is the field's too."""
        return self.fact.name

    @property
    def is_list(self) -> bool:
        """Whether any number of answers may be ticked. A flag is one tick box."""
        return self.fact.is_list or self.fact.is_flag

    @property
    def is_select(self) -> bool:
        """Whether there are too many answers to show side by side."""
        return len(self.answers) > MOST_SIDE_BY_SIDE

    def fact_of(self, answer: str) -> str:
        """Return the fact's value that an answer means."""
        return self.means.get(answer, answer)


@dataclass(frozen=True)
class Group:
    """Questions under one heading."""

    id: str
    title: str
    questions: tuple[Question, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "safe",
        "Is she safe?",
        (
            Question(
                FACT["immediate_danger"],
                "Is anyone in danger right now?",
                _YES_NO,
                short="is anyone in danger right now?",
            ),
            Question(
                FACT["health_now"],
                "Is she hurt or unwell?",
                (("emergency", "Emergency"), ("needs_care", "Needs care"), ("no", "No"), ("unknown", DONT_KNOW)),
                "Emergency: will not wake, fitting, struggling to breathe, overdosed, passed out or hoarse after "
                "strangling, bleeding badly, badly hurt, in labour. Needs care: hurt, ill, strangled even without a "
                "mark, withdrawing from drink, GHB or tablets, pregnant and worried.",
                short="is she hurt or unwell?",
            ),
            Question(
                FACT["age"],
                "Is she under 18, or could she be?",
                (
                    ("under_18", "Under 18"),
                    ("unsure", "Could be"),
                    ("18_plus", "18 or over"),
                    ("not_given", DONT_KNOW),
                ),
                short="is she under 18, or could she be?",
            ),
            Question(
                FACT["suicide_risk"],
                "Is she thinking of ending her life?",
                (("now", "Yes, now"), ("thoughts", "Has thoughts"), ("none", "No"), ("unknown", DONT_KNOW)),
                "Asking does not put the thought there.",
                short="is she thinking of ending her life?",
            ),
            Question(
                FACT["child_at_risk"],
                "Is any child in danger or going without care?",
                _YES_NO,
                "Tell her first that you must pass this on.",
                short="is any child in danger or going without care?",
            ),
            Question(
                FACT["capacity_doubt"],
                "Is there a reason to doubt she can decide for herself?",
                (("yes", "At the moment"), ("lasting", "Lasting"), ("no", "No")),
                "At the moment: very drunk or drugged, very confused. Lasting: a learning disability, dementia, an "
                "injury.",
            ),
        ),
    ),
    Group(
        "violence",
        "Violence and control",
        (
            Question(
                FACT["violence_risk"],
                "Does she fear violence?",
                (
                    ("immediate", "In the next few days"),
                    ("recent", "There was some recently"),
                    ("none", "No"),
                    ("unknown", DONT_KNOW),
                ),
                "Strangled, a weapon, pregnant, stalked, or has just left him? Choose the next few days.",
                short="does she fear violence?",
            ),
            Question(
                FACT["violence_from"],
                "From whom?",
                (
                    ("partner_family", "A partner or family"),
                    ("someone_controlling", "Someone who controls her"),
                    ("other_person", "Someone else"),
                ),
                "Tick all that apply. No names.",
            ),
            Question(
                FACT["setting"],
                "Where does she meet people?",
                (
                    ("on_street", "On the street"),
                    ("indoor", "Indoors"),
                    ("online", "Online"),
                    ("exited", "She has left"),
                    ("unknown", DONT_KNOW),
                ),
                "People who pay her, or did.",
                short="where does she meet people?",
            ),
            Question(
                FACT["controlled"],
                "Is anyone forcing her to sell sex, moving her about, or taking her money?",
                (("yes", "Yes"), ("suspected", "I suspect it"), ("no", "No"), ("unknown", DONT_KNOW)),
                short="is anyone forcing her, moving her about, or taking her money?",
            ),
            Question(
                FACT["sexual_assault"],
                "Has she been raped or sexually assaulted?",
                (
                    ("within_72h", "In the last 72 hours"),
                    ("within_7d", "In the last 7 days"),
                    ("older", "Longer ago"),
                    ("none", "No"),
                    ("unknown", DONT_KNOW),
                ),
                short="has she been raped or sexually assaulted?",
            ),
        ),
    ),
    Group(
        "help",
        "What she needs, and her yes",
        (
            Question(
                FACT["safe_place_tonight"],
                "Has she somewhere safe tonight?",
                _YES_NO,
                short="has she somewhere safe tonight?",
            ),
            Question(
                FACT["area"],
                "Where is she now, or where does she live?",
                (
                    ("brent", "Brent"),
                    ("other_london", "Elsewhere in London"),
                    ("elsewhere", "Outside London"),
                    ("unknown", DONT_KNOW),
                ),
                short="where is she now, or where does she live?",
            ),
            Question(
                BOROUGH,
                "Which London borough?",
                tuple((name, name) for name in BOROUGHS),
                "Only if she is in another London borough.",
            ),
            Question(
                FACT["needs"],
                "What does she want help with?",
                tuple((need.value, NEED_LABELS[need]) for need in NEEDS_ASKED),
                "None is fine too.",
            ),
            Question(
                FACT["consent_share"],
                "Has she said yes to you passing this on?",
                (("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked yet")),
                short="has she said yes to you passing this on?",
            ),
            Question(
                FACT["nrm_consent"],
                "Has she said yes to a National Referral Mechanism referral?",
                (("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked yet")),
                "Only if someone controls her. Explain it to her alone.",
                short="has she said yes to a National Referral Mechanism referral, explained alone with her?",
            ),
        ),
    ),
    Group(
        "more",
        "Only if it matters",
        (
            Question(
                SERVICE_FOR,
                "Who should the service be for?",
                (("women", "For women"), ("anyone", "For anyone"), ("lgbt", "For LGBT+ people first")),
                "Blank means for women. It only decides which service.",
            ),
            Question(
                ACCESS_NEEDS,
                "To get there, does she need any of these?",
                (
                    ("interpreter", "An interpreter"),
                    ("woman_worker", "A woman worker"),
                    ("step_free", "No steps"),
                    ("pregnant", "She is pregnant"),
                    ("child_with_her", "A child is with her"),
                    ("dog", "A dog is with her"),
                ),
                "Only for choosing a service.",
            ),
            Question(
                FACT["referrer_org"],
                "You work for",
                (
                    ("police", "The police"),
                    ("local_authority", "A council"),
                    ("nhs", "The NHS"),
                    ("gp", "A GP surgery"),
                    ("voluntary_fro", "A charity that is a first responder"),
                    ("voluntary", "Another charity"),
                    ("school", "A school or college"),
                    ("probation", "Probation"),
                    ("unknown", "Another, or not sure"),
                ),
                short="whom do you work for?",
                means={employer.value: org.value for employer, org in ORG_OF.items()},
            ),
            Question(
                FACT["professional_judgement_72h"],
                "Your judgement",
                (("true", "I judge that she needs the 72-hour pathway anyway"),),
            ),
        ),
    ),
)
"""In the order of the page."""

QUESTION = {question.name: question for group in GROUPS for question in group.questions}
"""Each question by its fact."""


_BLANK = Answers().as_facts()


def picked(answers: Answers) -> dict[str, str | list[str]]:
    """Return the page's answer to each question that is not left blank, by the fact's name, in the facts' order."""
    answers_by_fact = {
        name: value if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value
        for name, value in answers.as_facts().items()
        if value != _BLANK.get(name)
    }
    return answers_by_fact | ({"referrer_org": answers.employer.value} if answers.employer else {})


def answered(answers: Answers) -> list[tuple[str, str]]:
    """Return (question, answer) for everything that is not blank, in the page's order."""
    values, pairs = picked(answers), []
    for name, question in QUESTION.items():
        if name in values:
            words, answer = dict(question.answers), values[name]
            pairs.append(
                (question.text, ", ".join(words[value] for value in ([answer] if isinstance(answer, str) else answer)))
            )
    return pairs
