// A button that copies the page's address, the text in its `data-copy`, or that in the boxes whose ids it names in
// `data-copy-from`. Where the browser refuses, the text is shown in a box, selected, to be copied by hand.

const SHOWN_MS = 4000;

function copyTextByCommand(text) {
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "govuk-visually-hidden";
  document.body.append(box);
  box.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } catch {
    // not allowed here
  }
  box.remove();
  return isCopied;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTextByCommand(text);
  }
}

function showBox(button, text) {
  const lines = text.split("\n").length;
  const box = document.createElement(lines > 1 ? "textarea" : "input");
  box.className = lines > 1 ? "govuk-textarea" : "govuk-input";
  if (lines > 1) box.rows = lines;
  box.readOnly = true;
  box.value = text;
  box.setAttribute("aria-label", button.textContent.trim());
  button.after(box);
  button.hidden = true;
  box.select();
}

// The text in the boxes it names, or its own `data-copy`, or the page's address.
function textOf(button) {
  const { copy, copyFrom, without } = button.dataset;
  if (!copyFrom) return copy || location.href;
  const texts = copyFrom.split(" ").map((id) => document.getElementById(id).value);
  return texts.map((text) => (without ? text.replace(`${without}\n`, "") : text)).join("\n");
}

function startCopyButton(button) {
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.after(status);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = textOf(button);
    if (!(await copyText(text))) return showBox(button, text);
    button.focus();
    status.textContent = "Copied";
    setTimeout(() => {
      status.textContent = "";
    }, SHOWN_MS);
  });
}

// On a desk a number is dialled on another telephone: a button beside it copies it. A phone rings it.
function addNumberButtons(root) {
  if (!matchMedia("(hover: hover) and (pointer: fine) and (min-width: 48em)").matches) return;
  for (const call of root.querySelectorAll("main .pw-call[href^='tel:']")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-link pw-copy-number";
    // A card has its number in an element of its own; a button of a result has it in its link alone.
    button.dataset.copy = call.querySelector(".pw-call__number")?.textContent ?? call.getAttribute("href").slice("tel:".length);
    button.textContent = "Copy number";
    const name = call.getAttribute("aria-label")?.replace(/^Ring /, "");
    if (name) button.setAttribute("aria-label", `Copy number: ${name}`);
    call.after(button);
  }
}

export function startCopyButtons(root) {
  addNumberButtons(root);
  for (const button of root.querySelectorAll("[data-copy], [data-copy-from]")) startCopyButton(button);
}
