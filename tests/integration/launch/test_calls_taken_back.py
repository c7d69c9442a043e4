"""A result is taken back by who recorded it, while the listing is as the call left it."""

from flask import Flask

from pathway.accounts.models import Proposal
from pathway.accounts.vocabulary import ProposalStatus, Role
from pathway.extensions import db
from tests.integration.launch.conftest import NEW, TODAY, after, listing, results, stored
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user


def test_what_a_call_did_is_not_taken_back_over_a_later_change(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    after(coordinator, f"{number.address}/right")
    coordinator.post(f"/manage/services/{number.service_id}/close", {"closed_note": "Flood"})

    answer = coordinator.post(f"{number.address}/undo")

    assert answer.status_code == 409
    assert "has been changed since" in words_of(answer.text)
    assert stored(app, number.service_id).closed_note == "Flood"
    assert results(app, number) == ["confirmed"]


def test_only_who_made_a_call_takes_it_back(app: Flask, coordinator: Staff) -> None:
    number = listing(app)
    after(coordinator, f"{number.address}/again")
    other = signed_in(app, user(app, organization(app), Role.COORDINATOR))

    assert other.post(f"{number.address}/undo").status_code == 409
    assert "Take it back" not in other.get(number.address).text
    assert results(app, number) == ["no_answer"]


def test_a_new_number_that_waits_is_taken_back_with_its_call(app: Flask, coordinator: Staff) -> None:
    number = listing(app, assured_on=TODAY, assured_by="Somebody")
    after(coordinator, f"{number.address}/changed", {"number": NEW})

    assert "Taken back." in after(coordinator, f"{number.address}/undo")

    with app.app_context():
        assert [row.status for row in db.session.query(Proposal)] == [ProposalStatus.WITHDRAWN]
    after(coordinator, f"{number.address}/changed", {"number": "020 7946 0333"})
