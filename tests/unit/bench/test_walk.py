"""The walk of a request: files are named in the order of their first entry, and coming back is counted."""

from bench.walk import walk
from pathway.core import clock
from pathway.directory.geography import text as place_text


def test_a_file_counts_once_and_coming_back_into_it_each_time() -> None:
    def request() -> None:
        clock.utc_now()
        place_text.plain("Harlesden")
        clock.utc_now()

    found = walk(request)

    assert found.order == ["core/clock.py", "directory/geography/text.py"]
    assert found.returns == {"core/clock.py": 1}


def test_what_other_packages_do_is_no_part_of_it() -> None:
    assert walk(lambda: sorted([2, 1])).order == []
