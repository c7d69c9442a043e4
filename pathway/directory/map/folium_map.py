"""folium's map adapted to this site: our own Leaflet build, no tiles, no other host, no inline style.

Importing folium takes most of a second, so import this module inside the function that renders a map.

folium renders its options as a template, so no text from people may pass through it: options are percent-encoded
addresses and words of ours, and anything like a template is refused. Names arrive as JSON and are written with
textContent.
"""

from dataclasses import dataclass
from typing import Any

from branca.element import CssLink, Figure, JavascriptLink
from folium import Map
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template
from markupsafe import Markup

CENTRE = (51.55, -0.20)
ZOOM = 10
FARTHEST, NEAREST = 5, 16
"""Zoom levels: all of Britain, and a few streets. Clusters fail without a nearest one."""

ZOOM_STEP = 0.25
"""Fractions of a level, so that the content fills the box. A button still moves a whole level."""


@dataclass(frozen=True)
class Drawn:
    """The parts of a page with a map: links for the head, the box, and the script that fills it."""

    head: Markup
    box: Markup
    script: Markup


def _without_templates(value: Any) -> Any:
    """Return the value; raise ValueError when a text in it could be read as a template."""
    if isinstance(value, dict):
        return {_without_templates(name): _without_templates(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_templates(inner) for inner in value]
    if isinstance(value, str) and "{" in value:
        raise ValueError("a map's options hold addresses and words of ours, and no braces")
    return value


class OwnScript(JavascriptLink):
    """A script of ours, with the response's nonce; it runs when the page has been read."""

    _template = Template(
        '<script{% if kwargs.nonce %} nonce="{{ kwargs.nonce }}"{% endif %} src="{{ this.url }}" defer></script>'
    )


class OwnStyle(CssLink):
    """A style sheet of ours."""

    _template = Template('<link rel="stylesheet" href="{{ this.url }}">')


class OwnLinks(JSCSSMixin):
    """Links an element's scripts and styles the way our pages do, in place of folium's bare tags."""

    def render(self, **kwargs: Any) -> str:
        """Add the links to the page's head, then the parts of the element. `draw` returns the result."""
        figure = self.get_root()
        assert isinstance(figure, Figure)  # noqa: S101 - a map makes its own figure; folium checks it in the same way
        for name, url in self.default_js:
            figure.header.add_child(OwnScript(url), name=name)
        for name, url in self.default_css:
            figure.header.add_child(OwnStyle(url), name=name)
        super(JSCSSMixin, self).render(**kwargs)  # type: ignore[no-untyped-call] # folium gives it no types
        return ""


class PathwayMap(OwnLinks, Map):
    """A map without tiles, in a box that scripts show. `scripts` and `styles` are (name, address) of our files."""

    _template = Template(
        """
        {%- macro html(this, kwargs) -%}
          <div class="pw-map__box" id="{{ this.get_name() }}" hidden>
            <p class="pw-map__wait">The map is on its way. If it does not come, the list has the same services.</p>
          </div>
        {%- endmacro -%}
        {%- macro script(this, kwargs) -%}
          const {{ this.get_name() }} = pathwayMap.map(
            {{- this.get_name()|tojson }}, {{ this.location|tojson }}, {{ this.options|tojavascript }});
        {%- endmacro -%}
        """
    )

    def __init__(self, *, scripts: list[tuple[str, str]], styles: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(
            location=CENTRE, tiles=None, zoom_start=ZOOM, zoom_control=False, **_without_templates(options)
        )
        # Not by its keyword: folium gives that one to the tiles.
        self.options |= {"min_zoom": FARTHEST, "max_zoom": NEAREST, "zoom_snap": ZOOM_STEP}
        self.default_js = scripts
        self.default_css = styles
        # One name for every visit, where folium would make one up: the same page has the same bytes.
        self._name, self._id = "PathwayMap", "services"


class SourceLayer(OwnLinks, Layer):
    """A layer that our own script draws. `source` is where its data are: an address, or an element of the page."""

    _template = Template(
        """
        {%- macro script(this, kwargs) -%}
          const {{ this.get_name() }} = pathwayMap.{{ this.layer_name }}({{ this.source|tojavascript }});
        {%- endmacro -%}
        """
    )
    layer_name = ""

    def __init__(self, **source: str) -> None:
        super().__init__(name=self.layer_name)
        self._name, self._id, self.source = type(self).__name__, "services", _without_templates(source)


class PictureLayer(SourceLayer):
    """Map tiles beneath everything else, if this site has a host for them."""

    layer_name = "pictures"


class OutlineLayer(SourceLayer):
    """Outlines of boroughs and outward codes."""

    layer_name = "outlines"


class ServiceLayer(SourceLayer):
    """Services as pins and clusters, and the areas they serve."""

    layer_name = "services"


def draw(drawn: PathwayMap, *, nonce: str = "") -> Drawn:
    """Render a map with its layers.

    The script goes after the box. It shows the box and hides elements with `data-map-plain`; the rest of it runs once
    our own script has been loaded.
    """
    drawn.render(nonce=nonce)
    figure = drawn.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 - a map makes its own figure
    figure.header._children.pop("meta_http", None)  # the page says its own encoding
    name = drawn.get_name()
    script = (
        f'document.getElementById("{name}").hidden = false;\n'
        'for (const one of document.querySelectorAll("[data-map-plain]")) one.hidden = true;\n'
        'addEventListener("DOMContentLoaded", () => {\n'
        "if (!window.pathwayMap) return;\n"
        f"{figure.script.render()}\n"
        "});"
    )
    # Made of templates of this module, addresses and words of ours: see above.
    return Drawn(*(Markup(part) for part in (figure.header.render(nonce=nonce), figure.html.render(), script)))  # noqa: S704 - see above
