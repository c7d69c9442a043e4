// Plane geometry of outlines: polygons as GeoJSON has them, points as [longitude, latitude].

// From rows of steps, as static/src/map-outlines.mjs writes them.
export function unpacked({ steps, ...areas }) {
  const ring = (row) => {
    const points = [];
    let [x, y] = [0, 0];
    for (let i = 0; i < row.length; i += 2) {
      [x, y] = [x + row[i], y + row[i + 1]];
      points.push([x / steps, y / steps]);
    }
    return points;
  };
  const area = ({ name, polygons }) => ({ name, polygons: polygons.map((rings) => rings.map(ring)) });
  return Object.fromEntries(Object.entries(areas).map(([kind, list]) => [kind, list.map(area)]));
}

// Even and odd crossings of a line to the east.
function crosses(ring, [x, y]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

export function within(polygons, point) {
  return polygons.some((rings) => rings.reduce((inside, ring) => inside !== crosses(ring, point), false));
}

// The centroid of the largest outer ring: where a label stands.
export function middleOf(polygons) {
  let [best, middle] = [-1, polygons[0][0][0]];
  for (const [ring] of polygons) {
    let [doubled, x, y] = [0, 0, 0];
    const [x0, y0] = ring[0];
    for (let i = 0; i + 1 < ring.length; i += 1) {
      const [x1, y1, x2, y2] = [ring[i][0] - x0, ring[i][1] - y0, ring[i + 1][0] - x0, ring[i + 1][1] - y0];
      const cross = x1 * y2 - x2 * y1;
      doubled += cross;
      x += (x1 + x2) * cross;
      y += (y1 + y2) * cross;
    }
    if (Math.abs(doubled) > best) {
      best = Math.abs(doubled);
      middle = [x0 + x / (3 * doubled), y0 + y / (3 * doubled)];
    }
  }
  return middle;
}
