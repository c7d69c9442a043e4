import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pathway.config import SettingsError
from pathway.core import clock
from pathway.notifications.senders import (
    Outgoing,
    PermanentFailureError,
    TemporaryFailureError,
    sender_for,
    takes_texts,
)
from pathway.notifications.senders.directory import DirectorySender
from pathway.notifications.senders.notify import LIVE, NotifySender
from pathway.notifications.senders.smtp import SmtpSender
from pathway.notifications.vocabulary import Channel

KEY = f"test-{'1' * 8}-{'1' * 4}-{'1' * 4}-{'1' * 4}-{'1' * 12}-{'5' * 8}-{'5' * 4}-{'5' * 4}-{'5' * 4}-{'5' * 12}"
SECRET = KEY[-36:]
FROM = "pathway@example.org"


def outgoing(reference: str = "r1", channel: Channel = Channel.EMAIL, body: str = "Words.\n") -> Outgoing:
    return Outgoing(reference, channel, "staff@example.org", "A subject", body)


def test_a_message_shows_neither_whom_it_is_for_nor_what_it_says() -> None:
    shown = repr(outgoing())

    assert shown == "Outgoing(reference='r1', channel=<Channel.EMAIL: 'email'>)"


@pytest.mark.parametrize(
    ("setting", "host", "port", "at_once", "tls"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, False, True),
        ("smtp://name:word@mail.example.org:2525", "mail.example.org", 2525, False, True),
        ("smtps://mail.example.org", "mail.example.org", 465, True, True),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, False, False),
        ("smtp://localhost:1025", "localhost", 1025, False, False),
        ("smtp://[::1]:1025", "::1", 1025, False, False),
        ("smtp://127.0.0.1.example.org:1025", "127.0.0.1.example.org", 1025, False, True),
    ],
)
def test_a_mail_server_is_read(setting: str, host: str, port: int, *, at_once: bool, tls: bool) -> None:
    sender = sender_for(setting, FROM)

    assert isinstance(sender, SmtpSender)
    assert (sender.host, sender.port, sender.at_once, sender.tls) == (host, port, at_once, tls)


def test_signs_in_a_password_are_written_with_percent() -> None:
    sender = sender_for("smtp://us%40er:wo%2Frd@mail.example.org", FROM)

    assert isinstance(sender, SmtpSender)
    assert (sender.name, sender.word) == ("us@er", "wo/rd")
    assert "wo/rd" not in repr(sender)


def test_notify_is_read() -> None:
    sender = sender_for(f"notify:{KEY}?email=template-e&sms=template-s", FROM)

    assert isinstance(sender, NotifySender)
    assert sender.templates == {Channel.EMAIL: "template-e", Channel.SMS: "template-s"}
    assert (sender.key, sender.url) == (KEY, LIVE)
    assert SECRET not in repr(sender)


def test_notify_may_be_elsewhere_over_https_or_on_this_machine() -> None:
    for url in ("https://notify.example.org", "http://127.0.0.1:6011", "http://localhost:6011"):
        sender = sender_for(f"notify:{KEY}?email=e&url={url}", FROM)

        assert isinstance(sender, NotifySender)
        assert sender.url == url


def test_a_folder_is_read() -> None:
    sender = sender_for("dir:/var/lib/messages", FROM)

    assert isinstance(sender, DirectorySender)
    assert sender.folder == Path("/var/lib/messages")


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "mail",
        f"http://{SECRET}",
        "dir:",
        "dir:messages",
        "smtp://",
        f"smtp://name:{SECRET}/slash@mail.example.org:25",
        f"smtp://name:{SECRET}@[mail",
        f"smtp://name:{SECRET}@mail.example.org:port",
        f"notify:{KEY}",
        f"notify:{SECRET}?email=e",
        f"notify:?email=e&key={KEY}",
        f"notify:{KEY}?email=e&url=http://notify.example.org",
        f"notify:{KEY}?email=e&url=ftp://127.0.0.1",
        f"notify:{KEY}?email=e&url=https://[",
        f"notify:{KEY}?email=e&url=http://127.0.0.1.example.org",
        f"notify:{KEY}?email=e&url=http://127.0.0.1@notify.example.org",
    ],
)
def test_a_bad_setting_is_named_and_no_secret_repeated(setting: str) -> None:
    with pytest.raises(SettingsError, match="PATHWAY_NOTIFY") as raised:
        sender_for(setting, FROM)

    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize("mail_from", ["", "nobody", "a@example.org\r\nBcc: b@example.org", "a@example.org\n"])
def test_mail_comes_from_an_address(mail_from: str) -> None:
    with pytest.raises(SettingsError, match="PATHWAY_MAIL_FROM"):
        sender_for("smtp://mail.example.org", mail_from)


def test_a_folder_gets_one_private_file_for_each_reference(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    sender = sender_for(f"dir:{folder}", FROM)
    clock.stop(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    try:
        sender.send(outgoing(body="First.\n"))
        sender.send(outgoing(body="Again.\n"))
        sender.send(outgoing("r2", Channel.SMS))
    finally:
        clock.stop(None)

    assert sorted(path.name for path in folder.iterdir()) == ["r1.json", "r2.json"]
    assert json.loads((folder / "r1.json").read_text()) == {
        "reference": "r1",
        "channel": "email",
        "from": FROM,
        "to": "staff@example.org",
        "subject": "A subject",
        "body": "Again.\n",
        "at": "2026-11-24T10:00:00+00:00",
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "r1.json").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_may_be_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(TemporaryFailureError):
        sender_for(f"dir:{tmp_path / 'file'}", FROM).send(outgoing())


@pytest.mark.parametrize("reference", ["../r1", "a/b", ".r1", "", "a\0"])
def test_no_reference_leads_out_of_the_folder(tmp_path: Path, reference: str) -> None:
    with pytest.raises(PermanentFailureError):
        sender_for(f"dir:{tmp_path / 'messages'}", FROM).send(outgoing(reference))

    assert not list(tmp_path.iterdir())


def test_a_mail_server_carries_no_texts() -> None:
    with pytest.raises(PermanentFailureError):
        sender_for("smtp://127.0.0.1:9", FROM).send(outgoing(channel=Channel.SMS))


@pytest.mark.parametrize(
    ("setting", "takes"),
    [
        ("smtp://mail.example.org", False),
        ("smtps://mail.example.org", False),
        ("notify:key?email=one", False),
        ("notify:key?email=one&sms=two", True),
        ("dir:/tmp/messages", True),
        ("", True),
    ],
)
def test_what_takes_text_messages(setting: str, takes: bool) -> None:
    assert takes_texts(setting) is takes
