// Boroughs of London, shaded by how many services reach them, and the outward codes of Brent.

import { showAreaAt } from "./areas.mjs";
import { LatLngBounds, Marker, Polygon } from "./leaflet.mjs";
import { labelPin } from "./pins.mjs";
import { middleOf, unpacked, within } from "./shapes.mjs";
import { startViews } from "./views.mjs";

const SHADES = 4;
const PX_A_LETTER = 7.5;
const PX_AROUND = 14;
const PX_HIGH = 20;

const turned = (polygons) => polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [y, x])));

export function drawOutlines(map, data) {
  const outlines = unpacked(data);
  map.createPane("labels").style.zIndex = 450; // above outlines, below pins
  const boroughs = outlines.boroughs.map((area) => drawBorough(map, area));
  for (const area of outlines.outcodes) drawOutcode(map, area);
  map.pathway.boroughs = boroughs;
  map.pathway.whereIs = (latlng) => whereIs(outlines.boroughs, latlng);
  map.pathway.bounds = {
    london: boroughs.reduce((all, { path }) => all.extend(path.getBounds()), new LatLngBounds()),
    brent: boroughs.find(({ name }) => name === "Brent")?.path.getBounds(),
  };
  map.on("zoomend", () => labelWhatFits(map));
  startViews(map);
  labelWhatFits(map);
}

function drawBorough(map, { name, polygons }) {
  const path = new Polygon(turned(polygons), { className: "pw-borough", weight: 1.5 });
  path.on("click", ({ latlng }) => showAreaAt(map, name, latlng));
  path.addTo(map);
  label(map, path, polygons, name, "borough");
  return { name, path };
}

function drawOutcode(map, { name, polygons }) {
  const path = new Polygon(turned(polygons), { className: "pw-outcode", weight: 1, fill: false, interactive: false });
  path.addTo(map);
  label(map, path, polygons, name, "outcode");
}

function label(map, path, polygons, words, kind) {
  const [x, y] = middleOf(polygons);
  const icon = labelPin(words, kind);
  const marker = new Marker([y, x], { icon, pane: "labels", interactive: false, keyboard: false }).addTo(map);
  (map.pathway.labels ??= []).push({ marker, bounds: path.getBounds(), width: words.length * PX_A_LETTER + PX_AROUND });
}

// A name is written where its area is wide enough for it and no other name stands, at any zoom: names over names cannot
// be read. Boroughs come first.
function labelWhatFits(map) {
  const written = [];
  for (const { marker, bounds, width } of map.pathway.labels) {
    const [west, east] = [bounds.getSouthWest(), bounds.getNorthEast()].map((corner) => map.project(corner));
    const middle = map.project(marker.getLatLng());
    const meets = (other) =>
      Math.abs(other.x - middle.x) < (other.width + width) / 2 && Math.abs(other.y - middle.y) < PX_HIGH;
    const fits = east.x - west.x >= width && !written.some(meets);
    marker.getElement().classList.toggle("pw-label--fits", fits);
    if (fits) written.push({ x: middle.x, y: middle.y, width });
  }
}

// Once the counts are here too.
export function shade(map) {
  const { boroughs, areas } = map.pathway;
  if (!boroughs) return;
  const totals = boroughs.map(({ name }) => areas.boroughs[name]?.total ?? 0);
  const [least, most] = [Math.min(...totals), Math.max(...totals)];
  boroughs.forEach(({ name, path }, index) => {
    const share = most > least ? (totals[index] - least) / (most - least) : 0;
    const level = totals[index] ? Math.min(SHADES, 1 + Math.floor(share * SHADES)) : 0;
    const drawn = path.getElement();
    drawn.setAttribute("class", `${drawn.getAttribute("class").replace(/ pw-borough--\d/, "")} pw-borough--${level}`);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = `${name}: ${areas.boroughs[name]?.words ?? "not counted"}`;
    drawn.replaceChildren(title);
  });
}

// The borough whose outline a point is in. Not its outward code: those outlines are rough, and would name the wrong one.
function whereIs(boroughs, { lat, lng }) {
  const borough = boroughs.find(({ polygons }) => within(polygons, [lng, lat]));
  return borough ? `in ${borough.name}` : "outside London";
}
