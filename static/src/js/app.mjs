// Small improvements. Every page works without this file.

import { startCopyButtons } from "./copy.mjs";
import { startErrorSummary } from "./error-summary.mjs";
import { carryPicks } from "./picks.mjs";
import { openDetailsToPrint, openWideDetails, startPrintButtons } from "./page.mjs";
import { fitWays } from "./ways.mjs";

openWideDetails();
openDetailsToPrint();
startPrintButtons();
startCopyButtons();
startErrorSummary();
carryPicks();
fitWays();
