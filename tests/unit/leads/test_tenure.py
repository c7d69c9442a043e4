"""Who holds a role on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.leads.tenure import cover_on, forgets_names_until, holder_on, is_over, is_present, overlap
from pathway.leads.vocabulary import Cover

START = date(2026, 11, 1)


@dataclass(frozen=True)
class Term:
    """A tenure."""

    from_on: date
    until_on: date | None = None
    is_deputy: bool = False


days = st.integers(0, 40).map(lambda number: START + timedelta(days=number))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    first = draw(days)
    length = draw(st.none() | st.integers(0, 20))
    return Term(first, None if length is None else first + timedelta(days=length), draw(st.booleans()))


def days_of(term: Term) -> set[date]:
    last = term.until_on or START + timedelta(days=100)
    return {term.from_on + timedelta(days=number) for number in range((last - term.from_on).days + 1)}


@given(terms(), days)
def test_somebody_holds_a_role_on_the_first_day_the_last_and_those_between(term: Term, on: date) -> None:
    assert is_present(term, on) is (on in days_of(term))
    assert is_over(term, on) is (term.until_on is not None and on > term.until_on)


@given(terms(), terms())
def test_two_overlap_where_they_share_a_day(first: Term, second: Term) -> None:
    assert overlap(first, second) is bool(days_of(first) & days_of(second))
    assert overlap(first, second) is overlap(second, first)


@given(st.lists(terms(), max_size=5), days)
def test_a_role_is_held_acted_for_or_vacant(all_terms: list[Term], on: date) -> None:
    lead = holder_on(all_terms, on, deputy=False)
    deputy = holder_on(all_terms, on, deputy=True)

    expected = Cover.HELD if lead else Cover.DEPUTY if deputy else Cover.VACANT
    assert cover_on(all_terms, on) is expected
    assert all(one is None or on in days_of(one) for one in (lead, deputy))


def test_a_tenure_that_ends_makes_a_vacancy_by_itself() -> None:
    held = [Term(START, date(2026, 11, 24))]

    assert cover_on(held, date(2026, 11, 24)) is Cover.HELD
    assert cover_on(held, date(2026, 11, 25)) is Cover.VACANT


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 24), date(2024, 11, 24)),
        (date(2026, 2, 28), date(2024, 2, 28)),
        (date(2028, 2, 29), date(2026, 2, 28)),
        (date(2027, 1, 31), date(2025, 1, 31)),
        (date(2026, 12, 31), date(2024, 12, 31)),
    ],
)
def test_names_are_kept_for_24_months(today: date, last: date) -> None:
    assert forgets_names_until(today) == last
