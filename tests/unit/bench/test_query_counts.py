"""A page's number of queries may depend on what it found, never on how many listings there are."""

from bench.query_counts import Cost, dependent


def test_the_same_costs_at_every_size_depend_on_nothing() -> None:
    pages = [Cost("others", 5, 3), Cost("nothing", 4, 4)]

    assert dependent([pages, pages]) == 0


def test_a_page_that_costs_more_among_more_listings_is_counted() -> None:
    assert dependent([[Cost("others", 5, 3)], [Cost("others", 5, 4)]]) == 1


def test_a_search_that_finds_another_kind_of_thing_has_another_page() -> None:
    assert dependent([[Cost("nothing", 5, 7)], [Cost("others", 5, 3)]]) == 0


def test_what_is_read_the_first_time_is_not_compared() -> None:
    assert dependent([[Cost("others", 5, 3)], [Cost("others", 9, 3)]]) == 0
