"""Counts of legs that an older version kept are there as counts of what came of asking."""

from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from pathway.config import ROOT
from pathway.episodes.evidence.models import EvidenceCount
from pathway.extensions import db

KEPT = text(
    "INSERT INTO referral_count (month, agency_type, area, status, legs) VALUES (:month, :kind, :area, :status, :legs)"
)
MIGRATIONS = str(ROOT / "pathway" / "migrations")


def test_counts_of_legs_are_carried_over(app: Flask) -> None:
    revisions = ScriptDirectory(MIGRATIONS).walk_revisions()
    before = next(one.down_revision for one in revisions if Path(one.path).name.endswith("_evidence.py"))
    with app.app_context():
        downgrade(directory=MIGRATIONS, revision=before)
        for kind, area, status, legs in (
            ("housing_advice", "brent", "completed", 3),
            ("housing_advice", "elsewhere", "failed", 4),
            ("housing_advice", "brent", "rejected", 2),
            ("housing_advice", "brent", "cancelled", 9),
            ("legal_advice", "brent", "rejected", 5),
        ):
            row = {"month": "2026-10-01", "kind": kind, "area": area, "status": status, "legs": legs}
            db.session.execute(KEPT, row)
        db.session.commit()
        upgrade(directory=MIGRATIONS)

        rows = db.session.scalars(select(EvidenceCount).order_by(EvidenceCount.value))
        assert [(f"{row.month:%Y-%m}", row.figure, row.value, row.number) for row in rows] == [
            ("2026-10", "kind", "housing_advice taken", 7),
            ("2026-10", "kind", "housing_advice unmet", 2),
            ("2026-10", "kind", "legal_advice unmet", 5),
        ]
