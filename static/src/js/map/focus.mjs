// The focus stays on the map when the map is drawn anew: pins go and come, and a cluster opens into what it held.

const drawn = new WeakMap(); // pin's element -> its layer

export function remember(layer) {
  const pin = layer.getElement?.();
  if (pin) drawn.set(pin, layer);
}

export function layerOf(pin) {
  return drawn.get(pin);
}

// What stands for a layer now: its own pin, the cluster it is in, or for a cluster that opened, its first service.
export function pinOf(group, layer) {
  if (layer.getElement?.()?.isConnected) return layer.getElement();
  const [site] = layer.getAllChildMarkers?.() ?? [layer];
  return site && group.hasLayer(site) ? group.getVisibleParent(site)?.getElement() : undefined;
}

export function keepFocus(map, group) {
  const box = map.getContainer();
  let held;
  box.addEventListener("focusin", ({ target }) => {
    held = drawn.get(target);
  });
  box.addEventListener("focusout", ({ target }) => {
    const layer = drawn.get(target);
    // Gone from the page: it was the drawing that took the focus away, and nobody who went elsewhere.
    setTimeout(() => {
      if (target.isConnected && held === layer && document.activeElement !== target) held = undefined;
    });
  });
  const restore = () => {
    if (!held || (document.activeElement && document.activeElement !== document.body)) return;
    (pinOf(group, held) ?? box).focus({ preventScroll: true });
  };
  map.on("moveend zoomend", () => setTimeout(restore));
  group.on("animationend", () => setTimeout(restore));
}
