"""Which numbers are rung this month: drawn by lot over the organisations that own them, so that nobody can tell."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import NamedTuple
from uuid import UUID

A_MONTH = 5
"""Numbers that are rung in a month."""


class Number(NamedTuple):
    """A number that may be drawn: of which listing, of which organisation."""

    phone_id: UUID
    service_id: UUID
    organization_id: UUID


def drawn(numbers: Iterable[Number], lot: Random, at_most: int = A_MONTH) -> list[Number]:
    """Return the numbers to ring, in no order that says anything.

    Each organisation is as likely as any other, however many listings it has. None comes twice before each has come
    once, and no listing ever does.
    """
    by_owner: dict[UUID, dict[UUID, list[Number]]] = defaultdict(lambda: defaultdict(list))
    for number in sorted(numbers):
        by_owner[number.organization_id][number.service_id].append(number)
    found: list[Number] = []
    while by_owner and len(found) < at_most:
        owners = sorted(by_owner)
        for owner in lot.sample(owners, min(len(owners), at_most - len(found))):
            service_id = lot.choice(sorted(by_owner[owner]))
            found.append(lot.choice(by_owner[owner].pop(service_id)))
            if not by_owner[owner]:
                del by_owner[owner]
    return found
