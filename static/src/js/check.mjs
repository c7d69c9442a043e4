// The page of questions and its result. Both work without this file.

import { startAtOnce } from "./at_once.mjs";
import { startFolds } from "./folds.mjs";
import { startViews } from "./views.mjs";

function start(root) {
  for (const form of root.querySelectorAll("[data-check]")) {
    startFolds(form);
    startAtOnce(form);
  }
}

start(document);
startViews(start);
