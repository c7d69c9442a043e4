"""Messages by SMTP, over TLS but on this very machine."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from pathway.config import SettingsError
from pathway.core.clock import utc_now
from pathway.notifications.senders import (
    SETTING,
    Outgoing,
    PermanentFailureError,
    TemporaryFailureError,
    is_loopback,
)
from pathway.notifications.vocabulary import Channel

WAIT_S = 20
_PERMANENT = 500


class SmtpSender:
    """Hands each message to one mail server."""

    def __init__(self, url: str, mail_from: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.at_once = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.at_once else 587)
        self.name = unquote(parts.username) if parts.username else None
        self.word = unquote(parts.password) if parts.password else ""
        self.tls = not is_loopback(url)
        self.mail_from = mail_from

    @classmethod
    def from_setting(cls, notify: str, mail_from: str) -> "SmtpSender":
        """Read `smtp://name:word@host:port` or `smtps://...`."""
        try:
            sender = cls(notify, mail_from)
        except ValueError as error:
            raise SettingsError(f"{SETTING}: the port is not a number.") from error
        if not sender.host:
            raise SettingsError(f"{SETTING}: smtp:// wants a host.")
        return sender

    def send(self, message: Outgoing) -> None:
        """Hand the message over."""
        if message.channel is not Channel.EMAIL:
            raise PermanentFailureError("a mail server carries no text messages")
        mail = self._mail(message)
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _failure(min(codes, default=0)) from error
        except smtplib.SMTPResponseException as error:
            # A server that refuses our name or sender refuses every message: that is for us to mend, not to give up on.
            raise _failure(error.smtp_code if isinstance(error, smtplib.SMTPDataError) else 0) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailureError(f"the mail server: {type(error).__name__}") from error

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.at_once:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=WAIT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=WAIT_S)
        try:
            if self.tls and not self.at_once:
                server.starttls(context=context)
            if self.name:
                server.login(self.name, self.word)
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        try:
            mail["From"] = self.mail_from
            mail["To"] = message.recipient
            mail["Subject"] = message.subject
        except ValueError as error:
            raise PermanentFailureError("a line of the head is not one line") from error
        mail["Date"] = format_datetime(utc_now())
        # The same for a message that is sent twice, so that a mailbox can tell.
        mail["Message-ID"] = f"<{message.reference}@{self.mail_from.rpartition('@')[2]}>"
        mail["X-Pathway-Reference"] = message.reference
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body)
        return mail


def _failure(code: int) -> TemporaryFailureError | PermanentFailureError:
    if code >= _PERMANENT:
        return PermanentFailureError(f"the mail server answered {code}")
    return TemporaryFailureError(f"the mail server answered {code}")
