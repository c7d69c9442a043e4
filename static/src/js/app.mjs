// Small improvements. Every page works without this file.

import { startCopyButtons } from "./copy.mjs";
import { startErrorSummary } from "./error-summary.mjs";
import { carryPicks } from "./picks.mjs";
import { openDetailsToPrint, openWideDetails, startPrintButtons } from "./page.mjs";
import { countTicks } from "./ticks.mjs";
import { fitWays } from "./ways.mjs";

openDetailsToPrint();
startErrorSummary();
carryPicks();

function start(root) {
  openWideDetails(root);
  startPrintButtons(root);
  startCopyButtons(root);
  fitWays(root);
  countTicks(root);
}

start(document);
// A page that opens inside this document brings its own buttons.
addEventListener("pw:view", (event) => {
  start(event.target);
  startErrorSummary();
});
