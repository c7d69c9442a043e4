"""What the list of listings, the page of work and one's account ask of the database: the same however much there is."""

from datetime import date, timedelta

from pathway.directory.freshness import FRESH_FOR
from tests.integration.conftest import NOW
from tests.integration.counting import counted
from tests.integration.directory.editing.conftest import Owner
from tests.staff import Staff

DUE = NOW.date() - FRESH_FOR - timedelta(days=1)
PAGES = ("/manage/services", "/manage/services?page=2", "/manage", "/account")
MOST = {"/manage/services": 4, "/manage": 16, "/account": 5}
"""Statements of each page that was seen before: who she is, and what it shows."""


def statements(staff: Staff, address: str) -> int:
    with counted(staff.client.application) as sent:
        page = staff.get(address)
    assert page.status_code == 200, address
    return len(sent)


def first_and_again(people: list[Staff]) -> list[tuple[str, int, int]]:
    """For each page and person, what it asks when nobody has seen it since a listing changed, and when seen before."""
    return [(page, statements(staff, page), statements(staff, page)) for staff in people for page in PAGES]


def test_pages_of_staff_ask_the_same_for_sixty_listings_as_for_many_more(owner: Owner, coordinator: Staff) -> None:
    people = [owner.manager(), coordinator]
    for number in range(60):
        owner.listing(name=f"Listing {number}", **_confirmed(number))
    few = first_and_again(people)

    for number in range(60, 120):
        owner.listing(name=f"Listing {number}", **_confirmed(number))

    many = first_and_again(people)
    assert [(page, again) for page, _, again in many] == [(page, again) for page, _, again in few]
    assert max(first for _, first, _ in many) <= max(first for _, first, _ in few)
    assert [line for line in many if line[2] > MOST[line[0].partition("?")[0]]] == []


def _confirmed(number: int) -> dict[str, date | str]:
    return {"assured_on": DUE - timedelta(days=number), "assured_by": "Somebody"} if number % 2 else {}
