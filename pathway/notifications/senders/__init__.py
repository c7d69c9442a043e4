"""Ways for a message to leave, behind one interface: SMTP, GOV.UK Notify, and a folder for development."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from pathway.config import SettingsError
from pathway.core.errors import PathwayError
from pathway.notifications.vocabulary import Channel

SETTING = "PATHWAY_NOTIFY"


class TemporaryFailureError(PathwayError):
    """It did not go now and may go later. The message names neither the person nor the words."""


class PermanentFailureError(PathwayError):
    """It will never go as it is. The message names neither the person nor the words."""


@dataclass(frozen=True)
class Outgoing:
    """A message as it leaves. Only its reference and channel show in its repr."""

    reference: str
    channel: Channel
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)


class Sender(Protocol):
    """A way for messages to leave."""

    def send(self, message: Outgoing) -> None:
        """Hand a message over. Raises TemporaryFailureError or PermanentFailureError."""


def sender_for(notify: str, mail_from: str) -> Sender:
    """Return the sender that a setting names. Raises SettingsError, which repeats no secret."""
    from pathway.notifications.senders.directory import DirectorySender
    from pathway.notifications.senders.notify import NotifySender
    from pathway.notifications.senders.smtp import SmtpSender

    scheme = notify.partition(":")[0]
    kinds: dict[str, Callable[[str, str], Sender]] = {
        "dir": DirectorySender.from_setting,
        "notify": NotifySender.from_setting,
        "smtp": SmtpSender.from_setting,
        "smtps": SmtpSender.from_setting,
    }
    if scheme not in kinds:
        raise SettingsError(f"{SETTING} begins with smtp://, smtps://, notify: or dir:/")
    return kinds[scheme](notify, mail_from)


def takes_texts(notify: str) -> bool:
    """Whether messages that leave by a setting may be text messages: not by a mail server, by Notify with a template.

    Where nothing is set nobody knows, and they may.
    """
    if notify.startswith("notify:"):
        return "sms" in parse_qs(notify.partition("?")[2])
    return not notify.startswith(("smtp:", "smtps:"))


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    return (urlsplit(url).hostname or "") in {"127.0.0.1", "localhost", "::1"}
