// Small improvements. Every page works without this file.

import { startCopyButtons } from "./copy.mjs";
import { startErrorSummary } from "./error-summary.mjs";
import { carryPicks } from "./picks.mjs";
import { openDetailsToPrint, openWideDetails, startPrintButtons } from "./page.mjs";

openWideDetails();
openDetailsToPrint();
startPrintButtons();
startCopyButtons();
startErrorSummary();
carryPicks();
