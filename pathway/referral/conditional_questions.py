"""Which questions cannot matter once others are answered, so that the page may fold them away.

A folded question can be opened, and its answer is still sent. A test runs the rules to see that no fold hides an answer
that could change the result. A reason to doubt that she can decide is never folded: whatever else is answered, it
changes the hint of the first step.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pathway.referral.vocabulary import FACT

FactValues = Mapping[str, tuple[str, ...]]
"""Facts, each answered with one of these values. A question left empty is not answered."""

_CHILD: FactValues = {"age": ("under_18", "unsure")}

FOLDS: Mapping[str, tuple[FactValues, ...]] = MappingProxyType(
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
"""For each fact, the conditions that make it irrelevant; one is enough."""


def as_attribute(name: str) -> str:
    """Write the folds of a fact for the page's script: "age=under_18,unsure;controlled=no&area=brent" and the like."""
    return ";".join(
        "&".join(f"{fact}={','.join(values)}" for fact, values in condition.items())
        for condition in FOLDS.get(name, ())
    )


assert FOLDS.keys() <= FACT.keys()  # noqa: S101 - every fold is of a question
