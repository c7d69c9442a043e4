// Our own build of Leaflet: the parts this map is made of, without pins of its own, canvas or the wheel that would
// take the page's scrolling. leaflet.markercluster looks for a global `L` and finds these parts in it.

import Browser from "leaflet/src/core/Browser.js";
import { Evented } from "leaflet/src/core/Events.js";
import * as Util from "leaflet/src/core/Util.js";
import { Zoom } from "leaflet/src/control/Control.Zoom.js";
import * as DomEvent from "leaflet/src/dom/DomEvent.js";
import * as DomUtil from "leaflet/src/dom/DomUtil.js";
import { LatLng, toLatLng } from "leaflet/src/geo/LatLng.js";
import { LatLngBounds, toLatLngBounds } from "leaflet/src/geo/LatLngBounds.js";
import { Point, toPoint } from "leaflet/src/geometry/Point.js";
import { FeatureGroup, featureGroup } from "leaflet/src/layer/FeatureGroup.js";
import { LayerGroup } from "leaflet/src/layer/LayerGroup.js";
import { Popup } from "leaflet/src/layer/Popup.js";
import { TileLayer } from "leaflet/src/layer/tile/TileLayer.js";
import { DivIcon } from "leaflet/src/layer/marker/DivIcon.js";
import { Icon } from "leaflet/src/layer/marker/Icon.js";
import { Marker } from "leaflet/src/layer/marker/Marker.js";
import { Path } from "leaflet/src/layer/vector/Path.js";
import { Polygon } from "leaflet/src/layer/vector/Polygon.js";
import { Polyline } from "leaflet/src/layer/vector/Polyline.js";
import { SVG } from "leaflet/src/layer/vector/SVG.js";
import { Map } from "leaflet/src/map/Map.js";
import { DoubleClickZoom } from "leaflet/src/map/handler/Map.DoubleClickZoom.js";
import { Drag } from "leaflet/src/map/handler/Map.Drag.js";
import { Keyboard } from "leaflet/src/map/handler/Map.Keyboard.js";
import { TouchZoom } from "leaflet/src/map/handler/Map.TouchZoom.js";

Object.assign(Map, { DoubleClickZoom, Drag, Keyboard, TouchZoom });

// One SVG for all outlines. Leaflet's own choice would bring its canvas with it.
Map.include({
  getRenderer() {
    this._renderer ??= new SVG();
    if (!this.hasLayer(this._renderer)) this.addLayer(this._renderer);
    return this._renderer;
  },
});

window.L = {
  ...{ Browser, DivIcon, DomEvent, DomUtil, Evented, FeatureGroup, Icon, LatLng, LatLngBounds, LayerGroup, Map },
  ...{ Marker, Path, Point, Polygon, Polyline, Util, Zoom },
  bind: Util.bind,
  extend: Util.extend,
  featureGroup,
  latLng: toLatLng,
  latLngBounds: toLatLngBounds,
  point: toPoint,
  setOptions: Util.setOptions,
  stamp: Util.stamp,
};

export { DomEvent, Icon, LatLngBounds, Map, Marker, Polygon, Popup, TileLayer, Zoom };
