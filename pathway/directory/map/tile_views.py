"""`/services/map/tiles`: tiles for the map, if this site has a host for them."""

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
    """Return one tile; 404 without a host or outside Britain, 503 when the host fails."""
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
    """Return this app's tile proxy, or None without a host."""
    settings = current_app.config["SETTINGS"]
    if not settings.map_tiles_url:
        return None
    proxies: dict[str, TileProxy] = current_app.extensions.setdefault("pathway_tiles", {})
    if settings.map_tiles_url not in proxies:
        proxies[settings.map_tiles_url] = TileProxy(settings.map_tiles_url, settings.instance / "tiles")
    return proxies[settings.map_tiles_url]
