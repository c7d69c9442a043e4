// Services: a pin for each site, clusters of many, words for places elsewhere.

import { showAreaAt, startPanel } from "./areas.mjs";
import { MarkerClusterGroup } from "./clusters.mjs";
import { keepFocus, layerOf, pinOf, remember } from "./focus.mjs";
import { LatLngBounds, Marker } from "./leaflet.mjs";
import { load } from "./load.mjs";
import { shade } from "./outlines.mjs";
import { clusterPin, element, labelPin, shape, sitePin } from "./pins.mjs";
import { open, startPopups } from "./popup.mjs";
import { lookAtFirst } from "./views.mjs";

const IN_LIST = 50;
const ABOVE_PIN = [0, -12];

export function drawServices(map, data, source) {
  const group = new MarkerClusterGroup({
    maxClusterRadius: 48,
    showCoverageOnHover: false,
    spiderfyOnMaxZoom: false,
    zoomToBoundsOnClick: false,
    animate: !map.pathway.still,
    iconCreateFunction: (cluster) => clusterPin(cluster.getChildCount(), clusterName(map, cluster)),
  });
  const sites = data.features.map((feature, order) => site(map, feature, data.states, order));
  Object.assign(map.pathway, { areas: data.areas, source, sites: sites.map((one) => one.getLatLng()) });
  map.on("layeradd", ({ layer }) => remember(layer));
  lookAtFirst(map);
  group.addLayers(sites);
  group.addTo(map);
  startPopups(map);
  press(map, group);
  keepFocus(map, group);
  drawPlaces(map, data.areas.places);
  drawNear(map);
  startPanel(map);
  shade(map);
  map.getContainer().dataset.ready = "true";
}

function site(map, { geometry, properties }, states, order) {
  const [lng, lat] = geometry.coordinates;
  const state = states[properties.state];
  const about = properties.about ? "about here, " : "";
  const name = () => {
    const where = map.pathway.whereIs?.(marker.getLatLng()) ?? "on the map";
    return [properties.name, state?.text, about + where].filter(Boolean).join(", ");
  };
  const marker = new Marker([lat, lng], { icon: sitePin(state?.kind ?? "site", name) });
  marker.pathway = { ...properties, state, order };
  return marker;
}

const atOnePlace = (cluster) => cluster.getBounds().getNorthEast().equals(cluster.getBounds().getSouthWest());
const opensAsList = (map, cluster) => atOnePlace(cluster) || map.getZoom() >= map.getMaxZoom();

function clusterName(map, cluster) {
  const count = `${cluster.getChildCount().toLocaleString("en-GB")} services`;
  return atOnePlace(cluster) ? `${count} at one place, press Enter to list them` : `${count}, press Enter to zoom in`;
}

