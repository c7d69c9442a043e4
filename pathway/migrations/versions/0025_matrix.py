"""The lines that the policy matrix gained, and who holds the mailbox of an organisation that answers here."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

LINES = 47
MORE_LINES = 53


def upgrade() -> None:
    """Widen what a proposal may need, and add the column."""
    _set_permissions(MORE_LINES)
    # As it is: to make the table anew would drop the checks that other tables' rows rely on.
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE sharing_agreement ADD COLUMN holder_id {kind} "
        "CONSTRAINT fk_sharing_agreement_holder_id_user_account REFERENCES user_account (id)"
    )


def downgrade() -> None:
    """Take both back. Proposals that need one of the new lines go with them."""
    op.execute("ALTER TABLE sharing_agreement DROP COLUMN holder_id")
    op.execute("DELETE FROM proposal WHERE permission IN ('A48', 'A49', 'A50', 'A51', 'A52', 'A53')")
    _set_permissions(LINES)


def _set_permissions(last: int) -> None:
    """Say which lines there are. The table of proposals has no triggers, and nothing refers to it."""
    words = ", ".join(f"'A{number:02}'" for number in range(1, last + 1))
    with op.batch_alter_table("proposal") as batch:
        batch.drop_constraint(op.f("ck_proposal_permission"), type_="check")
        batch.create_check_constraint(op.f("ck_proposal_permission"), sa.text(f"permission IN ({words})"))
