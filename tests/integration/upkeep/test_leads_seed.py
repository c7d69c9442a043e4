"""The roles of leads are loaded once, belong to whom the file says, and are left alone afterwards."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pathway.core.errors import SeedError
from pathway.extensions import db, writing
from pathway.leads.models import LeadHolder, LeadRole
from pathway.organizations.models import Organization
from pathway.upkeep import leads_seed
from tests.integration.reading import ROOT

SHARED = json.loads((ROOT / "seed" / "leads.json").read_text("utf-8"))


def load(app: Flask, folder: Path, change: Callable[[dict[str, Any]], None] = lambda _file: None) -> int:
    """Load the file as a change makes it."""
    file = json.loads(json.dumps(SHARED))
    change(file)
    (folder / "leads.json").write_text(json.dumps(file), "utf-8")
    with app.app_context(), writing():
        return leads_seed.load(db.session(), folder)


def test_every_role_of_the_file_is_there_and_nobody_is_named(listings: Flask) -> None:
    with listings.app_context():
        roles = db.session.execute(
            select(LeadRole, Organization.name)
            .outerjoin(Organization, Organization.id == LeadRole.organization_id)
            .order_by(LeadRole.position)
        ).all()
        nobody = db.session.scalars(select(LeadHolder)).all()
    stored = [
        (role.title, role.kind.value, name or role.organization_words, role.recommendation, role.escalation, role.url)
        for role, name in roles
    ]

    assert stored == [
        (
            *(row["role"], row["kind"], row["organisation"], row["recommendation"]),
            *(row.get("escalation"), row.get("page")),
        )
        for row in SHARED["roles"]
    ]
    assert nobody == []
    duty = roles[0][0]
    assert (duty.needs_phone, duty.needs_deputy, duty.needs_hours) == (True, True, True)
    assert next(role for role, name in roles if name == "London Borough of Brent").organization_words is None


def test_what_people_changed_is_left_and_what_is_new_is_added(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), writing():
        role = db.session.scalars(select(LeadRole).where(LeadRole.position == 2)).one()
        role.title, role.organization_words, role.retired_on = "Renamed", "Somewhere", None

    assert load(app, tmp_path) == 0
    new = {"role": "New role", "kind": "policy", "organisation": "to be agreed", "recommendation": 1}
    assert load(app, tmp_path, lambda file: file["roles"].append(new)) == 1
    with app.app_context():
        titles = db.session.scalars(select(LeadRole.title)).all()
    assert "Renamed" in titles
    assert "Duty lead" not in titles


def test_a_kind_of_organisation_is_not_the_one_that_has_its_name(listings: Flask) -> None:
    with listings.app_context():
        (role,) = db.session.scalars(select(LeadRole).where(LeadRole.title == "Sexual health clinic lead"))
        of_that_name = db.session.scalars(select(Organization.slug).where(Organization.name == "NHS")).all()

    assert of_that_name == ["nhs"]
    assert (role.organization_id, role.organization_words) == (None, "NHS")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: file["roles"][0].update(kind="both"), "both"),
        (lambda file: file["roles"][0].update(needs=["a horse"]), "a horse"),
        (lambda file: file["roles"][0].update(recommendation=14), "1 to 13"),
        (lambda file: file["roles"][0].update(person="Somebody"), "person"),
        (lambda file: file["roles"][0].update(unnamed="yes"), "unnamed"),
        (lambda file: file["roles"].append(file["roles"][0]), "twice"),
        (lambda file: file.pop("roles"), "cannot be read"),
        (lambda file: file.update(roles={}), "not a list"),
    ],
)
def test_a_file_that_is_wrong_says_where(
    app: Flask, tmp_path: Path, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    with pytest.raises(SeedError, match=words):
        load(app, tmp_path, change)
