"""Recording a signature, and withdrawing it."""

from datetime import date
from uuid import uuid4

from pathway.accounts.permissions import Person
from pathway.audit import trail
from pathway.core.errors import ChangeRefusedError
from pathway.extensions import db, insert_into
from pathway.launch.models import SignOffChange
from pathway.launch.signatures import queries
from pathway.launch.vocabulary import SignOffAct
from pathway.referral.models import SignOff, SignOffRole


class SignatureError(ChangeRefusedError):
    """A signature is not recorded; the message says why."""


def record(role: SignOffRole, signed_by: str, signed_on: date, by: Person) -> None:
    """Record that somebody signed in a role, on a day. What is recorded already is left as it is.

    Raises SignatureError where somebody else's signature, or another day, is recorded.
    """
    new = insert_into(SignOff).values(id=uuid4(), role=role, signed_by=signed_by, signed_on=signed_on)
    is_new = db.session.scalar(new.on_conflict_do_nothing(index_elements=[SignOff.role]).returning(SignOff.id))
    signed = queries.signature_of(role)
    if not is_new and signed is not None:
        if (signed.signed_by, signed.signed_on) == (signed_by, signed_on):
            return
        raise SignatureError(f"{signed.signed_by} has signed for this already. Withdraw that signature first")
    _keep(role, SignOffAct.SIGNED, signed_by, signed_on, by)


def withdraw(role: SignOffRole, by: Person) -> None:
    """Withdraw the signature of a role. Where there is none, nothing is left to do."""
    signed = queries.signature_of(role)
    if signed is not None:
        db.session.delete(signed)
        _keep(role, SignOffAct.WITHDRAWN, signed.signed_by, signed.signed_on, by)


def _keep(role: SignOffRole, act: SignOffAct, signed_by: str, signed_on: date, by: Person) -> None:
    db.session.add(SignOffChange(role=role, act=act, signed_by=signed_by, signed_on=signed_on, made_by=by.id))
    trail.record(f"sign_off.{act}", f"sign_off:{role}", by)
