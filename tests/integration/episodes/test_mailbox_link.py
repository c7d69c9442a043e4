"""The link, the code and the session of a mailbox: what each surrenders, what ends it, and what it does not open."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from pathway import create_app
from pathway.accounts import attempt_limits
from pathway.accounts.attempt_limits import CODES_OF_A_LINK_FROM_A_NETWORK
from pathway.accounts.models import SignInCode, User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.audit.models import AuditEvent
from pathway.core import clock
from pathway.directory.models import Service
from pathway.directory.vocabulary import ReferralChannel, ServiceStatus
from pathway.episodes.inbox import lost_links
from pathway.episodes.leg_link.models import LegLink, MailboxSession
from pathway.episodes.mailbox import sessions
from pathway.episodes.models import Leg, SharingAgreement
from pathway.episodes.vocabulary import LegStatus
from pathway.episodes.withdrawal import even_answers
from pathway.extensions import db, writing
from pathway.notifications.models import OutboxMessage
from pathway.notifications.vocabulary import MessageStatus
from pathway.organizations.vocabulary import OrganizationKind
from pathway.web.access import MAILBOX as FOR_MAILBOXES
from pathway.web.access import PUBLIC, declared
from tests.integration.conftest import settings_for
from tests.integration.episodes.test_mailbox import accept, come_in, leg_of, press, to_referrer, trail_of
from tests.integration.reading import parser, words_of
from tests.mailboxes import MailboxReader, codes_to, hidden, links_to, mails, reader
from tests.referrals import HER_NUMBER, MAILBOX, World, send
from tests.services import dispose
from tests.staff import Staff, organization, signed_in, user, visitor, with_cookie, without_nonces

UNKNOWN = "/waiting/" + "x" * 43
GAVE_UP = 503
"""Where the machine is busy, whoever waits for another's lock gives up, with nothing done."""


@pytest.fixture
def way() -> ReferralChannel:
    return ReferralChannel.EMAIL_LINK


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even_answers, "STEP_S", 0.001)


def link_of(world: World) -> str:
    return links_to(world.app)[-1]


