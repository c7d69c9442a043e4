"""Two requests of one person at the same moment: both are done, one after the other, and nothing is proved twice."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from pathway.accounts import passwords
from pathway.accounts.models import DeviceSession
from pathway.accounts.vocabulary import Role
from tests.integration.accounts.signing import PASSWORD, by_password, known
from tests.integration.conftest import NOW
from tests.staff import signed_in, stored, user, visitor, with_cookie

At = Callable[[datetime], None]
Send = Callable[[], int]
HASHING_S = 0.4

pytestmark = pytest.mark.usefixtures("nothing_counted_yet")


def at_once(*sends: Send) -> list[int]:
    """Send all from one moment; return their statuses in the order given."""
    statuses: dict[int, int] = {}
    gate = threading.Barrier(len(sends))

    def run(place: int, send: Send) -> None:
        gate.wait(timeout=10)
        statuses[place] = send()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(sends)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return [statuses[place] for place in sorted(statuses)]


def test_a_form_sent_twice_is_saved_twice_and_never_ends_in_an_error(staffed: Flask, home: UUID, at: At) -> None:
    """Two minutes after the last page, so that both also note when she was seen."""
    staff = signed_in(staffed, user(staffed, home, Role.OUTREACH))
    twin = with_cookie(staffed, staff.token, staff.user_id, staff.session_id)

    for turn in range(10):
        at(NOW + timedelta(minutes=2 * (turn + 1)))
        statuses = at_once(
            lambda: staff.post("/account/details", {"name": "One"}).status_code,
            lambda: twin.post("/account/details", {"name": "Two"}).status_code,
        )
        assert statuses == [303, 303]


def test_signing_a_phone_out_while_it_saves_never_fails(staffed: Flask, home: UUID) -> None:
    somebody = user(staffed, home, Role.OUTREACH)
    desk = signed_in(staffed, somebody)

    for _ in range(8):
        phone = signed_in(staffed, somebody)
        saved, revoked = at_once(
            lambda phone=phone: phone.post("/account/details", {"name": "Typed on the phone"}).status_code,
            lambda phone=phone: desk.post(f"/account/devices/{phone.session_id}/revoke").status_code,
        )
        assert revoked == 303
        assert saved in {303, 403}  # saved before, or not at all
        assert stored(staffed, DeviceSession, phone.session_id).ended_at is not None


@pytest.fixture
def slow_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing passwords takes as long as in production, so that something can happen meanwhile."""
    real = passwords.matches

    def slow(password: str, stored_hash: str | None) -> bool:
        time.sleep(HASHING_S)
        return real(password, stored_hash)

    monkeypatch.setattr(passwords, "matches", slow)


def after(seconds: float, send: Send) -> Send:
    """Send a little later."""

    def later() -> int:
        time.sleep(seconds)
        return send()

    return later


@pytest.mark.usefixtures("slow_hash")
def test_one_code_of_the_app_does_not_count_for_a_sign_in_and_for_confirming(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    desk, code = signed_in(staffed, somebody.id), somebody.code()
    desk.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"

    statuses = at_once(
        lambda: by_password(visitor(staffed), somebody.email, PASSWORD, code),
        after(HASHING_S / 3, lambda: desk.post("/sign-in/again", {"code": code}).status_code),
    )

    assert sorted(statuses) == [303, 400]  # on a busy machine the second may come first


@pytest.mark.usefixtures("slow_hash")
def test_a_sign_in_with_the_old_password_does_not_outlive_its_change(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    desk, thief = signed_in(staffed, somebody.id), visitor(staffed)

    _, changed = at_once(
        lambda: by_password(thief, somebody.email, PASSWORD, somebody.code()),
        after(
            HASHING_S / 3,
            lambda: desk.post("/account/password", {"password": "walnut harbour seventy pencils"}).status_code,
        ),
    )

    assert changed == 303
    assert thief.get("/account").status_code == 303
