"""JSON that no database could store, or that has a key twice, is refused as it is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.json_file.json_reader import DEEPEST, LONGEST_TEXT, loads

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values, st.booleans())
def test_what_is_sound_is_read_as_python_reads_it(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)

    assert loads(text) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is not JSON"),
        ('{"a": 1,}', "this is not JSON"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "the key “c” stands twice"),
        ('{"a": NaN}', "NaN is not a number that JSON has"),
        ('{"a": -Infinity}', "-Infinity is not a number that JSON has"),
        ('{"a": 1e999}', "too large"),
        ('{"a": 12345678901234567890}', "too large"),
        ('{"a": "\\ud800"}', "half of a character"),
        ('{"\\ud800": 1}', "half of a character"),
        ('{"a": ["\\udc00"]}', "half of a character"),
        ('{"a": "\\u0000"}', "NUL"),
        ('{"a": "' + "x" * (LONGEST_TEXT + 1) + '"}', "longer than 65,536"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "more than 32 deep"),
        ("[" * 1_000_000, "more than 32 deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "more than 32 deep"),
        ('["' + '\\"' * 200_000, "this is not JSON"),
    ],
    ids=lambda value: value if len(value) < 60 else "long",
)
def test_what_is_not_is_refused_with_the_cause(text: str, message: str) -> None:
    with pytest.raises(ListingFileError) as caught:
        loads(text)

    assert message in str(caught.value)


def test_brackets_in_words_are_no_depth() -> None:
    assert loads('["' + "[{" * 100 + '\\"' + "[" * 100 + '"]')[0].startswith("[{[{")


def test_as_deep_as_it_may_be() -> None:
    assert loads("[" * DEEPEST + "]" * DEEPEST)
