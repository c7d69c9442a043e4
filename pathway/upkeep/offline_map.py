"""The map as one file that needs no connection: styles, scripts, outlines and public listings inside it.

It is opened from a folder or a stick, so it carries a content security policy of its own: nothing runs in it but the
two scripts written here, and it asks nobody for anything. What is open now cannot be known in a file: it gives the
week's hours, and the moment it was written.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup

from pathway.core.clock import LONDON
from pathway.core.errors import PathwayError
from pathway.core.formats import moment
from pathway.directory.hours.stored import CLOSED_KEY
from pathway.directory.hours.week_table import exception_rows, week_table
from pathway.directory.map import map_page, queries
from pathway.directory.map.geojson import collection_text
from pathway.directory.map.queries import MapListings
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.index.open_now import CLOSED_FOR_NOW
from pathway.directory.search.index.snapshot import current_snapshot
from pathway.directory.search.results import ResultCard

DATA, OUTLINES = "map-data", "map-outlines"
ENTRY = "service-"
"""Elements of the file: data, outlines, and each listing by its slug."""


class NotBuiltError(PathwayError):
    """The styles and scripts that go into the file have not been built."""


@dataclass(frozen=True)
class Entry:
    """One listing as the file shows it. `hours` are lines to read, empty where nobody knows them."""

    found: ResultCard
    hours: tuple[str, ...]


def offline_map(app: Flask, now: datetime) -> str:
    """Return the file's HTML for `now` (aware UTC). Needs an app context; raises NotBuiltError."""
    from pathway.directory.map import folium_map

    static = Path(str(app.static_folder)) / "dist"
    built = _built(static)
    listings, matching = queries.map_listings(gazetteer()), queries.matching_ids(Criteria(), now)
    keys = queries.hours_keys(matching)
    entries = [
        Entry(found, _hours(keys[found.card.slug], now))
        for found in queries.page_by_name(matching, listings.order, now, most=len(matching) + 1)
    ]
    drawn = folium_map.PathwayMap(scripts=[], styles=[])
    folium_map.OutlineLayer(element=OUTLINES).add_to(drawn)
    folium_map.ServiceLayer(element=DATA, pages=f"#{ENTRY}").add_to(drawn)
    parts = folium_map.draw(drawn)
    scripts = [_safe_script((static / built["map.js"]).read_text("utf-8")), str(parts.script)]
    style = "".join((static / built[name]).read_text("utf-8") for name in ("app.css", "map.css"))
    return app.jinja_env.get_template("directory/_map_offline.html").render(
        policy=_policy(scripts, style),
        style=Markup(style),  # noqa: S704 - our own build
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own build, and folium_map's
        drawn=parts,
        data=embedded(_collection(listings, matching, entries)),
        outlines=embedded(json.loads((static / built["outlines.json"]).read_text("utf-8"))),
        data_id=DATA,
        outlines_id=OUTLINES,
        entry_id=ENTRY,
        entries=entries,
        tally=listings.by_area.tally(matching),
        written=moment(now),
        leave_to=app.config["SETTINGS"].leave_to,
    )


def embedded(value: Any) -> Markup:
    """Write JSON for the inside of a script element: nothing in it can end the element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - without < and & there is no markup in it


def _collection(listings: MapListings, matching: Set[int], entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the map's data, with hours in words for the state it cannot know, and the names in each area."""
    tally = listings.by_area.tally(matching)
    text = collection_text(
        listings.points_of(matching), lambda _hours, _phone: None, tally, map_page.spots(gazetteer())
    )
    collection: dict[str, Any] = json.loads(text)
    by_slug = {one.found.card.slug: one for one in entries}
    for feature in collection["features"]:
        entry = by_slug[feature["properties"]["slug"]]
        # What is open now cannot be known in a file, so no number is filled as if somebody answered.
        shown = map_page.card_json(replace(entry.found, state=CLOSED_FOR_NOW))
        feature["properties"] |= {"hours": list(entry.hours)} | {key: shown[key] for key in shown if key != "slug"}
    names = [{"slug": one.found.card.slug, "name": one.found.card.name} for one in entries]
    by_docid = dict(zip(sorted(matching, key=listings.order.__getitem__), names, strict=True))
    areas = collection["areas"]
    for name, area in (*areas["boroughs"].items(), *((area["name"], area) for area in areas["places"])):
        reached = (listings.by_area.of(name) or frozenset()) & matching
        area["services"] = [by_docid[docid] for docid in sorted(reached, key=listings.order.__getitem__)]
    return collection


def _hours(key: str, now: datetime) -> tuple[str, ...]:
    if key == CLOSED_KEY:
        return ("Closed for now",)
    timetable = current_snapshot().timetables.get(key)
    if timetable is None:
        return ()
    today = now.astimezone(LONDON).date()
    rows = [*week_table(timetable, today), *exception_rows(timetable, today)]
    return tuple(f"{row.days}: {row.text}{f' ({row.note})' if row.note else ''}" for row in rows)


def _built(static: Path) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads((static / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotBuiltError("The styles and scripts have not been built: run `make assets`.") from error
    if "map.js" not in manifest:
        raise NotBuiltError("The map's scripts have not been built: run `make assets`.")
    return manifest


def _safe_script(text: str) -> str:
    """Return a script that cannot end its element early. In a script these occur only inside strings."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _policy(scripts: Sequence[str], style: str) -> str:
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
