// Leaving is one press. This file is in the head, before anything is drawn, so that it also works on a page
// that is still loading and on one brought back by the Back button.
//
// One press of a `[data-leave]` link, or Shift three times, blanks the page, clears what this site may have stored
// in this browser, and replaces the page by another address. A mark stays in the tab's session store: with it,
// going back to any page here shows nothing and leaves again. A new visit takes the mark away.
//
// Without scripts the link is a plain link.

const MARK = "v";
const PRESSES = 3;
const WITHIN_MS = 5000;
const CLEARING_MS = 150; // leaving never waits longer than this for the browser to empty its caches

const root = document.documentElement;
const destination = document.currentScript.dataset.to || "about:blank";
let leaving = false;

function marked() {
  try {
    return sessionStorage.getItem(MARK) !== null;
  } catch {
    return false; // storage is switched off: nothing was stored, so nothing comes back
  }
}

function unmark() {
  try {
    sessionStorage.removeItem(MARK);
  } catch {
    // as above
  }
}

function cameBack() {
  const [entry] = performance.getEntriesByType?.("navigation") ?? [];
  if (entry) return entry.type === "back_forward";
  return performance.navigation?.type === 2; // browsers before 2021
}

function blank() {
  root.hidden = true;
  root.style.visibility = "hidden";
  document.title = "Loading";
  if (document.body) document.body.textContent = "";
}

function clearStores() {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].clear();
    } catch {
      // switched off
    }
  }
  try {
    sessionStorage.setItem(MARK, "1");
    for (const cookie of document.cookie.split(";")) {
      document.cookie = `${cookie.split("=")[0].trim()}=;path=/;max-age=0`;
    }
  } catch {
    // switched off
  }
}

async function clearCaches() {
  try {
    const names = await caches.keys();
    await Promise.all(names.map((name) => caches.delete(name)));
  } catch {
    // no caches here
  }
}

function go() {
  location.replace(destination);
}

function leave() {
  blank();
  if (leaving) return;
  leaving = true;
  clearStores();
  if (!window.caches) return go();
  Promise.race([clearCaches(), new Promise((done) => setTimeout(done, CLEARING_MS))]).then(go);
}

// A page brought back from memory is drawn before any script runs, so it is put away hidden.
addEventListener("pagehide", () => {
  root.style.visibility = "hidden";
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  leaving = false;
  if (marked()) leave();
  else root.style.visibility = "";
});

if (marked()) {
  if (cameBack()) {
    window.stop();
    leave();
  } else {
    unmark();
  }
}

addEventListener(
  "click",
  (event) => {
    if (!event.target.closest?.("[data-leave]")) return;
    event.preventDefault();
    leave();
  },
  true,
);

// Shift three times. It only counts when pressed and let go by itself: a capital letter, a shortcut or a click
// in between starts the count again, so that typing never leaves the page.
let presses = 0;
let alone = false;
let timer;

function say(words) {
  const status = document.querySelector("[data-leave-status]");
  if (status) status.textContent = words;
}

function startAgain(words = "") {
  clearTimeout(timer);
  if (presses) say(words);
  presses = 0;
}

addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (!event.repeat) alone = true;
      return;
    }
    alone = false;
    startAgain();
  },
  true,
);

addEventListener(
  "keyup",
  (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    if (!presses) timer = setTimeout(startAgain, WITHIN_MS, "Leaving by Shift has timed out.");
    presses += 1;
    const left = PRESSES - presses;
    if (!left) {
      clearTimeout(timer);
      presses = 0;
      leave();
    } else {
      say(`Shift, press ${left} more ${left === 1 ? "time" : "times"} to leave.`);
    }
  },
  true,
);

addEventListener(
  "pointerdown",
  () => {
    alone = false;
    startAgain();
  },
  true,
);
