"""What an answer changes on the page before anything is sent: questions fold away or show, and 999 may be shown.

A question is folded away where it cannot matter once others are answered. A folded question can be opened, and its
answer is still sent. A test runs the rules to see that no fold hides an answer that could change the result. A reason
to doubt that she can decide is never folded: whatever else is answered, it changes the hint of the first step.
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


AT_ONCE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "immediate_danger": frozenset({"yes"}),
        "health_now": frozenset({"emergency"}),
        "suicide_risk": frozenset({"now"}),
    }
)
"""For each fact, the values that each mean 999 by themselves. A test compares them with the rules."""

SHOWS_FOR: Mapping[str, str] = MappingProxyType({"borough": "area=other_london"})
"""Questions that show only after one answer to another question: "fact=value"."""


def as_attribute(name: str) -> str:
    """Write the folds of a fact for the page's script: "age=under_18,unsure;controlled=no&area=brent" and the like."""
    return ";".join(
        "&".join(f"{fact}={','.join(values)}" for fact, values in condition.items())
        for condition in FOLDS.get(name, ())
    )


assert FOLDS.keys() <= FACT.keys()  # noqa: S101 - every fold is of a question
