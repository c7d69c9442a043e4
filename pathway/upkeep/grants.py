"""What the app's own role may do on PostgreSQL: everything but change or delete what was written down."""

from collections.abc import Sequence

from psycopg import sql
from sqlalchemy import Connection, text

_MAY_NOT = ("UPDATE", "DELETE", "TRUNCATE")
_TRIGGERS = ("audit_event_kept", "audit_event_not_emptied")


def grant_app_role(connection: Connection, role: str) -> None:
    """Give a role what the app needs in this database. Run as the owner of the tables, in a transaction.

    Raises ValueError for a role that is not there, or that could change the trail whatever it is granted.
    """
    if problem := _unfit(connection, role):
        raise ValueError(problem)
    cursor = connection.connection.cursor()
    who = sql.Identifier(role)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "REVOKE ALL ON audit_event, alembic_version FROM {}",
        "GRANT SELECT, INSERT ON audit_event TO {}",
        "GRANT SELECT ON alembic_version TO {}",
    ):
        cursor.execute(sql.SQL(statement).format(who))


def audit_faults(connection: Connection) -> Sequence[str]:
    """Say how whoever is connected could get round the trail; nothing when she could not."""
    found = []
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        found.append("the database role is a superuser")
    owner = "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'audit_event'::regclass"
    if connection.scalar(text(owner)):
        found.append("the database role owns the audit trail")
    for what in _MAY_NOT:
        may = "SELECT has_table_privilege(current_user, 'audit_event', :what)"
        if what == "UPDATE":  # one column is enough
            may = "SELECT has_any_column_privilege(current_user, 'audit_event', :what)"
        if connection.scalar(text(may), {"what": what}):
            found.append(f"the database role may {what} the audit trail")
    kept = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND tgenabled IN ('O', 'A')"
    if set(_TRIGGERS) - set(connection.scalars(text(kept))):
        found.append("what keeps rows of the audit trail as they are is gone or turned off")
    return found


def _unfit(connection: Connection, role: str) -> str | None:
    query = "SELECT rolsuper FROM pg_roles WHERE rolname = :role"
    is_superuser = connection.scalar(text(query), {"role": role})
    if is_superuser is None:
        return "there is no such role: make it first, with CREATE ROLE"
    if is_superuser:
        return "the role is a superuser, who may do anything to the audit trail"
    query = (
        "SELECT pg_has_role(CAST(:role AS name), relowner, 'MEMBER') FROM pg_class WHERE oid = 'audit_event'::regclass"
    )
    if connection.scalar(text(query), {"role": role}):
        return "the role owns the audit trail, and so may change it: the app needs one of its own"
    return None
