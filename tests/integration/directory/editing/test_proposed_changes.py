"""What one proposes and another decides: the last approved version stands meanwhile, and nobody is both."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.accounts.models import Proposal, User
from pathway.accounts.vocabulary import ProposalStatus, Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.core import clock
from pathway.directory.editing import proposed_changes
from pathway.directory.models import ContactChange, SearchEntry
from pathway.extensions import db, writing
from tests import factories
from tests.integration.accounts.signing import messages
from tests.integration.conftest import NOW
from tests.integration.directory.editing.conftest import Owner, stored
from tests.integration.directory.editing.test_sections import address, form_of, typed
from tests.integration.reading import words_of
from tests.staff import Staff, organization, signed_in, user

OLD, NEW = "020 7946 0000", "020 7946 0123"


@dataclass
class Two:
    """A listing that was confirmed, its manager, and the coordinator of another organisation."""

    owner: Owner
    service_id: UUID
    manager: Staff
    coordinator: Staff

    @property
    def app(self) -> Flask:
        return self.owner.app

    def ask(self, number: str = NEW) -> None:
        """The manager types another number, and saves."""
        form = typed(form_of(self.app, self.service_id, "numbers"), **{"phones-0-number": number})
        answer = self.manager.post(address(self.service_id, "numbers", "/save"), form)
        assert answer.status_code == 303, words_of(answer.text)

    def proposal(self) -> Proposal:
        """What was asked for last."""
        with self.app.app_context():
            about = select(Proposal).where(Proposal.subject_id == self.service_id)
            row = db.session.scalars(about.order_by(Proposal.proposed_at.desc(), Proposal.id)).first()
            assert row is not None
            db.session.expunge_all()
            return row

    def decide(self, who: Staff, act: str = "approve", **typed_in: str) -> int:
        """Somebody decides, over the version there is."""
        shown = {"shown": str(stored(self.app, self.service_id).version)}
        return who.post(f"/manage/services/proposals/{self.proposal().id}/{act}", shown | typed_in).status_code

    def number(self) -> str:
        """What everybody rings."""
        return stored(self.app, self.service_id).phones[0].number

    def public(self) -> str:
        """What everybody reads."""
        return words_of(self.app.test_client().get(f"/services/{self.service_id}").text)


@pytest.fixture
def two(owner: Owner, coordinator: Staff) -> Two:
    """A listing confirmed by its own people."""
    service_id = owner.listing(
        phones=[factories.phone(number=OLD, digits="02079460000")],
        assured_on=NOW.date(),
        assured_by="Example Trust",
        email="desk@example.org",
    )
    return Two(owner, service_id, owner.manager(), coordinator)


def test_a_number_changes_a_day_after_a_second_person_agreed(two: Two) -> None:
    two.ask()
    assert two.number() == OLD
    assert "How to reach it is being changed." in two.public()

    assert two.decide(two.coordinator) == 303
    assert two.number() == OLD
    with two.app.app_context():
        proposed_changes.make_due(NOW + timedelta(hours=23, minutes=59))
    assert two.number() == OLD
    with two.app.app_context():
        proposed_changes.make_due(NOW + timedelta(hours=24))

    assert two.number() == NEW
    assert "is being changed" not in two.public()
    with two.app.app_context():
        actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
    assert [action for action in actions if action.startswith(("proposal", "listing"))] == [
        "proposal.made",
        "proposal.approved",
        "listing.agreed",
    ]


def test_whoever_must_decide_and_whoever_had_the_old_contact_are_told(two: Two) -> None:
    colleague = user(two.app, two.owner.organization_id, Role.SERVICE_MANAGER)
    stranger = user(two.app, organization(two.app), Role.SERVICE_MANAGER)

    two.ask()

    def told(who: UUID) -> list[str]:
        with two.app.app_context():
            email = db.session.get_one(User, who).email
        return [template for template, _ in messages(two.app, email)]

    assert two.coordinator.user_id
    assert told(two.coordinator.user_id) == ["to_decide"]
    assert [told(colleague), told(stranger)] == [[], []]
    assert [template for template, _ in messages(two.app, "desk@example.org")] == ["contact_change"]
    assert "change numbers" in words_of(two.coordinator.get("/manage").text).lower()


def test_nobody_of_the_same_organisation_is_the_second_person(two: Two) -> None:
    two.ask()
    colleague = signed_in(two.app, user(two.app, two.owner.organization_id, Role.SERVICE_MANAGER))
    same = signed_in(two.app, user(two.app, two.owner.organization_id, Role.COORDINATOR))

    assert [two.decide(who) for who in (two.manager, colleague, same)] == [409, 409, 409]
    assert two.proposal().status is ProposalStatus.WAITING


def test_where_there_is_nobody_near_a_manager_of_another_organisation_decides(owner: Owner) -> None:
    service_id = owner.listing(assured_on=NOW.date(), assured_by="Example Trust")
    stranger = signed_in(owner.app, user(owner.app, organization(owner.app), Role.SERVICE_MANAGER))
    two = Two(owner, service_id, owner.manager(), stranger)

    two.ask()

    assert "numbers" in words_of(stranger.get("/manage").text)
    assert two.decide(stranger) == 303


def test_the_coordinator_alone_waives_the_day_and_says_why(two: Two) -> None:
    two.ask()

    assert two.decide(two.coordinator, waive="y") == 400
    assert two.number() == OLD
    assert two.decide(two.coordinator, waive="y", reason="The old number rings at a stranger's.") == 303

    assert two.number() == NEW
    with two.app.app_context():
        assert "proposal.waived" in db.session.scalars(select(AuditEvent.action)).all()


def test_a_manager_cannot_waive_it(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(assured_on=NOW.date(), assured_by="Example Trust")
    asking = Two(owner, service_id, coordinator, owner.manager())
    asking.ask()

    assert asking.decide(asking.coordinator, waive="y", reason="Now.") == 403
    assert asking.decide(asking.coordinator) == 303


def test_what_is_refused_says_why_to_whoever_asked(two: Two) -> None:
    two.ask()

    assert two.decide(two.coordinator, "refuse") == 400
    assert two.decide(two.coordinator, "refuse", reason="That is the fax.") == 303

    assert "That is the fax." in words_of(two.manager.get("/manage/services/proposals").text)
    assert "is being changed" not in two.public()
    with two.app.app_context():
        email = db.session.get_one(User, two.manager.user_id).email
        assert db.session.scalars(select(ContactChange)).all() == []
    assert [template for template, _ in messages(two.app, email)] == ["decided"]


def test_an_approved_change_is_stopped_while_it_rests(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator)

    assert two.decide(two.manager, "refuse", reason="We keep the old one.") == 303
    with two.app.app_context():
        proposed_changes.make_due(NOW + timedelta(days=2))

    assert two.number() == OLD
    assert "is being changed" not in two.public()


def test_it_is_taken_back_by_whoever_asked(two: Two) -> None:
    two.ask()

    assert two.decide(two.coordinator, "withdraw") == 409
    assert two.decide(two.manager, "withdraw") == 303
    assert "is being changed" not in two.public()


def test_what_nobody_decides_is_over_after_a_week_and_the_contact_stands_as_it_was(two: Two) -> None:
    two.ask()
    clock.stop(NOW + timedelta(days=7, minutes=1))
    with two.app.app_context():
        proposed_changes.make_due(NOW + timedelta(days=7, minutes=1))

    assert "is being changed" not in two.public()


def test_a_second_change_waits_until_the_first_is_decided(two: Two) -> None:
    two.ask()
    form = typed(form_of(two.app, two.service_id, "numbers"), **{"phones-0-number": "020 7946 0999"})

    assert two.manager.post(address(two.service_id, "numbers", "/save"), form).status_code == 409
    two.ask()
    with two.app.app_context():
        assert len(db.session.scalars(select(Proposal)).all()) == 1


def test_nobody_approves_what_she_has_not_seen(two: Two) -> None:
    two.ask()
    before = {"shown": str(stored(two.app, two.service_id).version)}
    form = typed(form_of(two.app, two.service_id, "about"), description="Other words.")
    two.manager.post(address(two.service_id, "about", "/save"), form)

    answer = two.coordinator.post(f"/manage/services/proposals/{two.proposal().id}/approve", before)

    assert answer.status_code == 409
    assert "has changed since you looked" in words_of(answer.text)


def test_two_who_approve_at_once_are_one(two: Two) -> None:
    two.ask()
    other = signed_in(two.app, user(two.app, organization(two.app), Role.COORDINATOR))
    shown, proposal_id = str(stored(two.app, two.service_id).version), two.proposal().id
    statuses: list[int] = []

    def approve(who: Staff) -> None:
        answer = who.post(f"/manage/services/proposals/{proposal_id}/approve", {"shown": shown})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=approve, args=(who,)) for who in (two.coordinator, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(statuses) == [303, 409]
    with two.app.app_context():
        assert db.session.scalars(select(AuditEvent.action)).all().count("proposal.approved") == 1


def test_two_workers_make_one_change(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator)

    def work() -> None:
        with two.app.app_context():
            proposed_changes.make_due(NOW + timedelta(days=2))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert two.number() == NEW
    with two.app.app_context():
        assert db.session.scalars(select(AuditEvent.action)).all().count("listing.agreed") == 1


def test_what_can_no_longer_be_done_is_over_and_keeps_no_other_back(two: Two) -> None:
    two.ask()
    two.decide(two.coordinator)
    other = two.owner.listing(
        phones=[factories.phone(number=OLD, digits="02079460000")], assured_on=NOW.date(), assured_by="Example Trust"
    )
    second = Two(two.owner, other, two.manager, two.coordinator)
    second.ask()
    second.decide(second.coordinator)
    with two.app.app_context(), writing():
        first = db.session.scalars(select(Proposal).where(Proposal.subject_id == two.service_id)).one()
        first.details = "{}"
    with two.app.app_context():
        proposed_changes.make_due(NOW + timedelta(days=2))
        first = db.session.scalars(select(Proposal).where(Proposal.subject_id == two.service_id)).one()
        assert first.status is ProposalStatus.EXPIRED

    assert [two.number(), second.number()] == [OLD, NEW]


def test_cards_say_that_a_contact_is_being_changed(two: Two) -> None:
    two.ask()

    with two.app.app_context():
        card = db.session.scalars(select(SearchEntry.card).where(SearchEntry.service_id == two.service_id)).one()
    assert card["is_changing"] is True


def outreach(owner: Owner) -> Staff:
    return signed_in(owner.app, user(owner.app, organization(owner.app), Role.OUTREACH))


def test_an_outreach_worker_proposes_and_the_manager_decides(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(description="They listen.")
    worker, two = outreach(owner), Two(owner, service_id, owner.manager(), coordinator)
    assert f"/manage/services/{service_id}/edit" in worker.get(f"/services/{service_id}").text
    form = typed(form_of(owner.app, service_id, "about"), description="They listen, on Fridays too.")

    checked = worker.post(address(service_id, "about"), form)
    assert "Who looks after this listing is asked" in words_of(checked.text)
    assert worker.post(address(service_id, "about", "/save"), form).status_code == 303
    assert stored(owner.app, service_id).description == "They listen."
    page = words_of(two.manager.get(f"/manage/services/proposals/{two.proposal().id}").text)
    assert "What it does: “They listen.”, now “They listen, on Fridays too.”" in page
    assert two.decide(two.manager) == 303

    assert stored(owner.app, service_id).description == "They listen, on Fridays too."
    assert "Approved." in words_of(worker.get("/manage/services/proposals").text)


def test_a_number_proposed_from_elsewhere_still_takes_two_of_those_who_may(owner: Owner, coordinator: Staff) -> None:
    service_id = owner.listing(
        phones=[factories.phone(number=OLD, digits="02079460000")], assured_on=NOW.date(), assured_by="Example Trust"
    )
    worker, two = outreach(owner), Two(owner, service_id, owner.manager(), coordinator)
    form = typed(form_of(owner.app, service_id, "numbers"), **{"phones-0-number": NEW})
    worker.post(address(service_id, "numbers", "/save"), form)

    assert two.decide(two.manager) == 303
    assert two.number() == OLD
    with owner.app.app_context():
        acts = {row.act: row.status for row in db.session.scalars(select(Proposal))}
    assert acts == {"listing.suggestion": ProposalStatus.APPROVED, "listing.contact": ProposalStatus.WAITING}


def test_nobody_else_sees_what_was_proposed(owner: Owner) -> None:
    service_id = owner.listing()
    form = typed(form_of(owner.app, service_id, "about"), description="Other words.")
    outreach(owner).post(address(service_id, "about", "/save"), form)
    proposal_id = Two(owner, service_id, owner.manager(), owner.manager()).proposal().id

    for who in (outreach(owner), signed_in(owner.app, user(owner.app, organization(owner.app), Role.SERVICE_MANAGER))):
        assert who.get(f"/manage/services/proposals/{proposal_id}").status_code == 404
        assert "Other words" not in who.get("/manage/services/proposals").text


def test_one_who_left_asks_for_nothing_any_more(owner: Owner) -> None:
    service_id = owner.listing()
    worker = outreach(owner)
    form = typed(form_of(owner.app, service_id, "about"), description="Other words.")
    worker.post(address(service_id, "about", "/save"), form)
    with owner.app.app_context(), writing():
        gone = db.session.get_one(User, worker.user_id)
        gone.status, gone.disabled_at = UserStatus.DISABLED, NOW

    assert Two(owner, service_id, owner.manager(), worker).decide(owner.manager()) == 409


def test_what_was_proposed_about_a_place_is_forgotten_once_it_is_confidential(owner: Owner) -> None:
    service_id = owner.listing(at=factories.site())
    where = {"places-0-address_1": "77 Example Street"}
    outreach(owner).post(
        address(service_id, "places", "/save"), typed(form_of(owner.app, service_id, "places"), **where)
    )
    names = ("place_name", "address_1", "city", "postal_code")
    hide = {"places-0-kind": "confidential"} | {f"places-0-{name}": "" for name in names}
    owner.manager().post(
        address(service_id, "places", "/save"), typed(form_of(owner.app, service_id, "places"), **hide)
    )

    with owner.app.app_context():
        (proposal,) = db.session.scalars(select(Proposal)).all()
        assert proposal.details == "{}"
    page = owner.manager().get(f"/manage/services/proposals/{proposal.id}")
    assert "the listing has become confidential" in words_of(page.text)
