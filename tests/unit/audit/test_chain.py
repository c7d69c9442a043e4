"""How rows hold together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from pathway.audit.chain import START, Event, Link, fault, link_after, mac_of

KEY = b"k" * 32
EVENT = Event(datetime(2026, 11, 24, 10, 0, 0, 123456, UTC), "user.disabled", "user:1", UUID(int=1), UUID(int=2))


def chain_of(length: int) -> list[Link]:
    links: list[Link] = []
    for number in range(length):
        last = (links[-1].sequence, links[-1].mac) if links else None
        links.append(link_after(KEY, last, replace(EVENT, subject=f"user:{number}")))
    return links


def test_the_first_row_names_the_start() -> None:
    assert (chain_of(1)[0].sequence, chain_of(1)[0].previous) == (1, START)


def test_a_chain_holds() -> None:
    first, second, third = chain_of(3)

    assert fault(KEY, None, first, second) is None
    assert fault(KEY, (1, first.mac), second, third) is None
    assert fault(KEY, (2, second.mac), third) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": EVENT.at + timedelta(microseconds=1)},
        {"action": "user.enabled"},
        {"subject": "user:2"},
        {"actor_id": None},
        {"actor_id": UUID(int=3)},
        {"organization_id": None},
        {"organization_id": UUID(int=1)},
        {"actor_id": UUID(int=2), "organization_id": UUID(int=1)},
        {"action": "user.disabled,user", "subject": "1"},
    ],
)
def test_the_mac_is_over_everything_a_row_says(change: dict[str, object]) -> None:
    assert mac_of(KEY, 1, replace(EVENT, **change), START) != mac_of(KEY, 1, EVENT, START)


def test_the_mac_is_over_the_place_the_row_before_and_the_key() -> None:
    as_it_is = mac_of(KEY, 1, EVENT, START)

    assert mac_of(KEY, 2, EVENT, START) != as_it_is
    assert mac_of(KEY, 1, EVENT, "1" * 64) != as_it_is
    assert mac_of(b"l" * 32, 1, EVENT, START) != as_it_is


def test_the_same_moment_in_another_zone_has_the_same_mac() -> None:
    elsewhere = replace(EVENT, at=EVENT.at.astimezone(timezone(timedelta(hours=5))))

    assert mac_of(KEY, 1, elsewhere, START) == mac_of(KEY, 1, EVENT, START)


def test_each_fault_is_named() -> None:
    first, second, third, fourth = chain_of(4)
    forged = Link(2, EVENT, "f" * 64, "e" * 64)
    end = (1, first.mac)

    assert fault(KEY, end, third) == "row 2 is missing: row 3 follows row 1"
    assert fault(KEY, end, first) == "row 1 is in the wrong order: it stands after row 1"
    changed = replace(second, event=replace(second.event, action="x.y"))
    assert fault(KEY, end, changed, third) == "row 2 was changed after it was written"
    assert fault(KEY, end, replace(second, mac="0" * 64), third) == "row 2 has a mac that was forged"
    assert fault(KEY, end, forged) == "row 2 does not follow on row 1: it was put in, or moved here"
    moved = replace(second, sequence=3)
    assert fault(KEY, end, forged, moved) == "row 2 was put in or moved: row 3 follows on row 1, as it was written"
    assert "row 2 does not follow on row 1" in str(fault(KEY, end, replace(third, sequence=2), fourth))


def test_a_mac_of_letters_that_no_mac_has_is_a_fault_like_others() -> None:
    first, _ = chain_of(2)

    assert fault(KEY, None, replace(first, mac="é" * 64)) == "row 1 was changed after it was written"
