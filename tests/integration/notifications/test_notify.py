"""Messages through a stand-in for GOV.UK Notify on this machine, by its own client."""

import logging
from collections.abc import Iterator

import pytest

from pathway.notifications.senders import Outgoing, PermanentFailureError, TemporaryFailureError, notify, sender_for
from pathway.notifications.vocabulary import Channel
from tests.notify_host import EMAIL, KEY, SMS, NotifyHost, notify_host

MAIL = Outgoing("r1", Channel.EMAIL, "staff@example.org", "A subject", "Words.\n")
TEXT = Outgoing("r2", Channel.SMS, "07700900123", "", "Something needs you.")


@pytest.fixture
def host() -> Iterator[NotifyHost]:
    with notify_host() as running:
        yield running


def send(host: NotifyHost, message: Outgoing = MAIL) -> None:
    sender_for(host.setting, "pathway@example.org").send(message)


def test_mail_is_handed_over_with_its_reference(host: NotifyHost) -> None:
    send(host)

    (taken,) = host.accepted
    assert taken.path == "/v2/notifications/email"
    assert taken.said["email_address"] == "staff@example.org"
    assert taken.said["template_id"] == EMAIL
    assert taken.said["reference"] == "r1"
    assert taken.said["personalisation"] == {"subject": "A subject", "body": "Words.\n"}


def test_a_text_is_handed_over_with_its_reference(host: NotifyHost) -> None:
    send(host, TEXT)

    (taken,) = host.accepted
    assert taken.path == "/v2/notifications/sms"
    assert (taken.said["phone_number"], taken.said["template_id"]) == ("07700900123", SMS)
    assert (taken.reference, taken.body) == ("r2", "Something needs you.")


@pytest.mark.parametrize("status", [400, 403])
def test_a_message_that_is_refused_is_a_permanent_failure(host: NotifyHost, status: int) -> None:
    host.answer = lambda _: status

    with pytest.raises(PermanentFailureError) as raised:
        send(host)

    assert str(raised.value) == f"Notify answered {status}"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_notify_in_trouble_is_a_temporary_failure(host: NotifyHost, status: int) -> None:
    host.answer = lambda _: status

    with pytest.raises(TemporaryFailureError) as raised:
        send(host)

    assert str(raised.value) == f"Notify answered {status}"


def test_a_notify_that_is_away_is_a_temporary_failure() -> None:
    with notify_host() as gone:
        pass

    with pytest.raises(TemporaryFailureError):
        send(gone)


def test_a_notify_that_is_slow_is_a_temporary_failure(host: NotifyHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "WAIT_S", 0.2)

    def slow(_reference: str) -> int:
        import time

        time.sleep(0.6)
        return 201

    host.answer = slow

    with pytest.raises(TemporaryFailureError):
        send(host)


def test_a_redirect_is_not_followed(host: NotifyHost) -> None:
    host.answer = lambda _: 302
    host.more = {"Location": f"http://127.0.0.1:{host.server_port}/elsewhere"}

    with pytest.raises(TemporaryFailureError):
        send(host)

    assert not host.accepted


def test_without_a_template_for_texts_a_text_is_a_permanent_failure(host: NotifyHost) -> None:
    with pytest.raises(PermanentFailureError):
        sender_for(host.setting.replace(f"&sms={SMS}", ""), "pathway@example.org").send(TEXT)

    assert not host.asked


@pytest.mark.parametrize("status", [400, 500])
def test_nothing_that_notify_said_is_logged_or_told(
    host: NotifyHost, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    host.answer = lambda _: status

    with caplog.at_level(logging.INFO), pytest.raises((PermanentFailureError, TemporaryFailureError)) as raised:
        send(host)

    for told in (caplog.text, str(raised.value)):
        assert "staff" not in told
        assert KEY[-36:] not in told
