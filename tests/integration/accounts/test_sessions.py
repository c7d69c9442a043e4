"""The session of each device: new at sign-in, ended from anywhere, worth nothing afterwards, on every worker."""

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from pathway.accounts.models import DeviceSession
from pathway.accounts.permissions import LIMITS
from pathway.accounts.vocabulary import EndReason, Role
from pathway.extensions import begin_writing, db
from pathway.web.access import SELF, requires
from pathway.web.transactions import commits
from tests.integration.accounts.signing import PASSWORD, known
from tests.integration.conftest import NOW
from tests.integration.reading import SAME_ORIGIN, parser
from tests.staff import COOKIE, Staff, signed_in, stored, user, visitor, with_cookie

At = Callable[[datetime], None]


def is_in(staff: Staff) -> bool:
    """Whether a browser is let in."""
    return staff.get("/account").status_code == 200


def test_every_sign_in_begins_a_new_session_and_ends_the_one_the_browser_had(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    before = signed_in(staffed, somebody.id)
    old = before.token

    answer = before.post(
        "/sign-in",
        {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()},
    )

    new = before.client.get_cookie(COOKIE)
    assert answer.status_code == 303
    assert new is not None
    assert new.value != old
    assert is_in(with_cookie(staffed, new.value))
    assert not is_in(with_cookie(staffed, old))
    assert stored(staffed, DeviceSession, before.session_id).ended_because is EndReason.REPLACED


def test_a_cookie_chosen_by_somebody_else_is_not_taken_over(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)
    planted = with_cookie(staffed, "chosen-by-somebody-else")

    planted.post(
        "/sign-in", {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()}
    )

    assert planted.client.get_cookie(COOKIE).value != "chosen-by-somebody-else"
    assert not is_in(with_cookie(staffed, "chosen-by-somebody-else"))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(staffed: Flask, home: UUID) -> None:
    somebody = known(staffed, home)

    answer = visitor(staffed).post(
        "/sign-in", {"do": "password", "username": somebody.email, "password": PASSWORD, "app_code": somebody.code()}
    )

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_what_the_database_holds_does_not_sign_in(staffed: Flask, home: UUID) -> None:
    staff = signed_in(staffed, user(staffed, home))
    held = stored(staffed, DeviceSession, staff.session_id)

    assert staff.token not in str(vars(held))
    assert not is_in(with_cookie(staffed, held.token_hash))


def test_a_cookie_kept_from_before_signing_out_is_refused_on_every_worker(
    staffed: Flask, another_worker: Flask, home: UUID
) -> None:
    staff = signed_in(staffed, user(staffed, home))
    assert is_in(with_cookie(another_worker, staff.token))

    assert staff.post("/sign-out").status_code == 303

    assert not is_in(with_cookie(staffed, staff.token))
    assert not is_in(with_cookie(another_worker, staff.token))
    assert staff.client.get_cookie(COOKIE) is None


@pytest.mark.parametrize("role", list(Role))
def test_idle_and_absolute_limits_are_the_servers_time(staffed: Flask, home: UUID, at: At, role: Role) -> None:
    limits = LIMITS[role]
    idle, busy = (signed_in(staffed, user(staffed, home, role)) for _ in range(2))

    moment, step = NOW, limits.idle - timedelta(seconds=1)
    while moment + step < NOW + limits.absolute:
        moment += step
        at(moment)
        assert is_in(busy)
    at(NOW + limits.idle)
    assert not is_in(idle)
    at(NOW + limits.absolute)
    assert not is_in(busy)


def test_the_clock_of_the_browser_decides_nothing(staffed: Flask, home: UUID, at: At) -> None:
    staff = signed_in(staffed, user(staffed, home))
    at(NOW + timedelta(days=1))

    answer = staff.client.get("/account", headers={"Date": "Tue, 24 Nov 2026 10:00:00 GMT"})

    assert answer.status_code == 303


CHANGES = [
    ("/account/password", {"password": "walnut harbour seventy pencils"}),
    ("/account/recovery-codes", {}),
]


@pytest.mark.parametrize(("address", "data"), CHANGES)
def test_a_changed_factor_ends_every_other_session(
    staffed: Flask, another_worker: Flask, home: UUID, address: str, data: dict[str, str]
) -> None:
    somebody = known(staffed, home)
    here, there = signed_in(staffed, somebody.id), signed_in(staffed, somebody.id)

    assert here.post(address, data).status_code in {200, 303}

    assert is_in(here)
    assert not is_in(there)
    assert not is_in(with_cookie(another_worker, there.token))


def test_a_lost_phone_is_signed_out_from_another_device_within_a_request(
    staffed: Flask, another_worker: Flask, home: UUID
) -> None:
    somebody = user(staffed, home)
    desk, phone = signed_in(staffed, somebody), signed_in(another_worker, somebody)
    assert is_in(phone)

    assert desk.post(f"/account/devices/{phone.session_id}/revoke").status_code == 303

    assert not is_in(phone)
    assert phone.post("/account/details", {"name": "Thief"}).status_code == 403
    assert is_in(desk)


def test_somebody_elses_device_is_one_that_is_not_there(staffed: Flask, home: UUID) -> None:
    one, other = signed_in(staffed, user(staffed, home)), signed_in(staffed, user(staffed, home))

    for path in ("revoke", "name"):
        assert one.post(f"/account/devices/{other.session_id}/{path}", {"label": "Mine"}).status_code == 404
    assert is_in(other)


def test_a_device_can_be_named(staffed: Flask, home: UUID) -> None:
    staff = signed_in(staffed, user(staffed, home))

    staff.post(f"/account/devices/{staff.session_id}/name", {"label": "Van phone"})

    assert "Van phone" in staff.get("/account/devices").text


def test_what_a_revoked_device_does_at_the_same_moment_is_saved_before_or_not_at_all(
    staffed: Flask, home: UUID
) -> None:
    """The race: a form is being saved while another device signs this one out."""
    somebody = user(staffed, home, Role.OUTREACH)
    desk, phone = signed_in(staffed, somebody), signed_in(staffed, somebody)
    order: list[str] = []
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        inside.set()
        go_on.wait(timeout=0.5)
        order.append("saved")
        return "saved"

    if "slow" not in staffed.view_functions:
        staffed._got_first_request = False
        staffed.add_url_rule(
            "/slow", "slow", requires(SELF)(commits(lambda: staffed.extensions["slow"]())), methods=["POST"]
        )
    staffed.extensions["slow"] = slow
    statuses: dict[str, int] = {}
    writer = threading.Thread(target=lambda: statuses.update(phone=phone.post("/slow").status_code))
    writer.start()
    inside.wait(timeout=10)

    def revoke() -> None:
        statuses["desk"] = desk.post(f"/account/devices/{phone.session_id}/revoke").status_code
        order.append("revoked")

    revoker = threading.Thread(target=revoke)
    revoker.start()
    writer.join(timeout=20)
    revoker.join(timeout=20)

    assert statuses == {"phone": 200, "desk": 303}
    assert order == ["saved", "revoked"]  # signing out waited for what was being saved
    assert phone.post("/slow").status_code == 403


def test_a_leaver_is_out_at_once_on_every_worker(staffed: Flask, another_worker: Flask, home: UUID) -> None:
    manager = signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))
    leaver = known(staffed, home)
    there = signed_in(another_worker, leaver.id)

    assert manager.post(f"/manage/users/{leaver.id}/disable").status_code == 303

    assert not is_in(there)
    again = visitor(staffed).post(
        "/sign-in", {"do": "password", "username": leaver.email, "password": PASSWORD, "app_code": leaver.code()}
    )
    assert again.status_code == 400


