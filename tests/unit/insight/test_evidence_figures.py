"""Where a row of small numbers comes on the page tells nothing of them."""

from datetime import date

from pathway.directory.vocabulary import AGENCY_LABELS, NEED_LABELS, AgencyType
from pathway.episodes.evidence.measures import Cell, publish
from pathway.insight.evidence_figures import EvidenceFigures, figures
from pathway.referral.vocabulary import NEEDS_ASKED

MONTH = date(2026, 10, 1)


def shown(cells: dict[Cell, int]) -> EvidenceFigures:
    found = figures(publish(cells, [MONTH]))
    assert found is not None
    return found


def test_needs_of_small_numbers_keep_one_order_below_the_others() -> None:
    cells = {(MONTH, "need", f"{need} brent"): number for number, need in enumerate(NEEDS_ASKED)}
    cells[MONTH, "need", f"{NEEDS_ASKED[-1]} brent"] = 40

    names = [row.name for row in shown(cells).needs]

    assert names == [NEED_LABELS[need] for need in (NEEDS_ASKED[-1], *NEEDS_ASKED[:-1])]


def test_kinds_of_which_few_were_in_vain_keep_one_order_too() -> None:
    kinds = [AgencyType.SEXUAL_HEALTH, AgencyType.SUBSTANCE_MISUSE, AgencyType.LEGAL_ADVICE]
    cells = {(MONTH, "kind", f"{kind} taken"): 40 for kind in kinds}
    cells |= {(MONTH, "kind", f"{kind} refused"): 3 * number for number, kind in enumerate(kinds)}

    rows = shown(cells).kinds

    assert {row.unmet.shown for row in rows} == {"*"}
    assert [row.name for row in rows] == [AGENCY_LABELS[kind] for kind in AgencyType if kind in kinds]
