"""What an address may ask for of the list of leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.leads.forms.search import filter_of, parameters_of
from pathway.leads.queries import LeadFilter
from pathway.leads.vocabulary import LeadKind

typed = st.dictionaries(
    st.sampled_from(["q", "kind", "organisation", "vacant", "page", "x"]),
    st.sampled_from(["policy", "yes", ""]) | st.text(max_size=120),
)


@given(typed)
def test_the_parameters_of_a_filter_ask_for_it_again(arguments: dict[str, str]) -> None:
    wanted = filter_of(arguments)

    assert filter_of(parameters_of(wanted)) == wanted


@pytest.mark.parametrize("arguments", [{}, {"q": "  "}, {"kind": "nonsense"}, {"vacant": "no"}, {"organisation": ""}])
def test_what_narrows_nothing_is_not_in_the_address(arguments: dict[str, str]) -> None:
    assert filter_of(arguments) == LeadFilter()
    assert parameters_of(filter_of(arguments)) == {}


def test_each_is_read() -> None:
    wanted = filter_of({"q": " duty ", "kind": "tactical", "organisation": "Example Trust", "vacant": "yes"})

    assert wanted == LeadFilter("duty", LeadKind.TACTICAL, "Example Trust", vacant=True)
