"""The filters of a search, a word or two each, with the link that removes it."""

from dataclasses import dataclass

from pathway.directory.client_groups import GROUPS
from pathway.directory.search.criteria import Criteria
from pathway.directory.vocabulary import COVERAGE_LABELS, NEED_LABELS, Take

TAKES = {Take.PROFESSIONAL: "a worker can refer", Take.SELF: "she can get in touch"}


@dataclass(frozen=True)
class Chip:
    """One filter. `href` is the same search without it."""

    label: str
    href: str


def chips_of(criteria: Criteria, address: str) -> list[Chip]:
    """Return the chips of a search, in the order of its form."""
    chips: list[Chip] = []

    def add(label: str, **without: object) -> None:
        chips.append(Chip(label, address + criteria.query(page=1, **without)))

    if criteria.words:
        add(f"\N{LEFT DOUBLE QUOTATION MARK}{criteria.words}\N{RIGHT DOUBLE QUOTATION MARK}", words="")
    for need in criteria.needs:
        add(NEED_LABELS[need], needs=tuple(other for other in criteria.needs if other is not need))
    if near := criteria.place or criteria.shared:
        add(f"near {near.name}", place=None, shared=None, miles=None)
    if criteria.miles:
        add(f"within {criteria.miles:g} {'mile' if criteria.miles == 1 else 'miles'}", miles=None)
    if criteria.open_now:
        add("takes calls now", open_now=False)
    if criteria.take:
        add(TAKES[criteria.take], take=None)
    if criteria.area:
        add(f"serves: {COVERAGE_LABELS[criteria.area]}", area=None)
    if criteria.for_whom:
        add(f"for {GROUPS[criteria.for_whom].label}", for_whom=None)
    return chips
