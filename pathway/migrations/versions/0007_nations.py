"""What a national service serves: the United Kingdom, England and Wales, or England.

Listings that came with the product get what their own words on their area say, as long as the words are still those
they came with. What anybody has written otherwise is left for people to fill in.
"""

import sqlalchemy as sa
from alembic import op

from pathway.directory.stable_ids import stable_id

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = {
    "United Kingdom": "uk",
    "UK": "uk",
    "UK and Ireland": "uk",
    "UK, based in Holland Park": "uk",
    "UK; based at Crossroads Women's Centre, Wolsey Mews, Kentish Town": "uk",
    "England and Wales": "england_wales",
    "England": "england",
}
"""What the words mean that listings came with."""

SLUGS = (
    "emergency-999",
    "police-101",
    "crimestoppers",
    "nda-helpline",
    "rapecrisis-247",
    "modern-slavery-helpline",
    "salvation-army-msvcc",
    "num",
    "victim-support",
    "galop",
    "karma-nirvana",
    "survivors-trust",
    "womens-aid",
    "samaritans",
    "shout",
    "nhs-111",
    "frank",
    "shelter",
    "streetlink",
    "citizens-advice",
    "migrant-help",
    "kalayaan",
    "rights-of-women",
    "ecp",
    "childline",
    "ictg",
    "ssw",
)


def upgrade() -> None:
    """Add the column as it is: to make the table anew would drop what hangs on it. Then fill it."""
    op.execute(
        "ALTER TABLE service ADD COLUMN nations VARCHAR(40)"
        " CONSTRAINT ck_service_nations CHECK (nations IN ('uk', 'england_wales', 'england'))"
    )
    service = sa.table(
        "service",
        sa.column("id", sa.Uuid()),
        sa.column("nations", sa.String()),
        sa.column("service_area_description", sa.String()),
    )
    came = [stable_id("service", slug) for slug in SLUGS]
    for words, nations in WORDS.items():
        op.execute(
            service.update()
            .where(service.c.id.in_(came), service.c.service_area_description == words)
            .values(nations=nations)
        )


def downgrade() -> None:
    """Drop the column, and its check with it."""
    op.execute("ALTER TABLE service DROP COLUMN nations")
