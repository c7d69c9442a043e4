// Where the map looks: at first, and when a button says so.

import { LatLngBounds } from "./leaflet.mjs";

const NEAREST_SHOWN = 5;
const PADDING = { padding: [24, 24], maxZoom: 14, animate: false };
const ROOM_FOR_A_NAME = [56, 24]; // the place asked about carries its name, which must not be cut at the edge

export function startViews(map) {
  for (const button of document.querySelectorAll("[data-map-view]")) {
    button.addEventListener("click", () => look(map, button.dataset.mapView));
  }
}

function look(map, view) {
  const { bounds, everywhere } = map.pathway;
  const wanted = view === "all" ? everywhere : bounds[view];
  if (!wanted?.isValid()) return;
  map.closePopup();
  map.fitBounds(wanted, PADDING);
}

// Near the place asked about and the sites next to it; else wherever in London there are sites.
export function lookAtFirst(map) {
  const { bounds, sites, near } = map.pathway;
  if (!bounds) return;
  if (near) {
    const [lat, lng] = near.point;
    const far = ({ lat: north, lng: east }) => Math.hypot(north - lat, (east - lng) * Math.cos((lat * Math.PI) / 180));
    const nearest = [...sites].sort((one, other) => far(one) - far(other)).slice(0, NEAREST_SHOWN);
    map.fitBounds(new LatLngBounds([near.point, ...nearest]), { ...PADDING, padding: ROOM_FOR_A_NAME });
    return;
  }
  const inLondon = sites.filter((site) => bounds.london.contains(site));
  const shown = new LatLngBounds(inLondon);
  if (bounds.brent) shown.extend(bounds.brent);
  map.fitBounds(shown.isValid() ? shown : bounds.london, PADDING);
}
