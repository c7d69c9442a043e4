"""Two people at the same moment, by real requests through two apps: one wins, the other is told both. Many rounds."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from pathway.accounts.vocabulary import Role
from pathway.audit.models import AuditEvent
from pathway.episodes.models import LegEvent
from pathway.episodes.vocabulary import LegEventKind, LegStatus
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db
from tests import referrals
from tests.integration.reading import parser
from tests.pairs import Act, Pair, pairs_over
from tests.referrals import HER_NUMBER, World, send
from tests.staff import Staff, organization, signed_in, user

ROUNDS = 12
HER_WORD = "/referrals/her-word"


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


@pytest.fixture
def pair(world: World, own_database: str) -> Iterator[Callable[[Staff, Staff], Pair]]:
    with pairs_over(own_database) as pair:
        yield pair


def words_of(answer: TestResponse) -> str:
    return " ".join(parser.fromstring(answer.text).text_content().split())


def what_happened(app: Flask, reference: str) -> list[LegEventKind]:
    """What happened to the first leg, in order."""
    leg = referrals.episode(app, reference).legs[0]
    with app.app_context():
        query = select(LegEvent.kind).where(LegEvent.leg_id == leg.id).order_by(LegEvent.number)
        return list(db.session.scalars(query))


def taking(staff: Staff, reference: str, worker: str, version: int) -> Act:
    fields = {"version": version, "accept-worker": worker, "accept-when": "hour"}
    return lambda: staff.post(f"/referrals/{reference}/received/1/accept", fields)


def test_taking_her_and_her_word_come_one_after_the_other(world: World, pair: Callable[[Staff, Staff], Pair]) -> None:
    outreach = signed_in(world.app, user(world.app, organization(world.app), Role.OUTREACH))
    both = pair(world.caseworker, outreach)
    seen = set()

    for number in range(ROUNDS):
        reference = send(world.referrer)
        took, said = both.at_once(
            taking(both.first, reference, "Team North", 1),
            lambda reference=reference: both.second.post(HER_WORD, {"reference": reference, "word": "stop"}),
            second_leads=bool(number % 2),
        )

        assert said.status_code == 303
        happened = what_happened(world.app, reference)
        seen.add(took.status_code)
        if took.status_code == 303:
            assert happened == [LegEventKind.SENT, LegEventKind.ACCEPTED, LegEventKind.CANCELLED]
        else:
            assert took.status_code == 409
            assert happened == [LegEventKind.SENT, LegEventKind.CANCELLED]
            assert "She took her agreement back" in words_of(took)
            assert "You wanted: take her" in words_of(took)
        leg = referrals.episode(world.app, reference).legs[0]
        assert leg.status is LegStatus.CANCELLED
        for page in (f"/referrals/{reference}/received/1/her", f"/referrals/{reference}/received/1/accept"):
            late = both.first.post(page, {"version": leg.version, "accept-worker": "North", "accept-when": "hour"})
            assert late.status_code == 409
            assert HER_NUMBER not in late.text
        assert what_happened(world.app, reference) == happened
    assert seen <= {303, 409}


def test_of_two_workers_one_takes_her_and_the_other_reads_who(
    world: World, pair: Callable[[Staff, Staff], Pair]
) -> None:
    colleague = signed_in(world.app, user(world.app, world.agency, Role.CASEWORKER))
    both = pair(world.caseworker, colleague)

    for number in range(ROUNDS):
        reference = send(world.referrer)
        answers = both.at_once(
            taking(both.first, reference, "Team North", 1),
            taking(both.second, reference, "Team South", 1),
            second_leads=bool(number % 2),
        )

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        [late] = [answer for answer in answers if answer.status_code == 409]
        [won, lost] = ["North", "South"] if late is answers[1] else ["South", "North"]
        leg = referrals.episode(world.app, reference).legs[0]
        with world.app.app_context():
            assert leg.named_worker == f"Team {won}"
        assert "Now it is: taken" in words_of(late)
        assert f"Team {won} has her" in words_of(late)
        assert f"Team {lost}" in words_of(late)
        assert what_happened(world.app, reference) == [LegEventKind.SENT, LegEventKind.ACCEPTED]


def test_a_number_that_he_has_is_shown_to_nobody_once_she_has_said_so(
    world: World, pair: Callable[[Staff, Staff], Pair]
) -> None:
    outreach = signed_in(world.app, user(world.app, organization(world.app), Role.OUTREACH))
    both = pair(world.caseworker, outreach)

    for number in range(ROUNDS):
        reference = send(world.referrer)
        assert taking(both.first, reference, "Team North", 1)().status_code == 303
        shown, said = both.at_once(
            lambda reference=reference: both.first.post(f"/referrals/{reference}/received/1/her"),
            lambda reference=reference: both.second.post(HER_WORD, {"reference": reference, "word": "phone"}),
            second_leads=bool(number % 2),
        )

        assert (shown.status_code, said.status_code) == (200, 303)
        with world.app.app_context():
            acts = select(AuditEvent.action).where(AuditEvent.action.in_(["identity.unmasked", "her_word.phone"]))
            last = list(db.session.scalars(acts.order_by(AuditEvent.sequence)))[-2:]
        assert sorted(last) == ["her_word.phone", "identity.unmasked"]
        is_before_her_word = last[0] == "identity.unmasked"
        assert (HER_NUMBER in shown.text) == is_before_her_word
        assert ("DO NOT RING OR TEXT" in shown.text) != is_before_her_word
        again = both.first.post(f"/referrals/{reference}/received/1/her")
        assert HER_NUMBER not in again.text
