"""Mail through a real mail server on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from pathway.notifications.senders import Outgoing, PermanentFailureError, TemporaryFailureError, sender_for
from pathway.notifications.senders.smtp import SmtpSender
from pathway.notifications.vocabulary import Channel
from tests.integration.notifications.mail_host import MailHost, mail_host

MESSAGE = Outgoing("r1", Channel.EMAIL, "staff@example.org", "Réponse", "It is at https://pathway.example.org/x?a=b.\n")


@pytest.fixture
def host() -> Iterator[MailHost]:
    with mail_host() as running:
        yield running


def send(host: MailHost, message: Outgoing = MESSAGE) -> None:
    sender_for(host.setting, "Pathway <pathway@example.org>").send(message)


def test_a_message_arrives_whole(host: MailHost, now: datetime) -> None:
    send(host)

    ((sender, recipient, mail),) = host.taken
    assert (sender, recipient) == ("pathway@example.org", "staff@example.org")
    assert mail["From"] == "Pathway <pathway@example.org>"
    assert mail["To"] == "staff@example.org"
    assert mail["Subject"] == "Réponse"
    assert mail["Message-ID"] == "<r1@example.org>"
    assert mail["X-Pathway-Reference"] == "r1"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == now
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_a_message_that_is_sent_twice_can_be_told(host: MailHost) -> None:
    send(host)
    send(host)

    first, second = [mail["Message-ID"] for _, _, mail in host.taken]
    assert first == second


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("EHLO", None),
        ("MAIL", "451 Later"),
        ("MAIL", "550 Not from you"),
        ("RCPT", "450 staff@example.org is busy"),
        ("DATA", "451 Later"),
        ("END", "452 Full"),
        ("END", None),
    ],
)
def test_what_may_pass_is_a_temporary_failure(host: MailHost, command: str, answer: str | None) -> None:
    host.answers[command] = answer

    with pytest.raises(TemporaryFailureError) as raised:
        send(host)

    assert "staff" not in str(raised.value)
    assert not host.taken


@pytest.mark.parametrize(
    ("command", "answer"),
    [("RCPT", "550 staff@example.org is nobody"), ("DATA", "554 No"), ("END", "552 Not this")],
)
def test_what_will_not_pass_is_a_permanent_failure(host: MailHost, command: str, answer: str) -> None:
    host.answers[command] = answer

    with pytest.raises(PermanentFailureError) as raised:
        send(host)

    assert str(raised.value) == f"the mail server answered {answer[:3]}"


@pytest.mark.parametrize("goodbye", ["421 Closing", "500 What", None])
def test_a_message_that_was_taken_is_sent_however_the_server_says_goodbye(host: MailHost, goodbye: str | None) -> None:
    host.answers["QUIT"] = goodbye

    send(host)

    assert len(host.taken) == 1


def test_no_server_is_a_temporary_failure() -> None:
    with mail_host() as gone:
        setting = gone.setting

    with pytest.raises(TemporaryFailureError):
        sender_for(setting, "pathway@example.org").send(MESSAGE)


def test_without_tls_nothing_leaves_this_machine(host: MailHost) -> None:
    sender = sender_for(host.setting.replace("smtp://", "smtp://name:word@"), "pathway@example.org")
    assert isinstance(sender, SmtpSender)
    sender.tls = True  # as for any other host

    with pytest.raises(TemporaryFailureError):
        sender.send(MESSAGE)

    assert "AUTH" not in host.commands
    assert not host.taken


@pytest.mark.parametrize(
    "recipient",
    [
        "staff@example.org, other@example.org",
        "staff@example.org\r\nBcc: other@example.org",
        "staff@example.org\nother@example.org",
        "Staff <staff@example.org>",
        "staff",
        "",
    ],
)
def test_what_is_not_one_address_is_refused_before_anything_is_said(host: MailHost, recipient: str) -> None:
    with pytest.raises(PermanentFailureError) as raised:
        send(host, replace(MESSAGE, recipient=recipient))

    assert "example" not in str(raised.value)
    assert raised.value.__suppress_context__
    assert not host.commands


def test_a_subject_of_two_lines_is_refused(host: MailHost) -> None:
    with pytest.raises(PermanentFailureError):
        send(host, replace(MESSAGE, subject="One\r\nBcc: other@example.org"))

    assert not host.commands
