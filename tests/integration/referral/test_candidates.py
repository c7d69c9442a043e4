"""Candidates of the real directory stand in the order in which choosing wants them, on both engines."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from pathway.directory.intake import Reach
from pathway.directory.models import IndexVersion, SearchEntry, Service, ServiceCapacity
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.index import indexer
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.vocabulary import AgencyType
from pathway.extensions import WRITES, db
from pathway.referral import candidates as candidates_module
from pathway.referral.candidates import candidates, rank
from pathway.referral.inquiry import Inquiry
from pathway.referral.selection import choose
from pathway.referral.suggestions import choice_for, uncovered
from pathway.referral.vocabulary import Action, Age, Area, Urgency
from pathway.upkeep.prepare import prepare
from tests.integration.conftest import NOW

SATURDAY_NIGHT = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
RUNG = (Action.REFER_NOW, Action.REFER, Action.ADVICE_UNNAMED, Action.SHE_CAN_RING)


def question(kind: AgencyType, area: Area = Area.BRENT, action: Action = Action.REFER, child: bool = False) -> Inquiry:
    """An adult, today."""
    return Inquiry(kind, action, Urgency.SAME_DAY, area, Age.ADULT, child)


@pytest.mark.parametrize("area", Area)
def test_they_come_in_the_order_of_choosing_with_nothing_left_out(listings: Flask, area: Area) -> None:
    with listings.app_context():
        snapshot = current_snapshot()
        for kind in AgencyType:
            asked = question(kind, area)
            found = candidates(asked, gazetteer().find("Brent"), NOW, snapshot)
            held = list(found)

            assert len(held) == found.total
            ranks = [rank(asked, one)[:4] for one in held]
            assert ranks == sorted(ranks)
            assert {one.card.id for one in held} == {
                card.card["id"]
                for card in db.session.scalars(select(SearchEntry))
                if kind.value in card.card["agency_types"]
            }


def test_reading_a_few_at_a_time_chooses_as_reading_all(listings: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with listings.app_context():
        snapshot, brent = current_snapshot(), gazetteer().find("Brent")
        for kind in AgencyType:
            whole = choice_for(question(kind), brent, NOW, snapshot)
            monkeypatch.setattr(candidates_module, "READ_AT_ONCE", 2)

            assert choice_for(question(kind), brent, NOW, snapshot) == whole


def test_every_kind_has_a_service_or_words_on_a_saturday_night(listings: Flask) -> None:
    with listings.app_context():
        snapshot, brent = current_snapshot(), gazetteer().find("Brent")

        assert uncovered(list(AgencyType), snapshot) == []
        for kind in AgencyType:
            for area in Area:
                choice = choice_for(question(kind, area), brent, SATURDAY_NIGHT, snapshot)
                assert choice.chosen is None or choice.chosen.candidate.intake.has_voice


def test_no_brent_children_s_services_for_a_child_elsewhere(listings: Flask) -> None:
    with listings.app_context():
        snapshot, brent = current_snapshot(), gazetteer().find("Brent")
        ask = {area: question(AgencyType.CHILDRENS_SOCIAL_CARE, area, Action.REFER_NOW, child=True) for area in Area}

        here = choice_for(ask[Area.BRENT], brent, NOW, snapshot)
        elsewhere = [choice_for(ask[area], brent, NOW, snapshot) for area in (Area.OTHER_LONDON, Area.ELSEWHERE)]
        nobody_knows = choice_for(ask[Area.UNKNOWN], brent, NOW, snapshot)

    assert here.chosen is not None
    assert here.chosen.candidate.intake.reach & Reach.BRENT
    assert all(choice.chosen is None and not choice.beside for choice in elsewhere)
    assert nobody_knows.chosen is None
    assert [one.note for one in nobody_knows.beside] == ["if the child is in Brent"]


@pytest.mark.parametrize("action", RUNG)
def test_nothing_unpublished_stale_or_of_the_police_is_chosen(app: Flask, action: Action) -> None:
    with app.app_context():
        snapshot, brent = current_snapshot(), gazetteer().find("Brent")
        for kind in AgencyType:
            for area in Area:
                choice = choice_for(question(kind, area, action), brent, NOW, snapshot)
                for offer in (choice.chosen, *choice.alternatives, *choice.beside):
                    if offer is None:
                        continue
                    service = db.session.get_one(Service, UUID(offer.candidate.card.id))
                    assert service.is_visible
                    assert service.organization_id
                    assert not offer.candidate.intake.is_enforcement
                    assert offer.candidate.tier.routable


def test_one_that_is_full_is_passed_over_until_it_is_not(app: Flask) -> None:
    kind = AgencyType.SEXUAL_HEALTH
    with app.app_context():
        brent = gazetteer().find("Brent")
        before = choice_for(question(kind), brent, NOW, current_snapshot())
        assert before.chosen is not None
        service_id = UUID(before.chosen.candidate.card.id)
        _say(service_id, ServiceCapacity(service_id=service_id, available=0))

        full = choice_for(question(kind), brent, NOW, current_snapshot())

        assert full.chosen is None or full.chosen.candidate.card.id != str(service_id)
        reasons = {one.candidate.card.id: one.note for one in full.rejected}
        assert reasons[str(service_id)] == "full, as it last said"


def _say(service_id: UUID, capacity: ServiceCapacity) -> None:
    db.session.remove()
    db.session.connection(execution_options=WRITES)
    db.session.add(capacity)
    indexer.refresh(db.session(), [service_id])
    db.session.commit()


def test_an_index_made_of_less_is_made_anew_once(app: Flask, now: datetime) -> None:
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        db.session.execute(text("UPDATE search_entry SET reaches = 0, card = '{}'"))
        db.session.execute(text("UPDATE index_version SET format = 1"))
        db.session.commit()
        before = db.session.get_one(IndexVersion, 1).number
        db.session.remove()

    prepare(app)

    with app.app_context():
        version = db.session.get_one(IndexVersion, 1)
        assert version.format == indexer.FORMAT
        assert version.number > before
        assert all(entry.reaches and entry.card["intake"] for entry in db.session.scalars(select(SearchEntry)))
        db.session.remove()
        assert not indexer.rebuild_if_older(db.session())
        db.session.rollback()
    assert app.test_client().get("/services?q=DA").text.count("<article") == 5


def test_a_card_that_is_gone_by_the_time_it_is_read_is_left_out(app: Flask) -> None:
    kind = AgencyType.DOMESTIC_ABUSE_SERVICE
    with app.app_context():
        snapshot = current_snapshot()
        found = candidates(question(kind), None, NOW, snapshot)
        gone = next(iter(candidates(question(kind), None, NOW, current_snapshot()))).card.id
        snapshot._cards.clear()
        snapshot.moment(NOW).candidates.clear()
        db.session.remove()
        db.session.connection(execution_options=WRITES)
        db.session.execute(text("DELETE FROM search_entry WHERE service_id = :id"), {"id": _stored(gone)})
        db.session.commit()

        held = [one.card.id for one in found]

    assert gone not in held
    assert len(held) == found.total - 1


def _stored(id_: str) -> str:
    return id_ if db.engine.dialect.name == "postgresql" else id_.replace("-", "")


def test_choosing_gives_the_same_whoever_asks_first(listings: Flask, at: Callable[[datetime], None]) -> None:
    with listings.app_context():
        found = candidates(question(AgencyType.DOMESTIC_ABUSE_SERVICE), None, NOW)

        assert choose(question(AgencyType.DOMESTIC_ABUSE_SERVICE), found, found.total) == choose(
            question(AgencyType.DOMESTIC_ABUSE_SERVICE), list(found), found.total
        )
