// The list of one area: in a popup where somebody pressed the map, or in the panel where she chose from the list.

import { element } from "./pins.mjs";
import { open } from "./popup.mjs";
import { load } from "./load.mjs";

const IN_POPUP = 12;

export async function showAreaAt(map, name, latlng, opener) {
  const select = document.getElementById("reach");
  if (select && [...select.options].some((option) => option.value === name)) select.value = name;
  const content = element("div", "pw-popup");
  open(map, latlng, content, name, opener);
  await fill(map, content, name, IN_POPUP);
  if (!content.isConnected) return;
  const focused = document.activeElement;
  map.pathway.popup.update(); // it takes the words out and puts them in again, and the focus goes
  if (content.contains(focused)) focused.focus({ preventScroll: true });
}

export function startPanel(map) {
  const panel = document.querySelector("[data-map-areas]");
  const form = panel?.querySelector("form");
  const holder = panel?.querySelector("[data-map-area]");
  if (!form || !holder) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const content = element("div", "pw-panel__area");
    fill(map, content, new FormData(form).get("reach"), Infinity).then(() => holder.replaceChildren(content));
  });
}

async function fill(map, content, name, most) {
  const { areas, source } = map.pathway;
  const known = areas?.boroughs[name] ?? areas?.places.find((place) => place.name === name);
  content.append(element("p", "pw-popup__name", name), element("p", "pw-popup__words", known ? `${known.words}.` : ""));
  if (!known?.total) return;
  const address = source.areas && `${source.areas}${source.areas.includes("?") ? "&" : "?"}reach=${encodeURIComponent(name)}`;
  let services = known.services ?? [];
  try {
    if (address) ({ services } = await load({ url: `${address}&as=json` }));
  } catch {
    content.append(element("p", "", "The names could not be loaded."));
  }
  content.append(listOf(services.slice(0, most), source));
  if (address && (services.length > most || known.total > services.length)) {
    const all = element("a", "govuk-link pw-popup__all", `See all ${known.total}`);
    all.href = address;
    content.append(all);
  }
}

function listOf(services, source) {
  const list = element("ul", "pw-popup__list");
  for (const { id, slug, name, state } of services) {
    const item = element("li");
    const link = element("a", "govuk-link", name);
    link.href = `${source.pages}${id ?? slug}`;
    item.append(link);
    if (state) item.append(element("span", "pw-popup__state", state.text));
    list.append(item);
  }
  return list;
}
