"""What people type on a phone is read as the words they meant; ages and school years as a child's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.search.text.shorthand import A_CHILDS_AGE, typed_tokens

TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen")
FORMS = (
    "{}yo",
    "{} yo",
    "{} y/o",
    "{}y.o.",
    "{} y o",
    "{} yr old",
    "{} yrs old",
    "{}yr old",
    "{} year old",
    "{}-year-old",
    "{} years old",
    "aged {}",
    "age {}",
    "she is {}",
    "shes {}",
    "she's {}",
    "only {}",
    "just turned {}",
    "looks about {}",
)


@pytest.mark.parametrize("form", FORMS)
@given(age=st.integers(min_value=5, max_value=17))
def test_an_age_under_18_is_a_childs_however_it_is_written(form: str, age: int) -> None:
    assert A_CHILDS_AGE in typed_tokens(f"{form.format(age)} not safe")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("age", TEENS)
def test_so_is_one_in_words(form: str, age: str) -> None:
    assert A_CHILDS_AGE in typed_tokens(form.format(age))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@given(age=st.integers(min_value=18, max_value=99))
def test_an_age_of_18_or_more_is_not(form: str, age: int) -> None:
    assert A_CHILDS_AGE not in typed_tokens(form.format(age))


@pytest.mark.parametrize(
    "text",
    [
        "{}yrs raped",
        "raped {} yrs",
        "{}yrs pregnant",
        "{}yrs selling sex",
        "<{} raped",
        "she is <{}",
        "she is < {}",
        "younger than {}",
        "under {} raped",
    ],
)
@given(age=st.integers(min_value=11, max_value=17))
def test_an_age_is_read_without_the_word_old(text: str, age: int) -> None:
    assert A_CHILDS_AGE in typed_tokens(text.format(age))


@pytest.mark.parametrize("text", ["<18 raped", "she is <18", "almost 18", "nearly 18", "younger than 18", "not yet 18"])
def test_less_than_18_is_a_childs(text: str) -> None:
    assert A_CHILDS_AGE in typed_tokens(text)


@pytest.mark.parametrize("age", TEENS[2:])
@pytest.mark.parametrize("text", ["{} raped", "raped {}", "{} and pregnant", "{}"])
def test_so_is_a_number_in_words_alone(text: str, age: str) -> None:
    assert A_CHILDS_AGE in typed_tokens(text.format(age))


@given(year=st.integers(min_value=1, max_value=13), form=st.sampled_from(["year {}", "yr {}", "yr{}", "y{}"]))
def test_a_school_year_is_a_childs(year: int, form: str) -> None:
    assert A_CHILDS_AGE in typed_tokens(form.format(year) + " girl")


@pytest.mark.parametrize(
    "text",
    [
        "using heroin 10 yrs",
        "7 year relationship",
        "heroin for 13 yrs",
        "13 yrs ago",
        "15yrs together",
        "16yrs in prostitution",
        "14yrs with him",
        "raped by fifteen men",
        "took sixteen paracetamol",
        "fifteen years ago",
        "almost 18 weeks pregnant",
        "under 15 minutes",
        "<16 weeks pregnant",
        "14 weeks pregnant",
        "is 9 months pregnant",
        "raped by 5 men",
        "open at 5:30",
        "owes 15 quid",
        "£15 f",
        "2 years homeless",
        "0808 2000 247",
        "17th",
        "flat 12",
    ],
)
def test_another_number_is_no_age(text: str) -> None:
    assert A_CHILDS_AGE not in typed_tokens(text)


@pytest.mark.parametrize(
    "text",
    [
        "0808 2000 247",
        "08082000247",
        "0808 2000247",
        "0808-2000-247",
        "0808.2000.247",
        "(0808) 2000 247",
        "+44 808 2000 247",
        "+44808 2000 247",
        "+44 (0)808 2000 247",
        "0044 808 2000 247",
    ],
)
def test_a_telephone_number_is_one_word_however_it_is_grouped(text: str) -> None:
    assert typed_tokens(f"ring {text} now") == ["ring", "08082000247", "now"]


@pytest.mark.parametrize("text", ["A&E", "A & E", "a and e", "A+E", "a + e", "AE", "ae", "a n e"])
def test_accident_and_emergency_is_one_word(text: str) -> None:
    assert typed_tokens(text) == ["ae"]


@pytest.mark.parametrize("mark", list("'\u2018\u2019\u02bc\u2032\uff07\u00b4`"))
def test_any_apostrophe_is_an_apostrophe(mark: str) -> None:
    assert typed_tokens(f"women{mark}s aid") == ["women", "aid"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("D.A.", ["da"]),
        ("I.D.V.A", ["idva"]),
        ("raped 2nite", ["raped", "tonight"]),
        ("nowhere 2 sleep", ["nowhere", "to", "sleep"]),
        ("bf hits her", ["boyfriend", "hits", "her"]),
        ("b/f hits her", ["boyfriend", "hits", "her"]),
        ("w her", ["with", "her"]),
        ("2nite", ["tonight"]),
        ("w", ["w"]),
        ("says every1", ["says", "everyone"]),
    ],
)
def test_short_forms_are_written_out(text: str, words: list[str]) -> None:
    assert typed_tokens(text) == words


@given(st.text(max_size=300))
def test_words_are_letters_and_digits_only_whatever_is_typed(text: str) -> None:
    for word in typed_tokens(text):
        assert word.isascii()
        assert word.isalnum()
