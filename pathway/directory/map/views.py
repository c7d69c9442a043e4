"""The map's pages: the map with its list, its data, and the areas served as text."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.core.clock import utc_now
from pathway.directory.map import map_page, queries
from pathway.directory.map.geojson import collection_text
from pathway.directory.search.criteria import Criteria
from pathway.directory.search.forms import SearchForm, answer_post, form_from_address, gazetteer
from pathway.directory.search.results_page import look_up
from pathway.web.access import public, same_for_all
from pathway.web.paging import pages_of
from pathway.web.security import csp_nonce, same_origin
from pathway.web.text import refuse_nul

if TYPE_CHECKING:
    from pathway.directory.map.folium_map import Drawn

bp = Blueprint("mapping", __name__)

GEOJSON = "application/geo+json"
IN_PANEL = 20
"""Names beside the map; the others are on the page of the area."""


@bp.get("/services/map")
@public
def index() -> ResponseReturnValue:
    """Show the results of a search on a map with the list beside it, at an address without a full postcode."""
    form, redirection = form_from_address(url_for(".index"))
    return redirection or _page(form)


@bp.post("/services/map")
@public
@same_origin(strict=False)
def find() -> ResponseReturnValue:
    """Take the form, and redirect to the map's address without a full postcode."""
    return answer_post(url_for(".index"), _page)


@bp.get("/services/map.geojson")
@same_for_all
def geojson() -> ResponseReturnValue:
    """Return the points of all matching services, and the areas they serve, for the map."""
    form, redirection = form_from_address(url_for(".geojson"))
    if redirection:
        return redirection
    if not form.good:
        return jsonify(errors=[words for _, words in form.error_list]), 400
    now = utc_now()
    listings, matching = queries.map_listings(gazetteer()), queries.matching_ids(form.criteria, now)
    text = collection_text(
        listings.points_of(matching, queries.answering_ids(now)),
        map_page.wording_at(now),
        listings.by_area.tally(matching),
        map_page.spots(gazetteer()),
    )
    return Response(text, mimetype=GEOJSON)


@bp.get("/services/map/cards")
@same_for_all
def cards() -> ResponseReturnValue:
    """Return the numbers and addresses of the services in a popup of the map, as JSON."""
    refuse_nul(list(request.args.items(multi=True)))
    services = queries.cards_by_slug(request.args.getlist("service"), utc_now())
    return jsonify(services=[map_page.card_json(service) for service in services])


@bp.get("/services/map/areas")
@public
def areas() -> ResponseReturnValue:
    """Show how many services work in each area; with `reach`, the services of one, as JSON for a script."""
    form, redirection = form_from_address(url_for(".areas"))
    if redirection:
        return redirection
    status, criteria, now = 200 if form.good else 400, form.criteria, utc_now()
    listings, matching = queries.map_listings(gazetteer()), queries.matching_ids(criteria, now)
    names = {"criteria": criteria, "tally": listings.by_area.tally(matching), **_addresses(criteria)}
    if not (reach := request.args.get("reach")):
        return render_template("directory/map_areas.html", **names), status
    if (reached := listings.by_area.of(reach)) is None:
        abort(404)
    area = listings.by_area.count(reach, matching)
    last = max(1, math.ceil(area.total / queries.A_PAGE))
    if criteria.page > last:
        abort(404)
    services = queries.page_by_name(reached & matching, listings.order, now, page=criteria.page)
    if request.args.get("as") == "json":
        return jsonify(map_page.as_json(area, services)), status
    address = names["area_address"](reach)
    pages = pages_of(criteria.page, last, lambda page: f"{address}&page={page}" if page > 1 else address)
    return render_template("directory/map_area.html", **names, area=area, services=services, pages=pages), status


def _page(form: SearchForm) -> ResponseReturnValue:
    now = utc_now()
    looked_up = look_up(form, url_for(".index"), now)
    criteria = looked_up.criteria
    listings, matching = queries.map_listings(gazetteer()), queries.matching_ids(criteria, now)
    page = render_template(
        "directory/map.html",
        **(looked_up.names | _addresses(criteria)),
        tally=listings.by_area.tally(matching),
        national=queries.page_by_name(listings.by_area.nation & matching, listings.order, now, most=IN_PANEL),
        drawn=_drawn(criteria),
        pictures_by=current_app.config["SETTINGS"].map_tiles_attribution,
    )
    return page, looked_up.status


def _addresses(criteria: Criteria) -> dict[str, Any]:
    """Return the template's links from one view of a search to another."""
    pairs = [(name, value) for name, value in criteria.parameters(page=1) if name != "id"]
    areas = url_for(".areas")
    return {
        "asked": pairs,
        "areas_address": areas + (f"?{urlencode(pairs)}" if pairs else ""),
        "area_address": lambda name: f"{areas}?{urlencode([*pairs, ('reach', name)])}",
        "map_address": url_for(".index") + criteria.query(page=1),
    }


def _drawn(criteria: Criteria) -> "Drawn | None":
    """Render the map, or return None if its scripts have not been built."""
    asset_url = cast("Callable[[str], str]", current_app.jinja_env.globals["asset_url"])
    if not (script := asset_url("map.js")):
        return None
    from pathway.directory.map import folium_map

    query = criteria.query(page=1, picked=())
    drawn = folium_map.PathwayMap(
        scripts=[("map.js", script)], styles=[("map.css", asset_url("map.css"))], **map_page.near_options(criteria)
    )
    if current_app.config["SETTINGS"].map_tiles_url:
        folium_map.PictureLayer(url="/services/map/tiles").add_to(drawn)
    folium_map.OutlineLayer(url=asset_url("outlines.json")).add_to(drawn)
    folium_map.ServiceLayer(
        url=url_for(".geojson") + query,
        pages=url_for("directory.index") + "/",
        cards=url_for(".cards"),
        areas=_addresses(criteria)["areas_address"],
    ).add_to(drawn)
    return folium_map.draw(drawn, nonce=csp_nonce())
