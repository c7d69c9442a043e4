"""The worker reminds people of what is due: whom, how often, and once whatever happens."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from pathway import create_app
from pathway.accounts.models import User
from pathway.accounts.vocabulary import Role, UserStatus
from pathway.core.clock import utc_now
from pathway.directory.reminders import operations, queries
from pathway.directory.reminders.models import Reminder, ReminderListing
from pathway.directory.vocabulary import Publication, ServiceStatus
from pathway.extensions import db, writing
from pathway.notifications.message_text import worded
from pathway.notifications.vocabulary import Channel
from pathway.organizations.vocabulary import OrganizationKind
from tests import factories
from tests.integration.conftest import NOW, settings_for
from tests.integration.counting import counted
from tests.integration.directory.editing.conftest import Owner
from tests.integration.directory.editing.test_still_correct import DUE, STALE, confirmed
from tests.integration.directory.reminders.conftest import Reminded
from tests.services import dispose
from tests.staff import organization, signed_in, user

At = Callable[[datetime], None]
TEMPLATES = Path(__file__).resolve().parents[4] / "templates"
A_WEEK = timedelta(days=7)


def test_who_confirmed_it_last_is_asked_first(reminded: Reminded, at: At) -> None:
    service_id = reminded.listing()
    signed_in(reminded.app, reminded.colleague_id).post(f"/manage/services/{service_id}/confirm")
    at(NOW + timedelta(days=91))

    reminded.remind()

    assert [mail["hers"] for mail in reminded.mails(reminded.colleague_id)] == ["1"]
    assert reminded.mails(reminded.manager_id) == []
    assert reminded.mails(reminded.coordinator_id) == []


def test_thirty_days_later_her_colleagues_and_once_stale_the_coordinators_too(reminded: Reminded, at: At) -> None:
    service_id = reminded.listing()
    signed_in(reminded.app, reminded.colleague_id).post(f"/manage/services/{service_id}/confirm")

    at(NOW + timedelta(days=121))
    reminded.remind()
    assert len(reminded.mails(reminded.manager_id)) == 1
    assert reminded.mails(reminded.coordinator_id) == []

    at(NOW + timedelta(days=181))
    reminded.remind()
    assert len(reminded.mails(reminded.manager_id)) == 2
    (mail,) = reminded.mails(reminded.coordinator_id)
    assert (mail["hers"], mail["of_others"], mail["link"]) == ("", "1", "")


def test_who_left_is_no_owner_and_gets_no_mail(reminded: Reminded, at: At) -> None:
    service_id = reminded.listing()
    signed_in(reminded.app, reminded.colleague_id).post(f"/manage/services/{service_id}/confirm")
    change(reminded.app, reminded.colleague_id, status=UserStatus.DISABLED, disabled_at=NOW)
    at(NOW + timedelta(days=91))

    reminded.remind()

    assert reminded.mails(reminded.colleague_id) == []
    assert len(reminded.mails(reminded.manager_id)) == 1


def test_one_mail_collects_everything_and_names_nothing(reminded: Reminded) -> None:
    for name in ("A secret name", "Another"):
        reminded.listing(name=name, **confirmed(DUE))
    reminded.listing(name="Stale", **confirmed(STALE))

    reminded.remind()

    (mail,) = reminded.mails(reminded.manager_id)
    words = worded(TEMPLATES, Channel.EMAIL, "entries_due", mail, "https://pathway.example.org")
    assert words.subject == "Entries to look at"
    assert "3 entries you look after are due to be looked at" in words.body
    assert "others" not in words.body
    for name in ("secret", "Another", "Stale", "service", "women"):
        assert name not in words.body.replace("/manage/services", "")


@pytest.mark.parametrize(
    "given",
    [
        {},
        confirmed(NOW.date() - timedelta(days=90)),
        confirmed(DUE) | {"publication": Publication.DRAFT},
        confirmed(DUE) | {"status": ServiceStatus.DEFUNCT},
        confirmed(DUE) | {"status": ServiceStatus.INACTIVE},
    ],
    ids=["never confirmed", "fresh", "draft", "ended", "inactive"],
)
def test_of_what_is_not_due_nobody_is_reminded(reminded: Reminded, given: dict[str, object]) -> None:
    reminded.listing(**given)

    reminded.remind()

    assert reminded.mails(reminded.manager_id) == reminded.mails(reminded.coordinator_id) == []


def test_people_of_an_enforcement_body_are_never_reminded(reminded: Reminded) -> None:
    police = organization(reminded.app, OrganizationKind.ENFORCEMENT)
    officer = user(reminded.app, police, Role.SERVICE_MANAGER)
    Owner(reminded.app, police, officer).listing(**confirmed(DUE))

    reminded.remind()

    assert reminded.mails(officer) == []
    assert len(reminded.mails(reminded.coordinator_id)) == 1


def test_one_mail_a_week_at_most(reminded: Reminded, at: At) -> None:
    reminded.listing(**confirmed(DUE))

    for moment in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=3), NOW + A_WEEK - timedelta(seconds=1)):
        at(moment)
        reminded.remind()
    assert len(reminded.mails(reminded.manager_id)) == 1

    reminded.listing(**confirmed(STALE))
    at(NOW + A_WEEK)
    reminded.remind()
    assert [mail["hers"] for mail in reminded.mails(reminded.manager_id)] == ["1", "2"]


def test_no_mail_leaves_at_night_or_at_the_weekend(reminded: Reminded, at: At) -> None:
    reminded.listing(**confirmed(DUE))

    for moment in (NOW.replace(hour=7, minute=59), NOW.replace(hour=18), NOW + timedelta(days=4)):
        at(moment)
        reminded.remind()

    assert reminded.mails(reminded.manager_id) == []


def test_two_workers_at_once_write_once(reminded: Reminded) -> None:
    reminded.listing(**confirmed(DUE))
    others = [create_app(settings_for(reminded.app.config["SQLALCHEMY_DATABASE_URI"])) for _ in range(2)]
    together = threading.Barrier(2)
    failed: list[BaseException] = []

    def work(app: Flask) -> None:
        try:
            with app.app_context():
                together.wait(10)
                operations.send(utc_now())
        except BaseException as error:  # noqa: BLE001 - whatever it is fails the test, in its own thread
            failed.append(error)

    threads = [threading.Thread(target=work, args=(app,)) for app in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for app in others:
        dispose(app)

    assert failed == []
    assert len(reminded.mails(reminded.manager_id)) == len(reminded.mails(reminded.colleague_id)) == 1


def test_the_database_itself_lets_one_reminder_of_a_number_through(reminded: Reminded) -> None:
    with reminded.app.app_context(), writing():
        her = db.session.get_one(User, reminded.manager_id)
        first = operations._noted(her, 1, "a-token", NOW)
        second = operations._noted(her, 1, "another-token", NOW)

    assert first is not None
    assert second is None


def test_a_worker_that_dies_half_way_writes_the_others_afterwards_and_nobody_twice(
    reminded: Reminded, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded.listing(**confirmed(DUE))
    write, written = operations._write_to, []

    def die_at_the_second(*given: object) -> None:
        write(*given)  # type: ignore[arg-type] # whatever it is called with
        written.append(1)
        if len(written) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(operations, "_write_to", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        reminded.remind()
    mails = [len(reminded.mails(id_)) for id_ in (reminded.manager_id, reminded.colleague_id)]
    assert sorted(mails) == [0, 1]

    monkeypatch.undo()
    reminded.remind()

    assert [len(reminded.mails(id_)) for id_ in (reminded.manager_id, reminded.colleague_id)] == [1, 1]


def test_only_a_keyed_hash_of_the_token_is_kept(reminded: Reminded) -> None:
    reminded.listing(**confirmed(DUE))
    reminded.remind()

    token = reminded.link().rpartition("/")[2]
    with reminded.app.app_context():
        kept = db.session.scalars(select(Reminder.token_hash)).all()
        assert queries.hashed(token) in kept
        assert token not in kept
        assert len(token) >= 43


def test_after_ninety_days_it_is_forgotten(reminded: Reminded, at: At) -> None:
    service_id = reminded.listing(**confirmed(DUE))
    reminded.remind()

    for days, kept in ((90, 2), (91, 0)):
        with reminded.app.app_context():
            operations.forget_old(NOW + timedelta(days=days))
            assert db.session.scalar(select(func.count()).select_from(Reminder)) == kept
            of_it = select(func.count()).where(ReminderListing.service_id == service_id)
            assert db.session.scalar(of_it) == kept


def test_a_run_costs_as_many_questions_for_sixty_listings_as_for_two(reminded: Reminded) -> None:
    factories.publish(reminded.app, **confirmed(DUE))

    def cost() -> int:
        with reminded.app.app_context(), counted(reminded.app, everything=True) as sent:
            queries.due_listings(NOW.date(), None)
        return len(sent)

    few = cost()
    for _ in range(20):
        reminded.listing(**confirmed(DUE))

    assert cost() == few


def change(app: Flask, user_id: object, **values: object) -> None:
    with app.app_context(), writing():
        her = db.session.get_one(User, user_id)
        for name, value in values.items():
            setattr(her, name, value)
