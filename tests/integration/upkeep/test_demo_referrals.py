"""Demo data has a referral in every state and a lead of each kind, marked as made up."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.directory.models import Service
from pathway.episodes.models import Episode, Leg
from pathway.episodes.vocabulary import LegStatus
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db
from pathway.leads.models import LeadHolder, LeadRole
from pathway.leads.vocabulary import LeadKind
from pathway.upkeep import demo
from tests.mailboxes import codes_to, links_to, reader
from tests.staff import Staff, signed_in, visitor


@pytest.fixture(scope="module")
def loaded(shared_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = shared_app.config["SETTINGS"]
    shared_app.config["SETTINGS"] = settings.__class__(**(vars(settings) | {"instance": tmp_path_factory.mktemp("i")}))
    demo.load(shared_app)
    yield shared_app
    shared_app.config["SETTINGS"] = settings


def test_there_is_one_in_every_state_and_all_are_marked(loaded: Flask) -> None:
    with loaded.app_context():
        assert {leg.status for leg in db.session.scalars(select(Leg).where(Leg.number == 1))} == set(LegStatus)
        assert all(episode.is_demo for episode in db.session.scalars(select(Episode)))
        names = db.session.scalars(select(Service.name).where(Service.slug.startswith("demo-service"))).all()
        assert all(name.endswith("(made up)") for name in names)


def test_a_role_of_each_kind_of_lead_is_held_and_marked(loaded: Flask) -> None:
    with loaded.app_context():
        made_up = db.session.scalars(select(LeadRole).where(LeadRole.title.endswith("(made up)"))).all()
        assert {role.kind for role in made_up} == set(LeadKind)
        holders = db.session.scalars(select(LeadHolder)).all()
        assert {holder.role_id for holder in holders} == {role.id for role in made_up}  # no real role is
        assert len(holders) == 6
        names = [holder.name or "" for holder in holders]
        assert all(name.startswith("Demo ") and name.endswith("(made up)") for name in names)
        referrer = db.session.scalars(select(Episode.referrer_id)).first()
    assert referrer is not None

    to_staff, to_all = signed_in(loaded, referrer).get("/leads").text, visitor(loaded).get("/leads").text

    assert "Demo holder of policy (made up)" in to_staff
    assert "Demo deputy" not in to_staff  # she did not agree
    assert "Demo holder" not in to_all
    assert "Demo policy lead (made up)" in to_all


def test_one_waits_at_a_mailbox_and_its_link_opens_it(loaded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)
    mailbox = "referrals@demo-charity-2.example.org"
    (link,) = links_to(loaded, mailbox)
    team = reader(loaded)
    asked = team.ask(link)

    assert team.type_code(link, asked, codes_to(loaded, mailbox)[0]).status_code == 303

    assert "Demo debt advice by e-mail (made up)" in team.get("/answer").text


def test_each_opens_for_its_referrer(loaded: Flask) -> None:
    with loaded.app_context():
        references = db.session.execute(select(Episode.reference, Episode.referrer_id)).all()
    referrer: Staff = signed_in(loaded, references[0].referrer_id)

    for reference, _ in references:
        assert referrer.get(f"/referrals/{reference}").status_code == 200
