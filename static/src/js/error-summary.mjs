// GOV.UK Frontend's error summary: takes focus, and its links go to the field's label.

import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";

export function startErrorSummary() {
  const summary = document.querySelector('[data-module="govuk-error-summary"]');
  if (!summary || !("noModule" in HTMLScriptElement.prototype)) return;
  document.body.classList.add("govuk-frontend-supported"); // the component refuses to start without it
  new ErrorSummary(summary);
}
