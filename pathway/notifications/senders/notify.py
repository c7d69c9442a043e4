"""Messages by GOV.UK Notify: one template there for e-mail and one for texts, each with a place for our words."""

import logging
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from pathway.config import SettingsError
from pathway.notifications.senders import (
    SETTING,
    Outgoing,
    PermanentFailureError,
    TemporaryFailureError,
    is_loopback,
)
from pathway.notifications.vocabulary import Channel

LIVE = "https://api.notifications.service.gov.uk"
WAIT_S = 15
_UUID = r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_KEY = re.compile(rf"[\w-]*{_UUID}-{_UUID}")
"""A name, the service and the secret, as Notify hands them out."""
_REFUSED = (400, 403, 404)
"""What Notify answers when the same message would be refused again; 403 is also the answer to a wrong key."""

# The client logs the answer of Notify, which may name the recipient.
logging.getLogger("notifications_python_client").disabled = True
logging.getLogger("notifications_python_client.base").disabled = True


@dataclass(frozen=True)
class NotifySender:
    """Hands each message to Notify, with its reference."""

    key: str = field(repr=False)
    templates: dict[Channel, str]
    url: str = LIVE

    @classmethod
    def from_setting(cls, notify: str, _mail_from: str) -> "NotifySender":
        """Read `notify:KEY?email=TEMPLATE&sms=TEMPLATE`; `&url=` for another address of the same interface."""
        parts = _parts(notify)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        templates = {channel: options[channel.value] for channel in Channel if options.get(channel.value)}
        if not _KEY.fullmatch(parts.path) or not templates:
            raise SettingsError(f"{SETTING}: notify: wants a key and ?email=TEMPLATE, &sms=TEMPLATE or both.")
        url = options.get("url", LIVE)
        scheme = _parts(url).scheme
        if scheme != "https" and not (scheme == "http" and is_loopback(url)):
            raise SettingsError(f"{SETTING}: the address of notify: must be https.")
        return cls(parts.path, templates, url)

    def send(self, message: Outgoing) -> None:
        """Hand the message over."""
        template = self.templates.get(message.channel)
        if template is None:
            raise PermanentFailureError(f"Notify has no template of ours for {message.channel.value}")
        words = {"subject": message.subject, "body": message.body}
        from notifications_python_client.errors import APIError

        try:
            self._send(message, template, words)
        except APIError as error:
            if error.status_code in _REFUSED:
                raise PermanentFailureError(f"Notify answered {error.status_code}") from error
            raise TemporaryFailureError(f"Notify answered {error.status_code}") from error
        except OSError as error:
            raise TemporaryFailureError(f"Notify: {type(error).__name__}") from error

    def _send(self, message: Outgoing, template: str, words: dict[str, Any]) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient

        client: Any = NotificationsAPIClient(self.key, base_url=self.url, timeout=WAIT_S)  # type: ignore[no-untyped-call] # has no types
        with client.request_session as session:
            session.max_redirects = 0  # an answer from elsewhere is not from Notify
            session.trust_env = not is_loopback(self.url)  # a proxy leads away from this machine
            if message.channel is Channel.EMAIL:
                client.send_email_notification(message.recipient, template, words, reference=message.reference)
            else:
                client.send_sms_notification(message.recipient, template, words, reference=message.reference)


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise SettingsError(f"{SETTING}: notify: holds an address that is none.") from None
