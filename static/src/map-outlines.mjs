// The outlines a map draws, from the tables in seed/geo: boroughs of London and outward codes of Brent, rounded and
// written small so that they come over a slow line. Neighbours share their points, and rounding keeps it so.
// static/src/js/map/shapes.mjs reads them.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const STEPS = 1e4; // to a degree: about ten metres, a pixel or two where the map is nearest

// A ring as one row of whole steps: the first point, and from each to the next how far east and north.
function steps(ring) {
  const row = [];
  let [x, y] = [0, 0];
  for (const [longitude, latitude] of ring) {
    const [east, north] = [Math.round(longitude * STEPS) - x, Math.round(latitude * STEPS) - y];
    if (row.length && !east && !north) continue;
    row.push(east, north);
    [x, y] = [x + east, y + north];
  }
  return row;
}

function rings({ type, coordinates }) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.map((polygon) => polygon.map(steps).filter((row) => row.length > 6));
}

async function features(file, property) {
  const collection = JSON.parse(await readFile(file, "utf8"));
  return collection.features
    .map(({ properties, geometry }) => ({ name: properties[property], polygons: rings(geometry) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

export async function outlines(folder) {
  const [boroughs, outcodes] = await Promise.all([
    features(join(folder, "london_boroughs.geojson"), "name"),
    features(join(folder, "brent_outcode_areas.geojson"), "outcode"),
  ]);
  return JSON.stringify({ steps: STEPS, boroughs, outcodes });
}
