"""Pages of a list as links."""

from hypothesis import given
from hypothesis import strategies as st

from pathway.web.paging import pages_of


def _numbers(current: int, last: int) -> list[int | None]:
    return [item.number for item in pages_of(current, last, str).items]


def test_one_page_needs_no_links() -> None:
    assert _numbers(1, 1) == []


def test_far_pages_are_left_out_and_the_gap_is_shown() -> None:
    assert _numbers(6, 12) == [1, None, 5, 6, 7, None, 12]
    assert _numbers(1, 3) == [1, 2, 3]


def test_the_ends_lead_nowhere_further() -> None:
    first, last = pages_of(1, 3, str), pages_of(3, 3, str)

    assert (first.previous_href, first.next_href) == (None, "2")
    assert (last.previous_href, last.next_href) == ("2", None)
    assert [item.number for item in last.items if item.is_current] == [3]


def test_past_the_end_nothing_is_current() -> None:
    pages = pages_of(9, 3, str)

    assert (pages.previous_href, pages.next_href) == (None, None)
    assert not any(item.is_current for item in pages.items)


@given(last=st.integers(2, 500), current=st.integers(1, 500))
def test_whatever_the_page_the_links_are_few_in_order_and_true(last: int, current: int) -> None:
    pages = pages_of(current, last, str)

    numbers = [item.number for item in pages.items if item.number]
    assert numbers == sorted(set(numbers))
    assert {1, last} <= set(numbers)
    assert len(pages.items) <= 7
    assert all(item.href == str(item.number) for item in pages.items if item.number)
    assert [item.number for item in pages.items if item.is_current] == ([current] if current <= last else [])
