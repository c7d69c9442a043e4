// How many boxes of a folded group are ticked, beside its heading: counted again with each tick.

export function countTicks(root) {
  for (const count of root.querySelectorAll("[data-ticked]")) {
    const group = count.closest("details");
    group.addEventListener("change", () => {
      count.textContent = group.querySelectorAll("input:checked").length;
    });
  }
}
