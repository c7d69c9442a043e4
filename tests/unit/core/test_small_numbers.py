"""No number up to seven is told, and none of one class can be worked out from all its tables."""

from collections import Counter, defaultdict
from itertools import product

from pathway.core.small_numbers import Count, rounded

SMALL = range(1, 8)


def test_a_number_is_rounded_to_the_nearest_five() -> None:
    assert [rounded(number) for number in range(13)] == [0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10]


def test_no_number_up_to_seven_is_ever_shown_and_others_are_near() -> None:
    for before, number in product(range(60), range(60)):
        count = Count(rounded(before + number) - rounded(before))
        assert count.shown == "*" if number in range(8) else True
        assert count.is_hidden or abs(count.number - number) <= 4
        assert count.is_hidden or count.number % 5 == 0


def test_a_sum_is_hidden_while_it_may_be_small() -> None:
    assert [(Count(5 * fives, 3)).shown for fives in range(6)] == ["*", "*", "*", "*", "20", "25"]
    assert (Count(10) + Count(5)).shown == "*"
    assert (Count(15) + Count(5)).shown == "20"


def test_each_small_number_of_one_class_could_be_several() -> None:
    """Every history of four months and fewer than nine a month, with any number before it that could be told apart."""
    could_be: defaultdict[tuple[int, ...], list[set[int]]] = defaultdict(lambda: [set() for _ in range(7)])
    spans = [(first, last) for first in range(4) for last in range(first, 4)][:7]
    for before in range(5):
        for history in product(range(9), repeat=4):
            totals, total = [rounded(before)], before
            for number in history:
                total += number
                totals.append(rounded(total))
            for place, (first, last) in enumerate(spans):
                could_be[tuple(totals)][place].add(sum(history[first : last + 1]))

    assert all(len(numbers) >= 2 for spans_of in could_be.values() for numbers in spans_of if numbers & set(SMALL))


def test_whether_there_was_any_is_not_told() -> None:
    told = {Count(rounded(before + number) - rounded(before)).shown for before in range(20) for number in range(8)}

    assert told == {"*"}


def test_each_table_rounded_by_itself_would_be_seen() -> None:
    """The usual way: each total rounded alone. Two of eight and one of one come to seventeen, which is told as 15."""
    could_be = Counter(
        small
        for first, second, small in product(range(8, 13), range(8, 13), SMALL)
        if rounded(first + second + small) == 15
    )

    assert list(could_be) == [1]
