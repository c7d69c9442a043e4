"""The signatures, and what became of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from pathway.accounts.models import User
from pathway.extensions import db
from pathway.launch.models import SignOffChange
from pathway.launch.vocabulary import SignOffAct
from pathway.referral import queries as referral
from pathway.referral.models import SignOff, SignOffRole


@dataclass(frozen=True)
class Change:
    """A signature that was recorded or withdrawn, by whom."""

    role: SignOffRole
    act: SignOffAct
    signed_by: str
    signed_on: date
    made_at: datetime
    made_by: str


def signatures() -> dict[SignOffRole, SignOff | None]:
    """Return the signature of each role; None where it is missing."""
    signed = {one.role: one for one in referral.sign_offs()}
    return {role: signed.get(role) for role in SignOffRole}


def signature_of(role: SignOffRole) -> SignOff | None:
    """Return the signature of one role, and let nobody else change it until the transaction ends."""
    return db.session.scalars(select(SignOff).where(SignOff.role == role).with_for_update()).one_or_none()


def history() -> list[Change]:
    """Return what was recorded and withdrawn, the latest first."""
    query = select(SignOffChange, User.name).join(User, User.id == SignOffChange.made_by)
    return [
        Change(row.role, row.act, row.signed_by, row.signed_on, row.made_at, name)
        for row, name in db.session.execute(query.order_by(SignOffChange.number.desc()))
    ]
