"""The e-mails that go out, by the name of their file: to whom, and when. Shown to whoever looks after mailboxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

WHEN: MappingProxyType[str, str] = MappingProxyType(
    {
        "clock_late": "Whoever has to hear that something on the 72-hour pathway is late",
        "clock_nearly_late": "Whoever sees to something on the 72-hour pathway, before it is late",
        "clock_not_taken": "Deputies and coordinators, when nobody took what is late for half an hour",
        "contact_change": "Whoever had a contact that somebody asked to change",
        "decided": "Whoever asked for a change that was decided",
        "enrolment": "Somebody who is invited, or whose way to sign in was lost: it has a link",
        "entries_due": "Whoever looks after listings, at most once in seven days: it has a link",
        "entry_found_wrong": "Whoever looks after a listing whose number was found wrong",
        "mailbox_code": "The mailbox of a service, when somebody there opened a link that we sent to it: it has a code",
        "mailbox_ended": "The mailbox of a service that was asked for something, when that has ended or was stopped",
        "mailbox_update": "The mailbox of a service that was asked for something, when it has changed: it has a link",
        "mailbox_waits": "The mailbox of a service that takes referrals by e-mail, when one waits: it has a link",
        "nobody_answers": "Coordinators, when the last person of a service who answered here has left",
        "referral_look_now": "Whoever has a part in a referral, when she said something that cannot wait",
        "referral_unreached": "Safeguarding leads and coordinators, when a woman in danger was not reached",
        "referral_update": "Whoever has a part in a referral, when something about it has changed",
        "referral_waits": "Those who answer referrals at an organisation, when one waits",
        "review_due": "The team mailbox of a role whose entry is due to be looked at",
        "reviews_overdue": "Coordinators, when such an entry has waited too long",
        "sharing_waits": "Whoever has to decide on sharing without agreement, or to review it",
        "sign_in_changed": "Somebody whose password, app, passkeys or devices were changed",
        "sign_in_code": "A referrer who signs in by e-mail: it has a code",
        "sign_in_otherwise": "Somebody who asked for a code and signs in another way",
        "to_decide": "Whoever may decide on a change that somebody asked for",
    }
)


@dataclass(frozen=True)
class MessageKind:
    """One e-mail: its subject, which never changes, and who gets it when."""

    subject: str
    when: str


def message_kinds(templates: Path) -> Iterator[MessageKind]:
    """Yield every e-mail that can go out, by subject. `templates` is the folder of all templates."""
    kinds = []
    for path in (templates / "email").glob("*.txt"):
        with path.open(encoding="utf-8") as file:
            kinds.append(MessageKind(file.readline().removeprefix("Subject: ").strip(), WHEN[path.stem]))
    yield from sorted(kinds, key=lambda kind: kind.subject)