def test_another_role_is_another_session(staffed: Flask, home: UUID) -> None:
    manager = signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))
    somebody = user(staffed, home, Role.OUTREACH)
    there = signed_in(staffed, somebody)

    manager.post(f"/manage/users/{somebody}/role", {"role": "referrer"})

    assert not is_in(there)


def test_every_device_but_this_one(staffed: Flask, home: UUID) -> None:
    somebody = user(staffed, home)
    here, *others = (signed_in(staffed, somebody) for _ in range(3))

    here.post("/account/devices/revoke-others")

    assert is_in(here)
    assert [is_in(other) for other in others] == [False, False]


def test_public_pages_show_staff_their_menu_and_are_otherwise_the_same(staffed: Flask, home: UUID) -> None:
    staff = signed_in(staffed, user(staffed, home))

    for address in ("/", "/services", "/check", "/privacy"):
        hers, anybodys = staff.get(address), visitor(staffed).get(address)
        assert "pw-staff" in hers.text
        assert "pw-staff" not in anybodys.text
        assert hers.headers["Cache-Control"] == "no-store"
        assert hers.headers.getlist("Set-Cookie") == []
        assert main_of(hers.text) == main_of(anybodys.text)
    for address in ("/", "/account"):
        assert {"Your account", "Help now", "Guidance"} <= footer_of(staff.get(address).text)
        assert "Staff sign-in" not in footer_of(staff.get(address).text)
    assert "Staff sign-in" in footer_of(visitor(staffed).get("/").text)