// A press of a mouse or a finger comes as Leaflet's click; Enter and the space bar come here.
function press(map, group) {
  const act = (layer) => {
    if (layer.getAllChildMarkers) openCluster(map, group, layer);
    else if (layer.pathway) openSites(map, group, layer, [layer]);
    else layer.fire("click");
  };
  group.on("click clusterclick", ({ layer }) => act(layer));
  map.getContainer().addEventListener("keydown", (event) => {
    const layer = layerOf(event.target);
    if (!layer || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    act(layer);
  });
}

function openCluster(map, group, cluster) {
  const byName = (one, other) => one.pathway.order - other.pathway.order;
  if (opensAsList(map, cluster)) openSites(map, group, cluster, cluster.getAllChildMarkers().sort(byName));
  else cluster.zoomToBounds({ padding: [40, 40] });
}

function openSites(map, group, layer, sites) {
  const content = element("div", "pw-popup");
  const several = sites.length > 1;
  const name = several ? `${sites.length} services here` : sites[0].pathway.name;
  if (several) content.append(element("p", "pw-popup__name", name));
  const list = several ? element("ul", "pw-popup__list") : content;
  for (const { pathway } of sites.slice(0, IN_LIST)) {
    const holder = several ? list.appendChild(element("li")) : content;
    holder.append(...describe(map, pathway, several));
  }
  if (several) content.append(list);
  if (sites.length > IN_LIST) content.append(element("p", "", `and ${sites.length - IN_LIST} more: see the list.`));
  open(map, layer.getLatLng(), content, name, () => pinOf(group, layer), ABOVE_PIN);
  addNumbers(map, content, sites);
}

// The data of the map has no numbers and addresses: they would be most of its weight. They are asked for by the popup.
async function addNumbers(map, content, sites) {
  const { cards } = map.pathway.source;
  if (!cards) return;
  const query = new URLSearchParams(sites.slice(0, IN_LIST).map(({ pathway }) => ["service", pathway.slug]));
  let found;
  try {
    found = await load({ url: `${cards}?${query}` });
  } catch {
    return; // its name still leads to its page, which has the number
  }
  if (!content.isConnected) return;
  const focused = document.activeElement;
  for (const one of found.services) {
    content.querySelector(`[data-slug="${CSS.escape(one.slug)}"]`)?.after(...numberAndPlaces(one));
  }
  map.pathway.popup.update(); // it takes the words out and puts them in again, and the focus goes
  if (content.contains(focused)) focused.focus({ preventScroll: true });
}

function numberAndPlaces({ call, places, confirmed }) {
  const parts = [...places, ...(confirmed ? [confirmed] : [])].map((words) => element("p", "pw-popup__words", words));
  if (!call) return parts;
  const link = element("a", `pw-call pw-call--${call.filled ? "filled" : "outline"}`);
  link.href = call.href;
  link.append(element("span", "pw-call__verb", call.verb), " ", element("span", "pw-call__number", call.number));
  if (call.then) link.append(" ", element("span", "pw-call__then", call.then));
  return [link, ...parts];
}

function describe(map, { slug, name, state, about, hours, call, places, confirmed }, several) {
  const title = element(several ? "span" : "p", "pw-popup__name");
  const link = element("a", "govuk-link", name);
  link.href = map.pathway.source.pages + slug;
  title.append(link);
  const parts = [title];
  if (state) {
    const words = element(several ? "span" : "p", `pw-popup__state pw-pin--${state.kind}`);
    words.append(shape(state.kind), element("span", "", state.text));
    parts.push(words);
  }
  parts[parts.length - 1].dataset.slug = slug; // its number and address go after this
  if (call || places) parts.push(...numberAndPlaces({ call, places, confirmed }));
  for (const line of hours ?? []) parts.push(element("p", "pw-popup__words", line));
  if (about) parts.push(element("p", "pw-popup__words", "The exact place is not known here: it is near this point."));
  return parts;
}

// A place elsewhere is one labelled point. It is a stop of the keyboard only while it is in sight.
function drawPlaces(map, places) {
  const markers = places
    .filter(({ point }) => point)
    .map(({ name, words, point: [lng, lat] }) => {
      const icon = labelPin(`${name}: ${words}`, "place", `${name}: ${words}, press Enter to list them`);
      const marker = new Marker([lat, lng], { icon });
      return marker.on("click", () => showAreaAt(map, name, marker.getLatLng(), () => marker.getElement()));
    });
  const points = markers.map((marker) => marker.getLatLng());
  const show = () => {
    for (const marker of markers) {
      const inSight = map.getBounds().contains(marker.getLatLng());
      if (inSight !== map.hasLayer(marker)) inSight ? marker.addTo(map) : marker.remove();
    }
  };
  map.on("moveend", show);
  show();
  map.pathway.everywhere = new LatLngBounds([...map.pathway.sites, ...points]);
}

function drawNear(map) {
  const { near } = map.pathway;
  if (!near) return;
  const icon = labelPin(near.name, "near");
  new Marker(near.point, { icon, interactive: false, keyboard: false }).addTo(map);
}
