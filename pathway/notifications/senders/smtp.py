"""Messages by SMTP, over TLS except on this machine."""

import smtplib
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
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
        except ValueError:
            # Without the cause: a password that holds a slash is taken for a port, and shown.
            raise SettingsError(
                f"{SETTING}: smtp:// wants a host and a port; write signs of a name or password as %2F and so on."
            ) from None
        if not sender.host:
            raise SettingsError(f"{SETTING}: smtp:// wants a host.")
        if "@" not in parseaddr(mail_from)[1] or mail_from.splitlines() != [mail_from]:
            raise SettingsError("PATHWAY_MAIL_FROM is not an address that messages can come from.")
        return sender

    def send(self, message: Outgoing) -> None:
        """Hand the message over."""
        if message.channel is not Channel.EMAIL:
            raise PermanentFailureError("a mail server carries no text messages")
        mail = self._mail(message)
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailureError(f"the mail server: {type(error).__name__}") from error
        try:
            _hand_over(server, mail)
        finally:
            # The server has the message by now, or has refused it: how it says goodbye changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

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
            mail["To"] = Address(addr_spec=message.recipient)  # one address, however many commas are in it
            mail["Subject"] = message.subject
        except (ValueError, IndexError, MessageError):
            # Without the cause, which repeats what it refuses.
            raise PermanentFailureError("the address or the subject cannot stand in a head") from None
        mail["Date"] = format_datetime(utc_now())
        # The same for a message that is sent twice, so that a mailbox can tell.
        mail["Message-ID"] = f"<{message.reference}@{parseaddr(self.mail_from)[1].rpartition('@')[2]}>"
        mail["X-Pathway-Reference"] = message.reference
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body)
        return mail


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _failure(min(codes, default=0)) from error
    except smtplib.SMTPDataError as error:
        raise _failure(error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentFailureError("the mail server takes no such address") from error
    except (OSError, smtplib.SMTPException) as error:
        # A server that refuses our sender refuses every message: that is for us to mend, not to give up on.
        raise TemporaryFailureError(f"the mail server: {type(error).__name__}") from error


def _failure(code: int) -> TemporaryFailureError | PermanentFailureError:
    if code >= _PERMANENT:
        return PermanentFailureError(f"the mail server answered {code}")
    return TemporaryFailureError(f"the mail server answered {code}")
