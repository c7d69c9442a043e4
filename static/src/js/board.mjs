// The board looks at itself: every half minute it asks for its rows anew. It works without this file, by loading again.

const EVERY_MS = 30_000;
const WAIT_MS = 10_000;

function board() {
  return document.querySelector("[data-board]");
}

function say(words, link) {
  const place = board().querySelector("[data-board-state]");
  const now = place.textContent;
  if (now === words + (link ? link.words : "")) return; // said already: a screen reader hears it once
  place.textContent = words;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.className = "govuk-link";
  anchor.textContent = link.words;
  place.append(anchor);
}

// Somebody may be on a link or a button of a row at this moment: she stays where she was.
function placeOf(element) {
  if (!element || !board().contains(element)) return null;
  const row = element.closest("tr");
  const reference = row?.querySelector("th a")?.getAttribute("href");
  return reference ? { reference, tag: element.tagName } : null;
}

function goBack(place) {
  if (!place) return;
  const link = board().querySelector(`th a[href="${CSS.escape(place.reference).replace(/\\\//g, "/")}"]`);
  const row = link?.closest("tr");
  (row?.querySelector(place.tag.toLowerCase()) ?? link)?.focus({ preventScroll: true });
}

function address() {
  const here = board().dataset.address ?? "/board/now";
  return here + location.search.replace(/[?&]done=[^&]*/, "");
}

async function look() {
  if (document.hidden) return;
  let answer;
  try {
    answer = await fetch(address(), { signal: AbortSignal.timeout?.(WAIT_MS), credentials: "same-origin" });
  } catch {
    say("No connection: these times may be old.");
    return;
  }
  if (answer.redirected || answer.status === 401 || answer.status === 403 || answer.status === 410) {
    say("This view has ended. ", { href: location.pathname, words: "Open it again" });
    return;
  }
  if (!answer.ok) {
    say("The server did not answer: these times may be old.");
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-board]");
  if (!fresh) return;
  const place = placeOf(document.activeElement);
  board().replaceWith(document.adoptNode(fresh));
  goBack(place);
}

if (board()) {
  setInterval(look, Number(board().dataset.every) || EVERY_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
}
