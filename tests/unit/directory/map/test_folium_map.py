"""The map is folium's, and puts nothing of anybody else's on a page."""

import re

import folium
import pytest

from pathway.directory.map.folium_map import Drawn, OutlineLayer, PathwayMap, ServiceLayer, draw

SCRIPTS, STYLES = [("map.js", "/static/dist/map.1.js")], [("map.css", "/static/dist/map.1.css")]


def drawn(nonce: str = "n0nce", **options: object) -> Drawn:
    made = PathwayMap(scripts=SCRIPTS, styles=STYLES, **options)
    OutlineLayer(url="/static/dist/outlines.1.json").add_to(made)
    ServiceLayer(url="/services/map.geojson?q=a&near=b", pages="/services/").add_to(made)
    return draw(made, nonce=nonce)


def everything(nonce: str = "n0nce", **options: object) -> str:
    parts = drawn(nonce, **options)
    return f"{parts.head}{parts.box}{parts.script}"


def test_it_is_a_folium_map() -> None:
    assert issubclass(PathwayMap, folium.Map)
    assert issubclass(ServiceLayer, folium.map.Layer)


def test_no_other_host_stands_in_it() -> None:
    assert re.findall(r"//[\w.-]+\.\w+", everything()) == []
    control = folium.Map().get_root().render()
    assert len(set(re.findall(r"https?://([\w.-]+)", control))) >= 4, "the control: folium as it comes"


def test_its_script_and_style_are_ours_with_the_nonce() -> None:
    head = drawn().head

    assert head.count("<script") == 1
    assert '<script nonce="n0nce" src="/static/dist/map.1.js" defer></script>' in head
    assert '<link rel="stylesheet" href="/static/dist/map.1.css">' in head


def test_there_is_no_style_in_the_page_and_no_handler() -> None:
    page = everything()

    assert "<style" not in page
    assert re.findall(r"\s(?:style|on\w+)=", page) == []


def test_its_script_makes_the_map_and_adds_both_layers_in_order() -> None:
    script = drawn().script
    calls = re.findall(r"pathwayMap\.(\w+)\(|\.(addTo)\(", script)

    assert [one or other for one, other in calls] == ["map", "outlines", "addTo", "services", "addTo"]


def test_it_has_a_nearest_zoom_without_which_clusters_fail() -> None:
    assert '"maxZoom": 16' in drawn().script


def test_the_box_is_away_until_a_script_brings_it_up() -> None:
    parts = drawn()

    assert re.search(r'<div class="pw-map__box" id="(\w+)" hidden>', parts.box)
    assert parts.script.startswith('document.getElementById("pathway_map_services").hidden = false;')


def test_the_same_map_is_drawn_with_the_same_bytes() -> None:
    assert everything() == everything()


def test_the_place_asked_about_is_an_option() -> None:
    script = drawn(near={"name": "NW10 4", "point": [51.5, -0.2]}).script

    assert '"name": "NW10 4"' in script


@pytest.mark.parametrize("typed", ["</script>", "<!--", "&", "'"])
def test_signs_of_markup_are_escaped_in_its_script(typed: str) -> None:
    script = drawn(near={"name": f"a{typed}b", "point": [51.5, -0.2]}).script

    assert f"a{typed}b" not in script


@pytest.mark.parametrize("typed", ["{{ 7 * 7 }}", "{% raw %}", "{# a #}"])
def test_what_could_be_read_as_a_template_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no braces"):
        PathwayMap(scripts=[], styles=[], near={"name": typed, "point": [51.5, -0.2]})
    with pytest.raises(ValueError, match="no braces"):
        ServiceLayer(url=f"/services/map.geojson?q={typed}")
    with pytest.raises(ValueError, match="no braces"):
        OutlineLayer(url=typed)


def test_a_map_without_scripts_has_no_links() -> None:
    assert draw(PathwayMap(scripts=[], styles=[])).head.strip() == ""
