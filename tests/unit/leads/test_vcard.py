"""Contact cards, read back by the library that others read them with."""

from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from pathway.leads.entry import LeadEntry
from pathway.leads.vcard import cards
from pathway.leads.vocabulary import LeadKind
from tests.unit.leads.entries import entry, person


def read(text: str) -> list[Any]:
    return list(vobject.readComponents(text))


def test_a_card_of_a_role_has_its_team_s_mailbox_and_number() -> None:
    (card,) = read(cards([entry(url="https://example.org/leads", kind=LeadKind.POLICY)]))

    assert (card.fn.value, card.n.value.family) == ("Duty lead", "Duty lead")
    assert card.org.value == ["Example Trust"]
    assert (card.title.value, card.email.value, card.tel.value) == ("Duty lead", "team@example.org", "02079460101")
    assert card.url.value == "https://example.org/leads"
    assert card.categories.value == ["Policy lead"]
    assert card.uid.value == f"lead-{entry().id}"


def test_the_public_s_card_names_nobody() -> None:
    text = cards([entry()])

    assert "Sam" not in text
    assert text.count("BEGIN:VCARD") == 1


def test_who_holds_the_role_has_a_card_of_her_own() -> None:
    role, holder, deputy = read(cards([entry(holder=person(), deputy=person(name="Kit", email=None, phone=None))]))

    assert role.fn.value == "Duty lead"
    assert (holder.fn.value, holder.n.value.given, holder.n.value.family) == ("Sam Example", "Sam", "Example")
    assert (holder.email.value, holder.tel.value, holder.title.value) == (
        "sam@example.org",
        "02079460199",
        "Duty lead",
    )
    assert (deputy.n.value.given, deputy.n.value.family) == ("", "Kit")
    assert deputy.title.value == "Deputy, Duty lead"
    assert not hasattr(deputy, "email")


@pytest.mark.parametrize("title", ["Łódź outreach, nights; weekends", "x" * 200, "é" * 100, "\N{WOMAN}" * 60])
def test_no_line_is_longer_than_75_bytes_and_letters_stay_whole(title: str) -> None:
    text = cards([entry(title=title)])

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    (card,) = read(text)
    assert card.fn.value == title


letters = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t\x85\u2028,;:\\\"'")
hostile = st.text(letters, min_size=1)


@given(hostile.filter(str.strip), hostile.filter(str.strip))
def test_whatever_is_typed_stays_in_its_place(title: str, name: str) -> None:
    made: LeadEntry = entry(title=title, organization=name, holder=person(name=name))

    text = cards([made])

    lines = text.replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("BEGIN:") for line in lines) == 2
    assert all(line.partition(":")[0].partition(";")[0].isupper() for line in lines if line)
    assert [sum(line.startswith(f"{field}:") for line in lines) for field in ("FN", "N", "ORG", "END")] == [2] * 4
