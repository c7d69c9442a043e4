// A link to a place opens the phone's own map. Apple's phones open `maps:` links and not `geo:` ones.

export function fitWays(root) {
  if (!/iPhone|iPad|Macintosh/.test(navigator.userAgent)) return;
  for (const link of root.querySelectorAll("a[href^='geo:']")) {
    link.href = link.getAttribute("href").replace(/^geo:[^?]*/, "maps:");
  }
}