def footer_of(page: str) -> set[str]:
    """The words of the links at the bottom of a page."""
    return {" ".join(link.text_content().split()) for link in parser.fromstring(page).cssselect("footer a")}


def main_of(page: str) -> list[str]:
    """The page without its menu, and without the drafts that her role may read."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(
        r'<section class="pw-group" aria-labelledby="drafts-title">.*?</section>', "", main, flags=re.DOTALL
    ).split()


@pytest.mark.parametrize("cookie", ["", "x", "\u00e9", "a" * 5000, "null", "' OR 1=1 --"])
def test_a_cookie_that_is_none_of_ours_is_nobodys(staffed: Flask, cookie: str) -> None:
    answer = staffed.test_client().get("/account", headers={"Cookie": f"{COOKIE}={cookie}".encode().decode("latin-1")})

    assert answer.status_code == 303


def test_a_session_row_is_found_by_an_index(staffed: Flask) -> None:
    with staffed.app_context():
        begin_writing()
        plan = str(
            db.session.execute(
                db.text("EXPLAIN QUERY PLAN SELECT * FROM device_session WHERE token_hash = 'x'")
                if db.engine.dialect.name == "sqlite"
                else db.text("EXPLAIN SELECT * FROM device_session WHERE token_hash = 'x'")
            ).all()
        )
        db.session.rollback()

    assert "uq_device_session_token_hash" in plan or "sqlite_autoindex_device_session" in plan


def test_whoever_was_signed_out_is_told_so_and_led_back(staffed: Flask, home: UUID, at: At) -> None:
    staff = signed_in(staffed, user(staffed, home))
    at(NOW + timedelta(days=1))

    answer = staff.get("/account/devices")

    assert answer.headers["Location"] == "/sign-in?next=/account/devices&ended=1"
    page = staff.get(answer.headers["Location"])
    assert "You were signed out" in page.text
    assert 'name="next" value="/account/devices"' in " ".join(page.text.split())


def test_passkeys_at_an_address_without_a_host_name_are_said_not_to_work(staffed: Flask) -> None:
    client = staffed.test_client()

    page = client.get("/sign-in", base_url="http://127.0.0.1")
    answer = client.post("/sign-in/options", base_url="http://127.0.0.1", headers=SAME_ORIGIN)

    assert "passkey" not in page.text.lower().replace("passkey.", "")
    assert answer.status_code == 400
    assert "host name" in answer.text


def test_what_needs_a_factor_does_not_stand_for_one(staffed: Flask, home: UUID, at: At) -> None:
    """Whoever found a device signed in cannot keep the ten minutes going by changing things."""
    manager = signed_in(staffed, user(staffed, home, Role.SERVICE_MANAGER))
    at(NOW + timedelta(minutes=9))
    assert manager.post("/account/recovery-codes").status_code == 200
    assert manager.post("/account/password", {"password": "walnut harbour seventy pencils"}).status_code == 303

    at(NOW + timedelta(minutes=11))

    assert manager.post("/account/recovery-codes").status_code == 403
    assert "Confirm that it is you" in manager.get("/manage/users/new").text
