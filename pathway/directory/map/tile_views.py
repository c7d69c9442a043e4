"""`/services/map/tiles`: pictures for the map, where whoever runs this site has chosen a host for them."""

from flask import Blueprint, Response, abort, current_app
from flask.typing import ResponseReturnValue

from pathway.core.errors import TileError
from pathway.directory.map.tiles import Tile, TileProxy, kind_of
from pathway.web.access import same_for_all

bp = Blueprint("map_tiles", __name__)

KEPT_BY_BROWSERS = "private, max-age=3600"


@bp.get("/services/map/tiles/<int:z>/<int:x>/<int:y>")
@same_for_all
def tile(z: int, x: int, y: int) -> ResponseReturnValue:
    """Give one picture; 404 when there are none, or none of that place, and 503 when it cannot be had now."""
    proxy = tile_proxy()
    asked = Tile(z, x, y)
    if proxy is None or not asked.is_ours:
        abort(404)
    try:
        picture = proxy.picture(asked)
    except TileError as error:
        current_app.logger.warning("map tile: %s", error)
        abort(503)
    return Response(picture, mimetype=kind_of(picture), headers={"Cache-Control": KEPT_BY_BROWSERS})


def tile_proxy() -> TileProxy | None:
    """Return what fetches this app's pictures, or None when no host was chosen."""
    settings = current_app.config["SETTINGS"]
    if not settings.map_tiles_url:
        return None
    held: dict[str, TileProxy] = current_app.extensions.setdefault("pathway_tiles", {})
    if settings.map_tiles_url not in held:
        held[settings.map_tiles_url] = TileProxy(settings.map_tiles_url, settings.instance / "tiles")
    return held[settings.map_tiles_url]
