"""Leads as contact cards (vCard 3.0, RFC 2426). What an entry does not hold, a card cannot."""

from collections.abc import Iterable, Iterator

import vobject

from pathway.leads.entry import LeadEntry, LeadNumber, LeadPerson

_LINE = 75
"""Bytes of a line, RFC 2426. vobject counts letters instead, so lines are folded here."""
_UNFOLDED = 1_000_000


def cards(entries: Iterable[LeadEntry]) -> str:
    """Return a card for each role, and one for each person who holds one and may be shown."""
    return "".join(card for entry in entries for card in _of(entry))


def _of(entry: LeadEntry) -> Iterator[str]:
    yield _card(f"lead-{entry.id}", entry.title, ("", entry.title), entry, entry.email, entry.phone)
    for what, person in (("holder", entry.holder), ("deputy", entry.deputy)):
        if person is not None:
            uid = f"lead-{entry.id}-{what}"
            yield _card(uid, person.name, _split(person), entry, person.email, person.phone, deputy=what == "deputy")


def _card(
    uid: str,
    full_name: str,
    name: tuple[str, str],
    entry: LeadEntry,
    email: str | None,
    phone: LeadNumber | None,
    *,
    deputy: bool = False,
) -> str:
    card = vobject.vCard()
    # A card without N is refused by phones, and vobject writes one without a word.
    card.add("n").value = vobject.vcard.Name(given=_plain(name[0]), family=_plain(name[1]))
    card.add("fn").value = _plain(full_name)
    card.add("org").value = [_plain(entry.organization)]
    card.add("title").value = _plain(f"Deputy, {entry.title}" if deputy else entry.title)
    if email:
        card.add("email").value = email
        card.email.type_param = ["INTERNET", "WORK"]
    if phone:
        # The digits as they are dialled: a number written +44 for 101 or 999 reaches nobody.
        card.add("tel").value = phone.digits
        card.tel.type_param = ["WORK", "VOICE"]
    if entry.url:
        card.add("url").value = _plain(entry.url)
    card.add("categories").value = [entry.kind.label]
    card.add("uid").value = uid
    lines = card.serialize(lineLength=_UNFOLDED).removesuffix("\r\n").split("\r\n")
    return "".join(map(_folded, lines))


def _plain(text: str) -> str:
    """Return a text on one line: some line ends are letters to vobject, and would end the property."""
    return " ".join(text.split())


def _split(person: LeadPerson) -> tuple[str, str]:
    """Return given and family name, by which address books sort. What is shown is the full name."""
    given, _, family = person.name.rpartition(" ")
    return given, family


def _folded(line: str) -> str:
    """Return a line with its end, cut where it is longer than 75 bytes; what follows a cut begins with a space."""
    pieces, piece, size = [], "", 0
    for letter in line:
        bytes_of_letter = len(letter.encode())
        if size + bytes_of_letter > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + bytes_of_letter
    return "\r\n".join([*pieces, piece]) + "\r\n"
