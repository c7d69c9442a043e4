"""Routing: versions of its table, which never change once published; signatures; what choosing a service reads."""

import sqlalchemy as sa
from alembic import op

from pathway.core.database import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEVER_CHANGES = "a published routing table never changes"
KEPT = ("id", "number", "content", "content_hash", "author", "approved_by", "effective_from", "created_at")


def upgrade() -> None:
    """Create the tables, and what keeps a published one as it is."""
    op.create_table(
        "routing_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "checked",
                "published",
                "retired",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        sa.Column("effective_from", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("author <> approved_by", name=op.f("ck_routing_table_approved_by_another")),
        sa.CheckConstraint(
            "status IN ('draft', 'checked') OR effective_from IS NOT NULL",
            name=op.f("ck_routing_table_published_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_table")),
        sa.UniqueConstraint("number", name=op.f("uq_routing_table_number")),
    )
    op.create_index("ix_routing_table_in_force", "routing_table", ["status", "effective_from", "number"])
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "safeguarding_lead",
                "data_protection_officer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("role", name=op.f("uq_sign_off_role")),
    )
    op.create_table(
        "service_capacity",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("available >= 0", name=op.f("ck_service_capacity_available")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_capacity_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_service_capacity")),
    )
    # Plain ADD COLUMN: to copy search_entry, as a batch does, would lose the triggers that keep its words in step.
    op.add_column("search_entry", sa.Column("reaches", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("index_version", sa.Column("format", sa.Integer(), nullable=False, server_default="1"))
    if op.get_bind().dialect.name == "postgresql":
        _keep_on_postgresql()
    else:
        _keep_on_sqlite()


def _keep_on_sqlite() -> None:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
    stop = f"BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGES}'); END"
    op.execute(
        "CREATE TRIGGER routing_table_kept BEFORE UPDATE ON routing_table "
        f"WHEN OLD.status IN ('published', 'retired') AND ({changed} OR NOT (NEW.status = OLD.status "
        f"OR (OLD.status = 'published' AND NEW.status = 'retired'))) {stop}"
    )
    op.execute(
        "CREATE TRIGGER routing_table_not_removed BEFORE DELETE ON routing_table "
        f"WHEN OLD.status IN ('published', 'retired') {stop}"
    )


def _keep_on_postgresql() -> None:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    op.execute(
        "CREATE FUNCTION routing_table_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.status IN ('published', 'retired') THEN "
        f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{NEVER_CHANGES}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"ELSIF {changed} OR NOT (NEW.status = OLD.status OR (OLD.status = 'published' AND NEW.status = 'retired')) "
        f"THEN RAISE EXCEPTION '{NEVER_CHANGES}' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER routing_table_kept BEFORE UPDATE OR DELETE ON routing_table "
        "FOR EACH ROW EXECUTE FUNCTION routing_table_kept()"
    )
    op.execute(
        "CREATE FUNCTION routing_table_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{NEVER_CHANGES}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER routing_table_not_emptied BEFORE TRUNCATE ON routing_table "
        "FOR EACH STATEMENT EXECUTE FUNCTION routing_table_not_emptied()"
    )


def downgrade() -> None:
    """Remove them; triggers go with their table."""
    op.drop_column("index_version", "format")
    op.drop_column("search_entry", "reaches")
    op.drop_table("service_capacity")
    op.drop_table("sign_off")
    op.drop_table("routing_table")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION routing_table_kept()")
        op.execute("DROP FUNCTION routing_table_not_emptied()")
