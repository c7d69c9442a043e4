// One popup at a time. It takes the focus, Escape closes it, and the focus goes back to what opened it.

import { Popup } from "./leaflet.mjs";

const OPTIONS = { maxWidth: 280, minWidth: 180, maxHeight: 260, autoPanPadding: [12, 12], closeOnEscapeKey: false };

// `opener` gives the element to go back to when it closes; without one it is the map.
export function open(map, latlng, content, name, opener = () => map.getContainer(), offset = [0, 4]) {
  content.setAttribute("role", "dialog");
  content.setAttribute("aria-label", name);
  content.tabIndex = -1;
  const popup = new Popup({ ...OPTIONS, offset }).setLatLng(latlng).setContent(content);
  map.pathway.popup = popup;
  popup.pathwayOpener = opener;
  popup.openOn(map);
  popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", `Close: ${name}`);
  (content.querySelector("a") ?? content).focus({ preventScroll: true });
}

export function startPopups(map) {
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !map.pathway.popup?.isOpen()) return;
    event.stopPropagation();
    map.closePopup();
  });
  map.on("popupclose", ({ popup }) => {
    const active = document.activeElement;
    const wasInside = !active || active === document.body || popup.getElement()?.contains(active);
    if (wasInside) (popup.pathwayOpener() ?? map.getContainer()).focus({ preventScroll: true });
  });
}
