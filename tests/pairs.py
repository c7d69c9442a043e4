"""Two people at the same moment, by real requests through two apps over one database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Barrier

from flask import Flask
from werkzeug.test import TestResponse

from pathway import create_app
from tests.integration.conftest import settings_for
from tests.services import dispose
from tests.staff import Staff, with_cookie

Act = Callable[[], TestResponse]


class Pair:
    """Two apps over one database, as two processes of a server are, and a person at each."""

    def __init__(self, apps: tuple[Flask, Flask], people: tuple[Staff, Staff]) -> None:
        self.first, self.second = (
            with_cookie(app, one.token, one.user_id, one.session_id) for app, one in zip(apps, people, strict=True)
        )

    def at_once(self, first: Act, second: Act, *, second_leads: bool) -> tuple[TestResponse, TestResponse]:
        """Let both do something at the same moment; return what each was answered."""
        together = Barrier(2)

        def run(act: Act) -> TestResponse:
            together.wait(10)
            return act()

        with ThreadPoolExecutor(2) as threads:
            # Whoever is given to the threads first is a little ahead: each is, in turn.
            acts = (second, first) if second_leads else (first, second)
            answers = [threads.submit(run, act) for act in acts]
            one, other = (answer.result(60) for answer in answers)
        return (other, one) if second_leads else (one, other)


@contextmanager
def pairs_over(url: str) -> Iterator[Callable[[Staff, Staff], Pair]]:
    """Make pairs over a database, through the same two apps."""
    with ExitStack() as ends:
        apps = (create_app(settings_for(url)), create_app(settings_for(url)))
        for app in apps:
            ends.callback(dispose, app)
        yield lambda *people: Pair(apps, people)