def counts(app: Flask) -> list[int]:
    """How many rows there are of whatever a page might leave behind."""
    tables = (SignInCode, MailboxSession, LegLink, OutboxMessage, AuditEvent)
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def change(world: World, what: Callable[[World], None]) -> None:
    with world.app.app_context(), writing():
        what(world)


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Let several people act at the same moment; return what each was answered."""
    barrier, statuses = Barrier(len(acts)), [0] * len(acts)

    def go(place: int) -> None:
        barrier.wait()
        statuses[place] = acts[place]()

    threads = [Thread(target=go, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


# --- the link ----------------------------------------------------------------------------------------------------


def test_to_open_it_looks_nothing_up_and_uses_nothing_up(world: World, reference: str) -> None:
    before, link = counts(world.app), link_of(world)

    for _ in range(3):
        assert reader(world.app).get(link).status_code == 200
        assert reader(world.app).client.head(link).status_code == 200
    prefetched = reader(world.app).client.get(link, headers={"Sec-Purpose": "prefetch", "Purpose": "prefetch"})

    assert prefetched.status_code == 200
    assert counts(world.app) == before
    assert leg_of(world, reference).status is LegStatus.REQUESTED
    come_in(world)


@pytest.mark.usefixtures("reference")
def test_the_page_is_the_same_for_every_token(world: World) -> None:
    team = come_in(world)
    press(team, "decline", reason="no_capacity", suggestion="")
    over = link_of(world)
    reference = send(world.referrer)

    pages = [reader(world.app).get(link) for link in (link_of(world), over, UNKNOWN)]

    assert len({without_nonces(page) for page in pages}) == 1
    for page in pages:
        assert page.text.count("<button") == 1
        assert reference not in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert 'content="noindex' in page.text
        assert "Set-Cookie" not in page.headers
        assert "waiting/" not in page.text


@pytest.mark.usefixtures("reference")
def test_asking_for_a_code_answers_the_same_for_every_token(world: World) -> None:
    before = len(mails(world.app))

    pages = [reader(world.app).post(link, {"do": "code"}) for link in (link_of(world), UNKNOWN)]

    assert len({without_nonces(page) for page in pages}) == 1
    assert MAILBOX not in pages[0].text
    with world.app.app_context():
        assert sorted(db.session.scalars(select(SignInCode.reaches))) == [False, True]
    assert len(mails(world.app)) == before + 1


@pytest.mark.usefixtures("reference")
def test_a_form_from_another_site_does_nothing(world: World) -> None:
    before = counts(world.app)

    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.org", "Sec-Fetch-Site": ""}):
        answer = world.app.test_client().post(link_of(world), data={"do": "code"}, headers=headers)
        assert answer.status_code == 403

    assert counts(world.app) == before


# --- the code ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("reference")
def test_a_code_works_once_for_ten_minutes_and_not_after_five_wrong_ones(world: World, now: datetime) -> None:
    link = link_of(world)
    team = reader(world.app)
    asked = team.ask(link)
    (code,) = codes_to(world.app)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    refused = team.type_code(link, asked, wrong)
    assert refused.status_code == 400
    assert "That code did not work" in refused.text
    assert refused.text.count("Send another code") == 1
    assert team.type_code(link, asked, "12").status_code == 400
    assert "The code has six digits" in team.type_code(link, asked, "12").text
    clock.stop(now + timedelta(minutes=9, seconds=59))
    assert team.type_code(link, asked, code).status_code == 303
    assert reader(world.app).type_code(link, asked, code).status_code == 400

    for tries, minutes, status in ((4, 0, 303), (5, 0, 400), (0, 10, 400)):
        clock.stop(now + timedelta(minutes=20))
        other, before = reader(world.app), codes_to(world.app)
        asked = other.ask(link)
        (fresh,) = set(codes_to(world.app)) - set(before)
        for _ in range(tries):
            other.type_code(link, asked, f"{(int(fresh) + 1) % 1_000_000:06}")
        clock.stop(now + timedelta(minutes=20 + minutes))
        assert other.type_code(link, asked, fresh).status_code == status, tries


@pytest.mark.usefixtures("reference")
def test_a_code_is_for_one_link_and_for_nothing_else(world: World) -> None:
    """Not for another leg of the same mailbox, not for signing in, and a code for signing in not for a link."""
    first = link_of(world)
    send(world.referrer)
    (second,) = set(links_to(world.app)) - {first}
    team = reader(world.app)
    asked = team.ask(first)
    (code,) = codes_to(world.app)

    assert team.type_code(second, asked, code).status_code == 400
    assert team.post("/sign-in", {"do": "check", "asked": asked, "code": code}).status_code == 400
    assert team.type_code(UNKNOWN, asked, code).status_code == 400
    page = team.post("/sign-in", {"do": "code", "email": MAILBOX})
    assert team.type_code(first, hidden(page, "asked"), code).status_code == 400
    assert team.get("/answer").status_code == 403

    assert [event.organization_id for event in trail_of(world.app, "mailbox.refused")] == [world.agency, None]
    assert team.type_code(first, asked, code).status_code == 303


@pytest.mark.usefixtures("reference")
def test_codes_and_guesses_are_limited_working_or_not(world: World) -> None:
    for link in (link_of(world), UNKNOWN):
        statuses = [
            reader(world.app).post(link, {"do": "code"}).status_code for _ in range(CODES_OF_A_LINK_FROM_A_NETWORK + 1)
        ]
        assert statuses == [200] * CODES_OF_A_LINK_FROM_A_NETWORK + [429]
    assert len(codes_to(world.app)) == CODES_OF_A_LINK_FROM_A_NETWORK


def test_guesses_of_one_link_are_counted_over_all_codes_and_networks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_limits, "WRONG_CODES_OF_A_LINK", 3)
    send(world.referrer)
    link = link_of(world)
    asked = reader(world.app).ask(link)
    (code,) = codes_to(world.app)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    statuses = []
    for number in range(4):
        client = world.app.test_client()
        answer = client.post(
            link,
            data={"do": "check", "asked": asked, "code": wrong},
            headers={"Sec-Fetch-Site": "same-origin"},
            environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
        )
        statuses.append(answer.status_code)

    assert statuses == [400, 400, 400, 429]


@pytest.mark.usefixtures("reference")
def test_of_two_who_type_one_code_at_once_one_comes_in(world: World, own_database: str) -> None:
    link = link_of(world)
    asked = reader(world.app).ask(link)
    (code,) = codes_to(world.app)
    apps = [create_app(settings_for(own_database)) for _ in range(3)]

    def typing_at(app: Flask) -> Callable[[], int]:
        return lambda: reader(app).type_code(link, asked, code).status_code

    statuses = at_once(*map(typing_at, apps))

    for app in apps:
        dispose(app)

    assert statuses.count(303) == 1
    assert set(statuses) - {303} <= {400, GAVE_UP}
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(MailboxSession)) == 1


def test_neither_token_nor_code_nor_mailbox_is_in_a_log_a_title_a_later_address_or_the_trail(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    send(world.referrer)
    link, team = link_of(world), reader(world.app)
    pages = [team.get(link), team.post(link, {"do": "code"})]
    code, asked = codes_to(world.app)[-1], hidden(pages[-1], "asked")
    pages += [team.type_code(link, asked, code), team.get("/answer"), team.press("acknowledge"), team.get("/answer")]

    secrets = (link.rpartition("/")[2], code, MAILBOX)
    titles = [title for page in pages for title in re.findall(r"<title>(.*?)</title>", page.text, re.DOTALL)]
    addresses = [page.location for page in pages if page.location]
    heard = [*(repr(vars(record)) for record in caplog.records), *titles, *addresses]
    with world.app.app_context():
        heard += [f"{row.action} {row.subject}" for row in db.session.scalars(select(AuditEvent))]
    assert [secret for secret in secrets for words in heard if secret in words] == []
    for page in pages[3:]:
        assert not any(secret in page.text for secret in secrets)
        assert page.headers["Cache-Control"] == "no-store"


# --- the session -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("reference")
def test_half_an_hour_idle_and_two_hours_in_all(world: World, now: datetime) -> None:
    team = come_in(world)

    for minutes in range(0, 120, 29):
        clock.stop(now + timedelta(minutes=minutes))
        assert team.get("/answer").status_code == 200
    clock.stop(now + timedelta(hours=2))
    assert "Your time here has run out" in team.get("/answer").text
    idle = come_in(world)
    clock.stop(now + timedelta(hours=2, minutes=30))
    assert idle.get("/answer").status_code == 403


def test_what_was_typed_outlives_the_code_that_ran_out(world: World, reference: str, now: datetime) -> None:
    team = come_in(world)
    page = team.get("/answer")
    form = {"version": hidden(page, "version"), "csrf_token": hidden(page, "csrf_token")}
    clock.stop(now + timedelta(minutes=31))

    typed = {"decline-reason": "outside_area", "decline-suggestion": ""}
    stopped = team.post("/answer/acts/decline", form | typed)
    assert stopped.status_code == 403
    assert "Nothing was done" in stopped.text
    asked = team.post("/answer/code", {"do": "code", "carry": hidden(stopped, "carry")})
    clock.stop(now + timedelta(minutes=40))
    back = team.type_code("/answer/code", hidden(asked, "asked"), codes_to(world.app)[-1], carry=hidden(asked, "carry"))

    assert back.status_code == 200
    assert "nothing was done yet" in back.text
    assert re.search(r'value="outside_area"\s+checked', back.text)
    assert leg_of(world, reference).status is LegStatus.REQUESTED
    again = {"version": hidden(back, "version"), "csrf_token": hidden(back, "csrf_token")}
    assert team.post("/answer/acts/decline", form | again | typed).status_code == 303
    assert leg_of(world, reference).status is LegStatus.REJECTED


@pytest.mark.usefixtures("reference")
def test_another_code_may_be_asked_before_the_time_ran_out(world: World, now: datetime) -> None:
    team = come_in(world)
    clock.stop(now + timedelta(minutes=5))
    before = codes_to(world.app)

    asked = team.ask("/answer/code")
    (code,) = set(codes_to(world.app)) - set(before)
    clock.stop(now + timedelta(minutes=7))

    assert team.type_code("/answer/code", asked, code).status_code == 303
    assert team.get("/answer").status_code == 200


@pytest.mark.usefixtures("reference")
def test_one_press_signs_out_and_the_cookie_is_worth_nothing(world: World) -> None:
    team = come_in(world)
    cookie = team.client.get_cookie("pathway-answer")
    assert cookie
    assert cookie.http_only
    assert cookie.same_site == "Strict"

    out = team.post("/answer/sign-out", {"csrf_token": hidden(team.get("/answer"), "csrf_token")})

    assert "You are signed out" in team.get(out.location).text
    thief = reader(world.app)
    thief.client.set_cookie("pathway-answer", cookie.value)
    assert thief.get("/answer").status_code == 403
    assert thief.post("/answer/code", {"do": "code"}).status_code == 403
    assert len(trail_of(world.app, "mailbox.signed_out")) == 1


def test_a_form_needs_the_token_of_its_own_session(world: World, reference: str) -> None:
    one, other = come_in(world), come_in(world)
    page = one.get("/answer")
    fields = {"version": hidden(page, "version"), "csrf_token": hidden(page, "csrf_token")}

    for form in ({"version": fields["version"]}, fields):
        assert other.post("/answer/acts/acknowledge", form).status_code == 403
    assert one.post("/answer/acts/acknowledge", fields, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403

    assert leg_of(world, reference).status is LegStatus.REQUESTED


@pytest.mark.usefixtures("reference")
def test_it_opens_nothing_else(world: World) -> None:
    """Every address of the app, asked with this cookie, answers as it answers somebody who has none."""
    team, nobody = come_in(world), visitor(world.app)
    seen = 0
    for rule in world.app.url_map.iter_rules():
        kind = declared(world.app.view_functions[rule.endpoint])
        if kind == FOR_MAILBOXES or rule.endpoint in {"static", "mailbox.again"}:
            continue
        address = re.sub(r"<uuid:\w+>", str(world.service), rule.rule)
        address = re.sub(r"<int(?:\([^)]*\))?:\w+>", "1", address)
        address = re.sub(r"<any\((\w+)[^>]*>", r"\1", address)
        address = re.sub(r"<(?:\w+:)?\w+>", "x", address)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            ours, theirs = (
                client.open(address, method=method, headers={"Sec-Fetch-Site": "same-origin"}, buffered=True)
                for client in (team.client, nobody.client)
            )
            assert (ours.status_code, ours.location) == (theirs.status_code, theirs.location), (method, address)
            if kind != PUBLIC:
                assert ours.status_code in {303, 403}, (method, address)
            assert "pathway-answer" not in str(ours.headers)
            seen += 1
    assert seen > 150
    assert team.get("/answer").status_code == 200


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("reference")
def test_no_account_opens_what_is_for_mailboxes(world: World, role: Role) -> None:
    staff: Staff = signed_in(world.app, user(world.app, world.agency, role))

    for rule in world.app.url_map.iter_rules():
        if declared(world.app.view_functions[rule.endpoint]) == FOR_MAILBOXES:
            address = rule.rule.replace("<act>", "acknowledge")
            answer = staff.get(address) if "GET" in (rule.methods or ()) else staff.post(address)
            assert answer.status_code == 403, rule.rule
            assert "Open the link again" in answer.text


@pytest.mark.usefixtures("reference")
def test_old_sessions_are_forgotten(world: World, now: datetime) -> None:
    come_in(world)

    for hours, left in ((25, 1), (27, 0)):
        with world.app.app_context():
            sessions.forget_old(now + timedelta(hours=hours))
            assert db.session.scalar(select(func.count()).select_from(MailboxSession)) == left


# --- what ends it ------------------------------------------------------------------------------------------------


def other_mailbox(world: World) -> None:
    db.session.get_one(Service, world.service).email = "new@agency.example.org"


def other_way(world: World) -> None:
    db.session.get_one(Service, world.service).referral_channel = ReferralChannel.PHONE


def agreement_withdrawn(world: World) -> None:
    db.session.delete(db.session.get_one(SharingAgreement, world.agency))


def listing_ended(world: World) -> None:
    db.session.get_one(Service, world.service).status = ServiceStatus.DEFUNCT


def nobody_active(world: World) -> None:
    somebody = db.session.get_one(User, world.caseworker.user_id)
    somebody.status, somebody.disabled_at = UserStatus.DISABLED, clock.utc_now()


ENDINGS = (other_mailbox, other_way, agreement_withdrawn, listing_ended, nobody_active)


def stands_no_more(world: World, team: MailboxReader, form: dict[str, str]) -> None:
    """Assert that nothing of a link works: not the session, not its form, no new code."""
    sent = len(codes_to(world.app)) + len(codes_to(world.app, "new@agency.example.org"))
    assert team.post("/answer/acts/acknowledge", form).status_code in {403, 410}
    for link in links_to(world.app) or [UNKNOWN]:
        reader(world.app).ask(link)
    assert len(codes_to(world.app)) + len(codes_to(world.app, "new@agency.example.org")) == sent
    assert team.get("/answer").status_code in {403, 410}


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_ends_at_once_and_her_worker_is_told_to_ring(
    world: World, reference: str, now: datetime, ending: Any
) -> None:
    coordinator = user(world.app, organization(world.app), Role.COORDINATOR)
    team = come_in(world)
    page = team.get("/answer")
    form = {"version": hidden(page, "version"), "csrf_token": hidden(page, "csrf_token")}
    before = len(to_referrer(world))

    change(world, ending)

    stands_no_more(world, team, form)
    assert leg_of(world, reference).status is LegStatus.REQUESTED
    assert "The link that we sent them works no more" in words_of(world.referrer.get(f"/referrals/{reference}").text)

    for _ in range(2):
        with world.app.app_context():
            lost_links.end_lost(now + timedelta(minutes=1))
    leg = leg_of(world, reference)
    assert leg.way is ReferralChannel.PHONE
    assert len(to_referrer(world)) == before + 1
    with world.app.app_context():
        address = db.session.get_one(User, coordinator).email
        notice = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == "mailbox_waits")).one()
        assert (notice.status, notice.recipient, notice.content) == (MessageStatus.DISCARDED, None, None)
    assert [template for template, _ in mails(world.app, address)] == ["referral_update"]
    (event,) = trail_of(world.app, "leg.link_ended")
    assert event.organization_id == world.agency
    if ending is not listing_ended:
        taken = {"outcome": "taken", "version": str(leg.version)}
        assert world.referrer.post(f"/referrals/{reference}/legs/1/call", taken).status_code == 303


def test_the_old_mailbox_back_again_revives_nothing(world: World, reference: str, now: datetime) -> None:
    team = come_in(world)
    accept(team)
    link = link_of(world)
    change(world, other_mailbox)
    with world.app.app_context():
        lost_links.end_lost(now)

    with world.app.app_context(), writing():
        db.session.get_one(Service, world.service).email = MAILBOX
    sent = codes_to(world.app)
    reader(world.app).ask(link)

    assert codes_to(world.app) == sent
    assert team.get("/answer").status_code == 410
    leg = leg_of(world, reference)
    assert (leg.status, leg.way) == (LegStatus.ACCEPTED, ReferralChannel.EMAIL_LINK)
    assert "works no more" in words_of(world.referrer.get(f"/referrals/{reference}").text)
    # Those who have accounts there go on.
    assert world.caseworker.get(f"/referrals/{reference}").status_code == 200


@pytest.mark.parametrize("undone", [False, True])
def test_who_was_sent_a_link_is_told_to_stop_though_it_is_rung_by_now(
    world: World, reference: str, now: datetime, undone: bool
) -> None:
    come_in(world)
    change(world, other_mailbox)
    with world.app.app_context():
        lost_links.end_lost(now)
    page = f"/referrals/{reference}"
    if undone:
        taken = {"outcome": "taken", "version": str(leg_of(world, reference).version)}
        assert world.referrer.post(f"{page}/legs/1/call", taken).status_code == 303
        assert world.referrer.post(f"{page}/legs/1/undo").status_code == 303

    assert world.referrer.post(f"{page}/her-word", {"word": "stop", "leg": "all"}).status_code == 303

    (box,) = parser.fromstring(world.referrer.get(page).text).cssselect("section[aria-labelledby=her-word]")
    assert "She took her agreement back. Stop, and do not contact her." in words_of(parser.tostring(box, encoding=str))


def test_police_are_sent_nothing_of_a_lost_link_once_she_was_taken(world: World, now: datetime) -> None:
    police = signed_in(world.app, user(world.app, organization(world.app, OrganizationKind.ENFORCEMENT)))
    send(police)
    accept(come_in(world))
    with world.app.app_context():
        address = db.session.get_one(User, police.user_id).email
    before = mails(world.app, address)
    change(world, other_mailbox)

    with world.app.app_context():
        lost_links.end_lost(now)

    assert mails(world.app, address) == before
    assert len(trail_of(world.app, "leg.link_ended")) == 1


@pytest.mark.usefixtures("reference")
def test_links_of_what_has_ended_are_not_looked_at_again_and_nobody_is_told(world: World, now: datetime) -> None:
    press(come_in(world), "decline", reason="no_capacity", suggestion="")
    before = len(to_referrer(world))

    with world.app.app_context():
        lost_links.end_lost(now)
        assert db.session.scalars(select(LegLink.ended_at)).all() == [now]

    assert len(to_referrer(world)) == before
    assert trail_of(world.app, "leg.link_ended") == []


@pytest.mark.usefixtures("reference")
def test_a_listing_that_is_full_or_changes_otherwise_ends_nothing(world: World, now: datetime) -> None:
    team = come_in(world)
    with world.app.app_context(), writing():
        service = db.session.get_one(Service, world.service)
        service.name, service.status = "Another name", ServiceStatus.TEMPORARILY_CLOSED
    with world.app.app_context():
        lost_links.end_lost(now)

    assert "Another name" in team.get("/answer").text


def test_her_word_to_stop_acts_on_an_open_session_at_once(world: World, reference: str) -> None:
    team = come_in(world)
    accept(team)
    page = team.get("/answer")
    form = {"version": hidden(page, "version"), "csrf_token": hidden(page, "csrf_token")}

    stop = {"word": "stop", "leg": "all"}
    assert world.referrer.post(f"/referrals/{reference}/her-word", stop).status_code == 303

    assert team.post("/answer/acts/her", form).status_code == 410
    stands_no_more(world, team, form)
    assert leg_of(world, reference).status is LegStatus.CANCELLED
    told = [values for template, values in mails(world.app) if template == "mailbox_ended"]
    assert told == [{"reference": reference}]
    assert "Ring" in words_of(world.referrer.get(f"/referrals/{reference}").text)


def taker(world: World, database: str) -> tuple[Flask, Callable[[], int]]:
    """Somebody at the mailbox, on a server of her own, who is about to take her."""
    app = create_app(settings_for(database))
    team = reader(app)
    team.come_in(link_of(world))
    page = team.get("/answer")
    fields = {"accept-worker": "Sam", "accept-when": "hour", "version": hidden(page, "version")}
    form = fields | {"csrf_token": hidden(page, "csrf_token")}
    return app, lambda: team.post("/answer/acts/accept", form).status_code


def test_of_two_who_take_her_at_once_one_does(world: World, reference: str, own_database: str) -> None:
    takers = [taker(world, own_database) for _ in range(3)]

    statuses = at_once(*(take for _, take in takers))

    for app, _ in takers:
        dispose(app)
    assert statuses.count(303) == 1
    assert set(statuses) - {303} <= {409, GAVE_UP}
    assert leg_of(world, reference).status is LegStatus.ACCEPTED
    assert len(trail_of(world.app, "leg.accepted")) == 1


def test_her_word_to_stop_wins_over_taking_her_at_the_same_moment(
    world: World, reference: str, own_database: str
) -> None:
    app, take = taker(world, own_database)
    other = create_app(settings_for(own_database))
    referrer = with_cookie(other, world.referrer.token, world.referrer.user_id, world.referrer.session_id)
    stop = {"word": "stop", "leg": "all"}

    taken, stopped = at_once(take, lambda: referrer.post(f"/referrals/{reference}/her-word", stop).status_code)

    for one in (app, other):
        dispose(one)
    assert stopped == 303
    assert taken in {303, 410}
    assert leg_of(world, reference).status is LegStatus.CANCELLED
    assert len(trail_of(world.app, "leg.accepted")) == (taken == 303)


def test_a_mail_that_has_not_left_does_not_leave_once_she_said_stop(world: World, reference: str) -> None:
    world.referrer.post(f"/referrals/{reference}/her-word", {"word": "stop", "leg": "all"})

    assert "mailbox_waits" not in [template for template, _ in mails(world.app)]


def test_contact_nobody_hides_how_to_reach_her_in_an_open_session(world: World, reference: str, now: datetime) -> None:
    team = come_in(world)
    accept(team)
    token = {"csrf_token": hidden(team.get("/answer"), "csrf_token")}
    assert HER_NUMBER in team.post("/answer/acts/her", token).text
    clock.stop(now + timedelta(minutes=1))

    assert world.referrer.post(f"/referrals/{reference}/her-word", {"word": "nobody", "leg": "all"}).status_code == 303

    assert HER_NUMBER not in team.post("/answer/acts/her", token).text
    assert "Do not contact her by any way." in words_of(team.get("/answer").text)
    assert mails(world.app)[-1][0] == "mailbox_update"
    assert world.referrer.get(f"/referrals/{reference}").text.count("they have not seen this yet") == 1
    assert team.post("/answer/her-word", token).status_code == 303
    assert world.referrer.get(f"/referrals/{reference}").text.count("they have not seen this yet") == 0


def test_forgetting_a_referral_forgets_its_links(world: World, reference: str) -> None:
    come_in(world)
    with world.app.app_context(), writing():
        db.session.execute(delete(Leg).where(Leg.id == leg_of(world, reference).id))
    with world.app.app_context():
        for table in (LegLink, MailboxSession):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0
