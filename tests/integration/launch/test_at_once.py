"""Two people at the same moment: one result, one signature, one change of words counts, and the other is told."""

import threading
from collections.abc import Callable

from flask import Flask

from pathway.accounts.vocabulary import Role
from pathway.extensions import db
from pathway.launch.models import FallbackEdit, SignOffChange
from tests.integration.launch.conftest import listing, results
from tests.staff import Staff, organization, signed_in, user

PEOPLE = 3


def everybody(app: Flask) -> list[Staff]:
    return [signed_in(app, user(app, organization(app), Role.COORDINATOR)) for _ in range(PEOPLE)]


def at_once(people: list[Staff], send: Callable[[int, Staff], int]) -> list[int]:
    """Let each send something at the same moment; return what became of each, in order of status."""
    statuses: list[int] = []
    start = threading.Barrier(len(people))

    def one(place: int) -> None:
        start.wait(timeout=10)
        statuses.append(send(place, people[place]))

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(statuses)


def test_one_result_of_a_call_counts(app: Flask, now: object) -> None:
    number = listing(app)
    acts = ("right", "again", "wrong")

    statuses = at_once(
        everybody(app), lambda place, who: who.post(f"{number.address}/{acts[place]}", {"seen": "0"}).status_code
    )

    assert statuses == [303, 409, 409]
    assert len(results(app, number)) == 1


def test_one_signature_counts(app: Flask, now: object) -> None:
    def sign(place: int, who: Staff) -> int:
        typed = {"safeguarding_lead-signed_by": f"Person {place}", "safeguarding_lead-signed_on": "2026-11-20"}
        return who.post("/manage/start/sign-offs/safeguarding_lead", typed).status_code

    assert at_once(everybody(app), sign) == [303, 409, 409]
    with app.app_context():
        assert db.session.query(SignOffChange).count() == 1


def test_one_change_of_words_counts(app: Flask, now: object) -> None:
    def write(place: int, who: Staff) -> int:
        typed = {"text": f"Ring the desk, {place}.", "seen": "0"}
        return who.post("/manage/start/words/sarc/any/any/any/save", typed).status_code

    assert at_once(everybody(app), write) == [303, 409, 409]
    with app.app_context():
        assert db.session.query(FallbackEdit).count() == 1
