"""The starting listings, read from `seed/listings.json`: what tests expect is worked out from it, not from our code."""

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

PATH = Path(__file__).resolve().parents[1] / "seed" / "listings.json"
Listing = dict[str, Any]

_LISTS = ("phones", "schedules", "sources", "service_areas", "attributes")
_NOT_ALWAYS = ("hours_description", "service_area_description", "minimum_age", "eligibility_description", "women_only")


@cache
def every_listing() -> list[Mapping[str, Any]]:
    """Every listing, with what it leaves out empty; its terms by list, areas by name, and its one place."""
    document = json.loads(PATH.read_text("utf-8"))
    names = {(term["taxonomy"], term["code"]): term["name"] for term in document["taxonomy_terms"]}
    return [_listing(service, names) for service in document["services"]]


def published() -> list[Mapping[str, Any]]:
    """The listings that the public sees."""
    return [row for row in every_listing() if row["publication"] == "published"]


def drafts() -> list[Mapping[str, Any]]:
    """The listings that staff see only."""
    return [row for row in every_listing() if row["publication"] == "draft"]


def another(slug: str, /, **changes: Any) -> Listing:
    """A copy of one service of the file under the name `canary`, with ids of its own, to change."""
    services = json.loads(PATH.read_text("utf-8"))["services"]
    service: Listing = _without_ids(next(row for row in services if row["slug"] == slug))
    service["id"] = id_of("canary")
    service["organization"] = next(row for row in services if row["slug"] == slug)["organization"]
    return {**service, "slug": "canary", "name": "Canary house", **changes}


def id_of(slug: str) -> str:
    """The id of a starting listing, by the rule that addresses depend on."""
    return str(uuid5(uuid5(NAMESPACE_URL, "pathway:seed"), f"service:{slug}"))


def is_round_the_clock(row: Mapping[str, Any]) -> bool:
    """Whether a listing is open from midnight to midnight on every day."""
    times = {(window["byday"], window["opens_at"], window["closes_at"]) for window in row["schedules"]}
    return times == {("MO,TU,WE,TH,FR,SA,SU", "00:00", "00:00")}


def _listing(service: Listing, names: Mapping[tuple[str, str], str]) -> Listing:
    row = {**dict.fromkeys(_NOT_ALWAYS), **{name: [] for name in _LISTS}, **copy.deepcopy(service)}
    codes = {taxonomy: [] for taxonomy in ("agency_type", "for_whom", "topic")}
    for term in row["attributes"]:
        codes[term["taxonomy"]].append(term["term"])
    row["agency_types"], row["topics"] = codes["agency_type"], codes["topic"]
    row["for_whom"] = [names["for_whom", code] for code in codes["for_whom"]]
    row["areas"] = [area["name"] for area in row["service_areas"]]
    (row["place"],) = (at["location"] for at in service["service_at_locations"])
    return row


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(part) for key, part in value.items() if key != "id"}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value
