// The map. What folium wrote into the page calls these; each layer loads its own data.
//
// No name is ever put into the page as markup: everything with data in it is built from elements and textContent.

import { makeMap } from "./map/base.mjs";
import { load, sayItFailed } from "./map/load.mjs";
import { drawOutlines } from "./map/outlines.mjs";
import { drawPictures } from "./map/pictures.mjs";
import { drawServices } from "./map/services.mjs";

// A layer loads while the one before it is drawn, and is drawn after it.
function layer(source, draw) {
  return {
    addTo(map) {
      const loading = load(source);
      map.pathway.drawn = Promise.all([loading, map.pathway.drawn]).then(([data]) => draw(map, data, source));
      map.pathway.drawn.catch(() => sayItFailed(map));
      return this;
    },
  };
}

window.pathwayMap = {
  map: makeMap,
  outlines: (source) => layer(source, drawOutlines),
  services: (source) => layer(source, drawServices),
  pictures: (source) => ({
    addTo(map) {
      drawPictures(map, source);
      return this;
    },
  }),
};
