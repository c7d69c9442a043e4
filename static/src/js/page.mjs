// Print buttons, and panels: closed on a phone, open on a desk, and all open on paper.

export function startPrintButtons(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

export function openWideDetails(root) {
  if (!matchMedia("(min-width: 64em)").matches) return;
  for (const panel of root.querySelectorAll("details[data-open-wide]")) panel.open = true;
}

export function openDetailsToPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open]):not([data-closed-on-paper])")];
    for (const panel of opened) panel.open = true;
  });
  addEventListener("afterprint", () => {
    for (const panel of opened) panel.open = false;
  });
}
