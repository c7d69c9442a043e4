// The map itself: how it moves, what it is called, and the buttons beside it.

import { DomEvent, Map, Zoom } from "./leaflet.mjs";

const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;
const NAME = "Map. The arrow keys move it, plus and minus zoom, Tab goes through the services on it.";

export function makeMap(id, centre, options) {
  const box = document.getElementById(id);
  box.textContent = "";
  box.hidden = false;
  const moving = STILL ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {};
  const map = new Map(box, { center: centre, ...options, ...moving, dragging: false, zoomControl: false });
  map.pathway = { still: STILL, near: options.near };
  if (STILL) stayStill(map);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", NAME);
  new Zoom({ position: "bottomright", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  dragByMouseOnly(map);
  document.querySelector("[data-map-tools]")?.removeAttribute("hidden");
  return map;
}

function stayStill(map) {
  map.panBy = (offset, options) => Map.prototype.panBy.call(map, offset, { ...options, animate: false });
}

// One finger scrolls the page, on any screen that can be touched; two move the map. Only a mouse drags it, so dragging
// is on while a mouse is over the map and at no other time.
function dragByMouseOnly(map) {
  const box = map.getContainer();
  let isOver = false;
  const isMouse = (event) => event.pointerType === "mouse";
  DomEvent.on(box, "pointerenter", (event) => {
    isOver = isMouse(event);
    if (isOver) map.dragging.enable();
  });
  DomEvent.on(box, "pointerleave", (event) => {
    isOver = false;
    if (isMouse(event) && !map.dragging.moving()) map.dragging.disable();
  });
  map.on("dragend", () => {
    if (!isOver) map.dragging.disable();
  });
}
