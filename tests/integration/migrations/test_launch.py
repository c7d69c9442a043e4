"""Going back before the launch and forward again: versions that older code has no word for count as changed."""

from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from pathway.accounts.vocabulary import Role
from pathway.config import ROOT
from pathway.extensions import db
from tests.integration.launch.conftest import listing
from tests.staff import organization, signed_in, user

MIGRATIONS = str(ROOT / "pathway" / "migrations")


def kinds(app: Flask) -> list[str]:
    """How the versions of listings came to be."""
    with app.app_context():
        return list(db.session.scalars(text("SELECT kind FROM listing_version ORDER BY number")))


def test_what_a_call_changed_is_kept_as_changed(app: Flask, now: object) -> None:
    coordinator = signed_in(app, user(app, organization(app), Role.COORDINATOR))
    assert coordinator.post(f"{listing(app).address}/right").status_code == 303
    assert kinds(app) == ["as_found", "rung"]
    revisions = ScriptDirectory(MIGRATIONS).walk_revisions()
    before = next(one.down_revision for one in revisions if Path(one.path).name.endswith("_launch.py"))

    with app.app_context():
        downgrade(directory=MIGRATIONS, revision=before)
    assert kinds(app) == ["as_found", "changed"]
    with app.app_context():
        upgrade(directory=MIGRATIONS)

    assert kinds(app) == ["as_found", "changed"]
    assert coordinator.get("/manage/start").status_code == 200
