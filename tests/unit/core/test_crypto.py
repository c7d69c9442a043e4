"""What is sealed opens only where it was sealed, with its own key, unchanged; and no message repeats a key."""

import base64
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.core.crypto import FieldKeys, Keys, blind_index, find_keys_with, new_key
from pathway.core.errors import SealError
from pathway.core.sealed_column import HasSealedFields, SealedText

KEY = b"\x01" * 32
OTHER = b"\x02" * 32
places = st.tuples(st.sampled_from(["user", "proposal"]), st.sampled_from(["phone", "email"]), st.uuids()).map(
    lambda parts: ":".join(map(str, parts))
)


def keys_of(**by_id: bytes) -> FieldKeys:
    return FieldKeys(by_id)


@given(value=st.binary(max_size=300), place=places)
def test_what_is_sealed_opens_where_it_was_sealed(value: bytes, place: str) -> None:
    keys = keys_of(one=KEY)

    sealed = keys.seal(value, place)

    assert keys.open(sealed, place) == value
    assert len(value) < 4 or value not in sealed


@given(value=st.binary(max_size=300), place=places, other=places)
def test_it_opens_in_no_other_table_column_or_row(value: bytes, place: str, other: str) -> None:
    keys = keys_of(one=KEY)
    sealed = keys.seal(value, place)

    if place != other:
        with pytest.raises(SealError):
            keys.open(sealed, other)


@given(value=st.binary(max_size=60), place=places, data=st.data())
def test_one_flipped_bit_anywhere_fails_closed(value: bytes, place: str, data: st.DataObject) -> None:
    keys = keys_of(one=KEY, two=OTHER)
    changed = bytearray(keys.seal(value, place))
    bit = data.draw(st.integers(0, len(changed) * 8 - 1))

    changed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealError):
        keys.open(bytes(changed), place)


@given(value=st.binary(max_size=60), place=places, data=st.data())
def test_a_value_that_was_cut_fails_closed(value: bytes, place: str, data: st.DataObject) -> None:
    keys = keys_of(one=KEY)
    sealed = keys.seal(value, place)

    with pytest.raises(SealError):
        keys.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], place)


@given(junk=st.binary(max_size=80), place=places)
def test_bytes_that_were_never_sealed_fail_closed(junk: bytes, place: str) -> None:
    with pytest.raises(SealError):
        keys_of(one=KEY).open(b"one:" + junk, place)
    with pytest.raises(SealError):
        keys_of(one=KEY).open(junk, place)


@given(value=st.binary(max_size=60), place=places)
def test_another_key_does_not_open_it_whatever_it_is_called(value: bytes, place: str) -> None:
    sealed = keys_of(one=KEY).seal(value, place)

    for others in (keys_of(one=OTHER), keys_of(two=KEY)):
        with pytest.raises(SealError):
            others.open(sealed, place)


@given(value=st.binary(max_size=60), place=places)
def test_an_old_key_opens_and_the_newest_seals(value: bytes, place: str) -> None:
    old, both = keys_of(one=KEY), keys_of(two=OTHER, one=KEY)

    sealed_before, sealed_now = old.seal(value, place), both.seal(value, place)

    assert both.open(sealed_before, place) == value
    assert sealed_before.startswith(b"one:")
    assert sealed_now.startswith(b"two:")
    with pytest.raises(SealError):
        old.open(sealed_now, place)


def test_sealing_twice_gives_two_different_values() -> None:
    keys = keys_of(one=KEY)

    assert keys.seal(b"07700 900123", "t:c:1") != keys.seal(b"07700 900123", "t:c:1")


def test_new_keys_read_back() -> None:
    keys = FieldKeys.parse(f"{new_key('b')}, {new_key('a')}\n")

    assert list(keys.by_id) == ["b", "a"]
    assert keys.newest == "b"


@pytest.mark.parametrize(
    "text",
    ["", ",", "{k}", "one:{k}x", "one:{half}", "one:{k},one:{k}", "on e:{k}", ":{k}", f"{'x' * 25}:{{k}}", "one:é{k}"],
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    key = base64.urlsafe_b64encode(bytes(range(32))).decode()
    half = key[:20]

    with pytest.raises(ValueError, match=r".") as refused:
        FieldKeys.parse(text.format(k=key, half=half))

    assert half[:8] not in "".join(traceback.format_exception(refused.value, limit=0))


def test_no_repr_and_no_message_holds_a_key() -> None:
    secret = bytes(range(32))
    fields = FieldKeys({"one": secret})
    whole = Keys(fields, b"index-secret", b"audit-secret")
    told = [repr(fields), repr(whole), str(whole)]

    for sealed in (b"one:short", b"two:" + b"x" * 60, b"one:" + b"x" * 60):
        with pytest.raises(SealError) as refused:
            fields.open(sealed, "t:c:1")
        told.append(str(refused.value))

    for text in told:
        assert "index-secret" not in text
        assert "audit-secret" not in text
        assert repr(secret)[2:-1] not in text
        assert base64.b64encode(secret).decode() not in text


@pytest.fixture
def _own_keys() -> None:
    find_keys_with(lambda: Keys(keys_of(one=KEY), b"i" * 32, b"a" * 32))


@pytest.fixture(autouse=True)
def _keys_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathway.core import crypto

    monkeypatch.setattr(crypto, "_find", crypto._find)


@pytest.mark.usefixtures("_own_keys")
@given(value=st.text(max_size=40), other=st.text(max_size=40))
def test_a_blind_index_is_equal_for_equal_values_only(value: str, other: str) -> None:
    assert blind_index("phone", value) == blind_index("phone", value)
    assert (blind_index("phone", value) == blind_index("phone", other)) == (value == other)
    assert blind_index("phone", value) != blind_index("email", value)


@pytest.mark.usefixtures("_own_keys")
def test_a_blind_index_needs_its_key() -> None:
    before = blind_index("phone", "07700 900123")

    find_keys_with(lambda: Keys(keys_of(one=KEY), b"j" * 32, b"a" * 32))

    assert blind_index("phone", "07700 900123") != before


def test_without_keys_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathway.core.crypto._find", None)

    with pytest.raises(SealError):
        blind_index("phone", "07700 900123")


@pytest.mark.usefixtures("_own_keys")
def test_a_row_without_an_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SealedText, "registry", [])

    class Forgetful:
        __tablename__ = "forgetful"
        id = None
        phone_sealed: bytes | None = None
        phone = SealedText("phone_sealed")

    with pytest.raises(SealError, match="has no id"):
        Forgetful().phone = "07700 900123"


@pytest.mark.usefixtures("_own_keys")
def test_a_row_gets_its_id_before_its_values_are_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SealedText, "registry", [])

    class Plain:
        def __init__(self, **given: object) -> None:
            for name, value in given.items():
                setattr(self, name, value)

    class Person(HasSealedFields, Plain):
        __tablename__ = "person"
        phone_sealed: bytes | None = None
        phone = SealedText("phone_sealed")

    person = Person(phone="07700 900123")

    assert person.phone == "07700 900123"
    assert b"900123" not in (person.phone_sealed or b"")
    person.phone = None
    assert person.phone_sealed is None
    assert SealedText.registry == [(Person, "phone_sealed")]
