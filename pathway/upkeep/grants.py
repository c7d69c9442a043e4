"""What the app's own role may do on PostgreSQL: everything but change or delete what was written down."""

from collections.abc import Sequence

from psycopg import sql
from sqlalchemy import Connection, text

_MAY_NOT = ("UPDATE", "DELETE", "TRUNCATE")


def grant_app_role(connection: Connection, role: str) -> None:
    """Give a role what the app needs in this database. Run as the owner of the tables, in a transaction."""
    cursor = connection.connection.cursor()
    who = sql.Identifier(role)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "REVOKE UPDATE, DELETE, TRUNCATE ON audit_event FROM {}",
        "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}",
    ):
        cursor.execute(sql.SQL(statement).format(who))


def audit_faults(connection: Connection) -> Sequence[str]:
    """Say how whoever is connected could get round the trail; nothing when she could not."""
    found = []
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        found.append("the database role is a superuser")
    owner = "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'audit_event'"
    if connection.scalar(text(owner)):
        found.append("the database role owns the audit trail")
    for what in _MAY_NOT:
        may = text("SELECT has_table_privilege(current_user, 'audit_event', :what)")
        if connection.scalar(may, {"what": what}):
            found.append(f"the database role may {what} the audit trail")
    return found
