"""Kinds that the routing table sends to elsewhere only."""

from dataclasses import replace

from pathway.directory.vocabulary import AgencyType
from pathway.insight.gaps.figures import KINDS, not_asked
from pathway.referral.table import Cell, Condition, Slot
from pathway.referral.vocabulary import Area
from tests.unit.referral.cases import TABLE


def test_the_duty_desk_is_brent_s_and_an_equivalent_is_of_another_area() -> None:
    assert not_asked(TABLE, Area.BRENT) == {AgencyType.LOCAL_EQUIVALENT}
    assert not_asked(TABLE, Area.OTHER_LONDON) == {AgencyType.PATHWAY_COORDINATOR}
    assert not_asked(TABLE, Area.ELSEWHERE) == {AgencyType.PATHWAY_COORDINATOR}


def test_what_she_may_tick_is_asked_for_everywhere() -> None:
    """A row for Brent names it, and wherever she is she may tick it, or have no bed."""
    only_brent = (Condition("area", Cell.ONE_OF, (Area.BRENT,)),)
    row = replace(TABLE.rows[0], id="R99", when=only_brent, agencies=(AgencyType.SEXUAL_HEALTH, Slot.BED))

    assert not_asked(replace(TABLE, rows=(*TABLE.rows, row)), Area.ELSEWHERE) == {AgencyType.PATHWAY_COORDINATOR}


def test_neither_999_nor_her_worker_s_own_lead_is_looked_up() -> None:
    left_out = set(AgencyType) - set(KINDS)

    assert left_out == {AgencyType.POLICE_999, AgencyType.AMBULANCE_999, AgencyType.SAFEGUARDING_LEAD}
