// Pictures beneath the outlines, where whoever runs this site has chosen a host for them. They come through this site.

import { TileLayer } from "./leaflet.mjs";

export function drawPictures(map, { url }) {
  new TileLayer(`${url}/{z}/{x}/{y}`, {
    className: "pw-map__picture",
    maxZoom: map.getMaxZoom(),
    minZoom: map.getMinZoom(),
    updateWhenIdle: true, // a bad line fetches what is looked at, not what is passed over
  }).addTo(map);
}
