"""What the app's own role may do on PostgreSQL: everything but change or delete rows of the audit trail."""

from collections.abc import Sequence

from psycopg import sql
from sqlalchemy import Connection, text

_MAY_NOT = ("UPDATE", "DELETE", "TRUNCATE")
_TRIGGERS = ("audit_event_kept", "audit_event_not_emptied")
_PREDEFINED = {
    "pg_execute_server_program": "may run programs as the server",
    "pg_write_all_data": "may change every table",
    "pg_write_server_files": "may write files of the server's",
}

# A superuser counts as a member of every role, which says nothing.
_ROLES = """
SELECT granted.rolname, granted.rolsuper, granted.rolcreaterole, granted.oid = relowner
FROM pg_roles AS own, pg_roles AS granted, pg_class
WHERE own.rolname = :role AND pg_class.oid = 'audit_event'::regclass
AND (granted.oid = own.oid OR NOT own.rolsuper AND pg_has_role(own.oid, granted.oid, 'MEMBER'))
ORDER BY granted.oid <> own.oid, granted.rolname
"""


def grant_app_role(connection: Connection, role: str) -> None:
    """Give a role what the app needs in this database. Run as the owner of the tables, in a transaction.

    Raises ValueError for a role that is not there, or that could change the trail whatever it is granted.
    """
    if connection.scalar(text("SELECT oid FROM pg_roles WHERE rolname = :role"), {"role": role}) is None:
        raise ValueError("there is no such role: make it first, with CREATE ROLE")
    if powers := _powers(connection, role):
        raise ValueError(
            f"the role {' and '.join(powers)}, and so may change the audit trail: the app needs one of its own"
        )
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
    """Say how the role that is connected could get round the trail; empty when it could not."""
    role = str(connection.scalar(text("SELECT current_user")))
    faults = [f"the database role {power}" for power in _powers(connection, role)]
    for what in _MAY_NOT:
        # One column is enough to update.
        may = f"has_{'any_column' if what == 'UPDATE' else 'table'}_privilege(oid, 'audit_event', :what)"
        query = f"SELECT count(*) FROM pg_roles WHERE pg_has_role(oid, 'MEMBER') AND {may}"  # noqa: S608 # nosec B608 - words above
        if connection.scalar(text(query), {"what": what}):
            faults.append(f"the database role may {what} the audit trail")
    triggers = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND tgenabled IN ('O', 'A')"
    if set(_TRIGGERS) - set(connection.scalars(text(triggers))):
        faults.append("what keeps rows of the audit trail as they are is gone or turned off")
    return faults


def _powers(connection: Connection, role: str) -> list[str]:
    """Say by which powers a role could change the trail whatever it is granted: its own, or of roles it is a member of.

    A role that does not inherit counts as one that does: it has only to say SET ROLE.
    """
    descriptions = []
    for name, is_superuser, makes_roles, owns in connection.execute(text(_ROLES), {"role": role}):
        powers = {
            "is a superuser": is_superuser,
            # Before PostgreSQL 16 it gives itself any role but a superuser's.
            "may make roles (CREATEROLE), and so take on others": makes_roles and not is_superuser,
            "owns the audit trail": owns,
            _PREDEFINED.get(name, ""): name in _PREDEFINED,
        }
        member = "" if name == role else f"is a member of {name}, which "
        descriptions += [f"{member}{words}" for words, has in powers.items() if has]
    return descriptions
