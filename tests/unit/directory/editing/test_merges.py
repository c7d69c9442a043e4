"""Two editors at once: nothing typed is lost, nothing saved is undone, and only what both changed is asked about."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pathway.directory.editing.merges import MINE, THEIRS, merged
from pathway.directory.editing.parts import with_parts
from tests.unit.directory.exchange.record_strategies import a_service

PARTS = ("description", "alert", "response_time")
TEXTS = st.sampled_from(["one", "two", "three"])
LISTINGS = st.builds(lambda *texts: a_service(**dict(zip(PARTS, texts, strict=True))), TEXTS, TEXTS, TEXTS)
TYPED = st.fixed_dictionaries(dict.fromkeys(PARTS, TEXTS))
CHOSEN = st.dictionaries(st.sampled_from(PARTS), st.sampled_from([MINE, THEIRS]))


@given(LISTINGS, LISTINGS, TYPED, CHOSEN)
def test_each_part_is_who_changed_it(opened: object, present: object, typed: dict[str, str], chosen: object) -> None:
    merge = merged(opened, present, typed, chosen)
    clashing = {clash.name for clash in merge.clashes}

    for name in PARTS:
        before, theirs, mine = getattr(opened, name), getattr(present, name), typed[name]
        both_changed = before not in (theirs, mine) and theirs != mine
        assert (name in clashing) is (both_changed and name not in chosen)
        if name not in clashing:
            expected = (
                {MINE: mine, THEIRS: theirs}[chosen[name]] if both_changed else theirs if mine == before else mine
            )
            assert merge.values[name] == expected
    after = with_parts(present, merge.values)
    assert {name for name in PARTS if getattr(after, name) != getattr(present, name)} == set(merge.changed)


@given(LISTINGS, TYPED)
def test_who_is_alone_is_never_asked(opened: object, typed: dict[str, str]) -> None:
    merge = merged(opened, opened, typed)

    assert merge.clashes == ()
    assert merge.values == typed


@given(LISTINGS, TYPED)
def test_without_what_was_there_before_every_difference_is_asked_about(present: object, typed: dict[str, str]) -> None:
    merge = merged(None, present, typed)

    assert {clash.name for clash in merge.clashes} == {name for name in PARTS if typed[name] != getattr(present, name)}


def test_a_clash_shows_what_each_made_of_it() -> None:
    opened = a_service(alert="Old.")
    (clash,) = merged(opened, replace(opened, alert="Theirs."), {"alert": "Mine."}).clashes

    assert (clash.label, clash.theirs, clash.mine) == (
        "Warning",
        ("Warning: “Old.”, now “Theirs.”",),
        ("Warning: “Old.”, now “Mine.”",),
    )
