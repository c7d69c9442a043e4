"""Prepares the map's queries for its pages: rows in words, and names as places."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pathway.directory.geography import Gazetteer
from pathway.directory.hours.state_words import Wording
from pathway.directory.map import queries
from pathway.directory.map.areas import AreaCount
from pathway.directory.map.town_centres import Spot, spot_of
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.index.snapshot import snapshot_at
from pathway.directory.search.results import SOMEBODY_ANSWERS, ResultCard


def spots(gazetteer: Gazetteer) -> Callable[[str], Spot | None]:
    """Return a function from the name of a place outside London's boroughs to where to write it."""
    return lambda name: spot_of(name, gazetteer)


def wording_at(now: datetime) -> Callable[[str, bool], Wording]:
    """Return a function from a pattern of hours to its state at `now` (aware UTC), in a card's words."""
    _, moment = snapshot_at(now)
    return lambda hours, by_phone: (
        SOMEBODY_ANSWERS if hours == queries.ANSWERED else moment.wording(hours, by_phone=by_phone)
    )


def near_options(criteria: Criteria) -> dict[str, Any]:
    """Return the map options for the place of the search: its name from our tables, and its middle."""
    place = criteria.place
    return {"near": {"name": place.name, "point": [place.latitude, place.longitude]}} if place else {}


def as_json(area: AreaCount, services: Sequence[ResultCard]) -> dict[str, Any]:
    """Return one area's count and the first page of its services, for the map's own list."""
    return {
        "name": area.name,
        "total": area.total,
        "words": area.words,
        "services": [
            {
                "id": service.card.id,
                "name": service.card.name,
                "state": {"kind": service.state.kind, "text": service.state.text},
            }
            for service in services
        ],
    }


def card_json(result_card: ResultCard) -> dict[str, Any]:
    """Return one service for a popup of the map: the number to try first at this hour, addresses, who confirmed it."""
    first = result_card.numbers[0] if result_card.numbers else None
    phone = first.phone if first else None
    call = phone and {
        "verb": "Text" if phone.is_text else "Ring",
        "number": phone.number,
        "href": phone.href,
        "then": f"then press {phone.extension}" if phone.extension else None,
        "filled": first is not None and first.answers,
    }
    return {
        "slug": result_card.card.slug,
        "call": call,
        "places": [place.address for place in result_card.places],
        "confirmed": result_card.confirmed_words,
    }
