"""Which questions cannot matter any more once others are answered, so that the page may fold them away.

A folded question can be opened, and what it holds is still sent. That a fold never hides what could change the result
is asked of the rules themselves, in the tests. A reason to doubt that she can decide is never folded: whatever else
is answered, it changes what is said beside the first step.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pathway.referral.triage import Answers
from pathway.referral.vocabulary import FACT

Given = Mapping[str, tuple[str, ...]]
"""Facts answered with one of these values each. A question left empty is not answered."""

_CHILD: Given = {"age": ("under_18", "unsure")}

FOLDS: Mapping[str, tuple[Given, ...]] = MappingProxyType(
    {
        "violence_risk": (_CHILD,),
        "violence_from": ({"violence_risk": ("none",), "controlled": ("yes", "suspected", "no")},),
        "setting": (
            _CHILD,
            {"violence_risk": ("recent", "none", "unknown")},
            {"professional_judgement_72h": ("true",)},
            {"area": ("other_london", "elsewhere")},
        ),
        "safe_place_tonight": (_CHILD,),
        "child_at_risk": (_CHILD,),
        "needs": (_CHILD,),
        "consent_share": (_CHILD,),
        "nrm_consent": (_CHILD, {"controlled": ("no",)}),
        "professional_judgement_72h": (_CHILD, {"violence_risk": ("immediate",), "setting": ("on_street",)}),
    }
)
"""For each fact, the sets of answers any one of which makes it irrelevant."""


def is_folded(name: str, answers: Answers) -> bool:
    """Whether these answers make a fact irrelevant."""
    facts = answers.as_facts()
    return any(all(_plain(facts[fact]) in values for fact, values in given.items()) for given in FOLDS.get(name, ()))


def as_attribute(name: str) -> str:
    """Write the folds of a fact for the page's script: "age=under_18,unsure;controlled=no&area=brent" and the like."""
    return ";".join(
        "&".join(f"{fact}={','.join(values)}" for fact, values in given.items()) for given in FOLDS.get(name, ())
    )


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


assert FOLDS.keys() <= FACT.keys()  # noqa: S101 - every fold is of a question
