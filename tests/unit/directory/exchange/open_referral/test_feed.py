"""Whatever stands where in a feed, reading it ends in a listing or in a sentence, never in an error of Python's."""

import copy
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from pathway.directory.exchange.open_referral import feed
from pathway.directory.exchange.parsed_row import Where

SERVICE: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Example counselling",
    "alternate_name": "Talking",
    "description": "Talking with somebody trained.",
    "status": "active",
    "url": "https://example.org/",
    "email": "desk@example.org",
    "minimum_age": 16,
    "maximum_age": 99,
    "interpreter_services": "By arrangement",
    "eligibility_description": "Women",
    "assured_date": "2026-11-01",
    "last_modified": "2026-11-01T10:00:00Z",
    "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Example Trust", "description": "A trust."},
    "phones": [
        {"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e5d", "number": "020 7946 0123", "extension": "3", "type": "voice"}
    ],
    "contacts": [
        {"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e5e", "title": "Duty", "department": "Desk", "email": "a@b.c"}
    ],
    "languages": [{"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e5f", "name": "Polish", "note": "Mondays"}],
    "service_areas": [{"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e60", "name": "Brent", "description": "All of it"}],
    "attributes": [{"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e61", "label": "x", "taxonomy_term": {"name": "Advice"}}],
    "schedules": [
        {
            "id": "48ac0ba2-9b3c-4b0e-9f5e-4d9a0b6f1f6c",
            "freq": "WEEKLY",
            "interval": 1,
            "byday": "MO,TU",
            "dtstart": "2026-01-01",
            "valid_from": "2026-01-01",
            "valid_to": "2027-01-01",
            "opens_at": "09:00",
            "closes_at": "17:00",
            "description": "By day",
            "notes": "Ring first",
        }
    ],
    "service_at_locations": [
        {
            "id": "48ac0ba2-9b3c-4b0e-9f5e-4d9a0b6f1f6d",
            "location": {
                "id": "48ac0ba2-9b3c-4b0e-9f5e-4d9a0b6f1f6e",
                "location_type": "physical",
                "name": "The house",
                "latitude": 51.5,
                "longitude": -0.2,
                "addresses": [
                    {
                        "id": "48ac0ba2-9b3c-4b0e-9f5e-4d9a0b6f1f6f",
                        "address_1": "1 Example Street",
                        "city": "London",
                        "postal_code": "NW10 4LT",
                        "country": "GB",
                    }
                ],
                "phones": [{"id": "1554efd4-ac50-4c78-b7a8-0f56c7d65e62", "number": "020 7946 0124"}],
            },
        }
    ],
}
OTHERWISE: list[Any] = [None, 9, -1, 1.5, True, "", "x", [], ["x"], [9], [None], {}, {"a": 1}, [{"a": 9}], [[]]]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths(part, (*path, key))


PATHS = [path for path in paths(SERVICE) if path]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_any_value_anywhere_is_read_or_refused(path: tuple[Any, ...]) -> None:
    for other in OTHERWISE:
        service = copy.deepcopy(SERVICE)
        inner: Any = service
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = other

        parsed_row = feed.read(Where(1), service, Counter(), lambda _postcode: (51.5, -0.1))

        assert parsed_row.fields or parsed_row.faults


def test_hours_that_do_not_say_when_are_counted() -> None:
    left_out: Counter[str] = Counter()
    service = copy.deepcopy(SERVICE)
    service["schedules"][0]["opens_at"] = 9

    parsed_row = feed.read(Where(1), service, left_out, lambda _postcode: None)

    assert "schedules" not in parsed_row.fields
    assert left_out["schedules that do not say when"] == 1
