"""Made-up organisations and people, to try Pathway with. Refused in production."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from pathway.accounts import passwords, recovery, totp
from pathway.accounts.demo_accounts import FILE
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit import trail
from pathway.config import Settings
from pathway.core.clock import london_today
from pathway.core.errors import SeedError
from pathway.directory.stable_ids import stable_id
from pathway.extensions import db, writing
from pathway.organizations.models import EmailDomain, Organization
from pathway.organizations.vocabulary import OrganizationKind
from pathway.upkeep import demo_leads, demo_referrals

EACH = (1, 2)


def load(app: Flask) -> Mapping[str, Any]:
    """Add two organisations of each kind, two people of each role, referrals in every state, and two roles of leads.

    Return them with what the people sign in with.

    Existing accounts are left as they are. Raises SeedError in production, or when the secrets of earlier demo accounts
    are lost.
    """
    refuse_in_production(app)
    settings: Settings = app.config["SETTINGS"]
    path = settings.instance / FILE
    with app.app_context(), writing():
        if db.session.get(User, _id("user", f"{Role.REFERRER}-1")) is not None:
            return _read(path)
        homes = {(kind, number): _organization(kind, number) for kind in OrganizationKind for number in EACH}
        db.session.flush()
        users = [
            _user(role, number, homes[OrganizationKind.CHARITY, number], role.value) for role in Role for number in EACH
        ]
        users += [
            _user(Role.REFERRER, number, homes[OrganizationKind.ENFORCEMENT, number], "enforcement") for number in EACH
        ]
        trail.record("demo.loaded", "organization:demo", None)
        references = demo_referrals.load(
            {number: _id("organization", f"{OrganizationKind.CHARITY}-{number}") for number in EACH},
            db.session.get_one(User, _id("user", f"{Role.REFERRER.value}-1")),
            {number: db.session.get_one(User, _id("user", f"{Role.CASEWORKER.value}-{number}")) for number in EACH},
        )
        homes_of_leads = (OrganizationKind.COUNCIL, OrganizationKind.CHARITY)
        demo_leads.load({kind: _id("organization", f"{kind}-1") for kind in homes_of_leads}, london_today())
    accounts = {"organizations": list(homes.values()), "users": users, "referrals": references}
    _write(path, accounts)
    return accounts


def refuse_in_production(app: Flask) -> None:
    """Raise SeedError in production: nothing that is made up is ever added there."""
    if app.config["SETTINGS"].env == "production":
        raise SeedError("Demo accounts are for development and tests only. Nothing was added.")


def _organization(kind: OrganizationKind, number: int) -> dict[str, str]:
    slug = f"demo-{kind}-{number}"
    domain = f"{slug}.example.org"
    organization = Organization(
        id=_id("organization", f"{kind}-{number}"),
        slug=slug,
        name=f"Demo {kind.value} {number}",
        kind=kind,
        is_first_responder=kind in {OrganizationKind.COUNCIL, OrganizationKind.ENFORCEMENT},
        is_demo=True,
    )
    db.session.add(organization)
    db.session.flush()
    db.session.add(EmailDomain(domain=domain, organization_id=organization.id))
    return {"id": str(organization.id), "name": organization.name, "kind": kind.value, "domain": domain}


def _user(role: Role, number: int, home: Mapping[str, str], called: str) -> dict[str, Any]:
    password, secret = secrets.token_urlsafe(15), totp.new_secret()
    user = User(
        id=_id("user", f"{called}-{number}"),
        organization_id=UUID(home["id"]),
        role=role,
        status=UserStatus.ACTIVE,
        name=f"Demo {called.replace('_', ' ')} {number}",
        email=f"{called.replace('_', '-')}@{home['domain']}",
        password_hash=passwords.hashed(password),
        is_demo=True,
    )
    user.totp_secret = secret
    db.session.add(user)
    db.session.flush()
    return {
        "id": str(user.id),
        "name": user.name,
        "email": user.email,
        "role": role.value,
        "organization_id": home["id"],
        "password": password,
        "totp_secret": secret,
        "recovery_codes": list(recovery.renew(user.id)),
        "organization": home["name"],
        "organization_kind": home["kind"],
    }


def _id(kind: str, name: str) -> Any:
    return stable_id(f"demo-{kind}", str(name))


def _write(path: Path, accounts: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts, indent=1), "utf-8")


def _read(path: Path) -> Mapping[str, Any]:
    try:
        accounts: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SeedError(
            f"The demo accounts are in the database already, but {path.name}, which holds how they sign in, is gone. "
            "Start with a new database."
        ) from error
    return accounts
