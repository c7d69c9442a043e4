"""An app goes from test to test: what it remembered of one database is never shown of the next."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests import factories
from tests.apps import Apps
from tests.integration.conftest import settings_for

Copies = Callable[[str, Path], AbstractContextManager[str]]


def test_the_same_app_shows_what_the_next_database_holds(engine_name: str, copies: Copies, tmp_path: Path) -> None:
    apps = Apps(settings_for(""))
    with copies(engine_name, tmp_path) as one, copies(engine_name, tmp_path) as other:
        with apps.over(one) as first:
            factories.publish(first, name="Quillonby House")
            assert "Quillonby House" in first.test_client().get("/services?q=quillonby").text
        with apps.over(other) as second:
            factories.publish(second, name="Another House")  # the same version of the index
            page = second.test_client().get("/services?q=quillonby").text

    assert second is first
    assert "Quillonby House" not in page


def test_one_that_a_test_changed_is_not_given_again(engine_name: str, copies: Copies, tmp_path: Path) -> None:
    apps = Apps(settings_for(""))
    with copies(engine_name, tmp_path) as url:
        with apps.over(url) as first:
            first.config["MAX_FORM_PARTS"] = 1
        with apps.over(url) as second:
            assert second is not first
            second.extensions["of_this_test"] = object()
        with apps.over(url) as third:
            assert third is second
            assert "of_this_test" not in third.extensions
