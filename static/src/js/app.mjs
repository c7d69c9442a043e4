// Small improvements. Every page works without this file.

import { startCopyButtons } from "./copy.mjs";
import { startErrorSummary } from "./error-summary.mjs";
import { carryPicks } from "./picks.mjs";
import { openDetailsToPrint, openWideDetails, startPrintButtons } from "./page.mjs";
import { fitWays } from "./ways.mjs";

openDetailsToPrint();
startErrorSummary();
carryPicks();

function start(root) {
  openWideDetails(root);
  startPrintButtons(root);
  startCopyButtons(root);
  fitWays(root);
}

start(document);
// A page that was put into this document has buttons of its own.
addEventListener("pw:view", (event) => {
  start(event.target);
  startErrorSummary();
});
