// Pins: a shape for each state of hours, never colour alone; a number for several; a word for a place.

import { Icon } from "./leaflet.mjs";

const SVG = "http://www.w3.org/2000/svg";
const TARGET = 44; // px, for a thumb
const PX_A_LETTER = 8.5;
const PX_AROUND = 26;

// An element is made only when a pin is drawn: of thousands, a few dozen are in sight.
export const Pin = Icon.extend({
  createIcon() {
    const element = this.options.build();
    const own = element.className;
    this._setIconStyles(element, "icon"); // its size and place; it writes the classes anew
    element.className += ` pw-pin ${own}`;
    return element;
  },
  createShadow() {
    return null;
  },
});

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function shape(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "pw-pin__shape");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#pin-${kind}`);
  svg.append(use);
  return svg;
}

export function sitePin(kind, name) {
  return new Pin({
    iconSize: [TARGET, TARGET],
    build() {
      const pin = element("div", `pw-pin--${kind}`);
      pin.setAttribute("aria-label", name());
      pin.append(shape(kind));
      return pin;
    },
  });
}

export function clusterPin(count, name) {
  return new Pin({
    iconSize: [TARGET, TARGET],
    build() {
      const pin = element("div", "pw-pin--several");
      pin.setAttribute("aria-label", name);
      pin.append(element("span", "pw-pin__number", count.toLocaleString("en-GB")));
      return pin;
    },
  });
}

// Words on the map. With `name` they are a button; without, they are for the eye only: lists say the same.
export function labelPin(words, kind, name) {
  return new Pin({
    // What can be pressed has a size of its own; other words only stand around their point.
    iconSize: name ? [Math.ceil(words.length * PX_A_LETTER) + PX_AROUND, TARGET] : [0, 0],
    build() {
      const pin = element("div", `pw-label pw-label--${kind}`);
      if (name) pin.setAttribute("aria-label", name);
      else pin.setAttribute("aria-hidden", "true");
      pin.append(element("span", "pw-label__words", words));
      return pin;
    },
  });
}
