"""Pages of a list as links."""

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
