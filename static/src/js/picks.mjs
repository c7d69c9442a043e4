// Ticks go with her to the next page: the links of the list carry the ids that are ticked. Without this file the
// button "Keep, and look on" does the same.

const PAGES = ["/services", "/services/map"];
const LINKS = ".govuk-pagination a, .pw-chip, .pw-count a, .pw-note a";

function ticked() {
  return [...document.querySelectorAll(".pw-pick input:checked")].map((box) => box.value);
}

export function carryPicks() {
  document.addEventListener("change", (event) => {
    if (!event.target.closest(".pw-pick")) return;
    for (const link of document.querySelectorAll(LINKS)) {
      const address = new URL(link.href);
      if (address.origin !== location.origin || !PAGES.includes(address.pathname)) continue;
      address.searchParams.delete("id");
      ticked().forEach((id) => address.searchParams.append("id", id));
      link.href = address.pathname + address.search;
    }
  });
}
