// Clusters without their spider legs and hulls, which this map does not use: several at one place are a list.

import "./leaflet.mjs"; // first: these look for it
import "leaflet.markercluster/src/DistanceGrid.js";
import "leaflet.markercluster/src/MarkerCluster.js";
import "leaflet.markercluster/src/MarkerClusterGroup.js";
import "leaflet.markercluster/src/MarkerOpacity.js";

// Still clusters differ from moving ones in their legs alone.
L.MarkerClusterNonAnimated = L.MarkerCluster;

export const { MarkerClusterGroup } = L;
