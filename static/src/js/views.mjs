// The questions, the result and the pages opened from it, as views of one document: Back shows the questions with
// their answers, and no browser asks to send a form again.
//
// A view lives in memory alone. The address never changes, and an entry of the history has nothing but the number of
// its view, so a reload, a restored tab or a copied address starts with empty questions. Leaving blanks the document,
// and with it every view.

const WAIT_MS = 15_000;
const CHECK = "/check";
// Pages that open inside: a page about one service with its report form, a list of services, and the page for her.
const INSIDE = /^\/(?:you|services|services\/[0-9a-f-]{36}(?:\/(?:report|thanks|did-not-work))?)$/;

const main = document.querySelector("main");

const LINES = [
  ["tel:999", "999", "danger now"],
  ["tel:111", "111", "health that cannot wait"],
  ["tel:116123", "116 123", "Samaritans, to talk, any hour"],
  ["tel:101", "101", "police, not an emergency"],
];

function build(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A box that says that no answer came, with the numbers that always answer.
function failure(title, words) {
  const rows = LINES.map(([href, number, what]) =>
    build("li", {}, build("a", { className: "govuk-link pw-tel", href }, number), ` ${what}`),
  );
  const box = build(
    "div",
    { className: "pw-failed", tabIndex: -1 },
    build("p", { className: "govuk-body" }, build("strong", {}, title), ` ${words}`),
    build("ul", { className: "govuk-list" }, ...rows),
  );
  box.setAttribute("role", "alert");
  return box;
}

function clearFailures(root) {
  for (const box of root.querySelectorAll(".pw-failed")) box.remove();
}

async function ask(address, options = {}) {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), WAIT_MS);
  try {
    const response = await fetch(address, { ...options, cache: "no-store", signal: waiting.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { status: response.status, page };
  } catch {
    return null; // no network, or no answer in time
  } finally {
    clearTimeout(timer);
  }
}

class Views {
  constructor(start) {
    this.start = start;
    this.views = [];
    this.here = 0;
    this.isBusy = false;
    this.waiting = null; // the button of an answer that was pressed while another was on its way
    const root = build("div");
    root.append(...main.childNodes);
    main.append(root);
    this.views[0] = { root, title: document.title, top: 0 };
    history.scrollRestoration = "manual";
    // An entry that a reloaded document finds here belonged to views that are gone.
    if (history.state) history.replaceState({ at: 0 }, "");
    document.addEventListener("submit", (event) => this.onSubmit(event));
    document.addEventListener("click", (event) => this.onClick(event));
    addEventListener("popstate", (event) => this.onPop(event));
  }

  get view() {
    return this.views[this.here];
  }

  // The index of the questions before the view in sight, or -1.
  get questionsAt() {
    let at = this.here;
    while (at >= 0 && !isQuestions(this.views[at])) at -= 1;
    return at;
  }

  show(at) {
    if (this.view) {
      this.view.top = scrollY;
      this.view.focused = document.activeElement;
    }
    this.here = at;
    main.replaceChildren(this.view.root);
    document.title = this.view.title;
  }

  // Shows a page: as a new view after the one in sight, or in its place.
  put(page, at) {
    const root = build("div");
    root.append(...page.querySelector("main").childNodes);
    const opensInside = !root.querySelector("[data-headline], [data-check]");
    if (opensInside) root.prepend(this.wayBack(at));
    const isNew = at > this.here;
    if (isNew) history.pushState({ at }, "");
    this.views.length = Math.min(this.views.length, at + 1);
    const view = { root, title: page.title, top: 0 };
    if (isNew) {
      this.views[at] = view;
      this.show(at);
    } else {
      this.here = at;
      this.views[at] = view;
      main.replaceChildren(root);
      document.title = view.title;
    }
    scrollTo(0, 0);
    this.start(root);
    root.dispatchEvent(new CustomEvent("pw:view", { bubbles: true }));
    if (!root.querySelector(".govuk-error-summary")) focusOnHeading(root);
  }

  wayBack(at) {
    const words = isResult(this.views[at - 1]) ? "Back to the result" : "Back";
    const button = build("button", { type: "button", className: "pw-way-back" }, words);
    button.addEventListener("click", () => history.back());
    return button;
  }

  onPop(event) {
    if (!main.isConnected || location.hash) return; // left, or a link inside the page
    let at = event.state?.at ?? 0;
    if (!this.views[at]) {
      // Forward, to a view that a newer result has replaced: the view in sight stays.
      at = this.here;
      history.replaceState({ at }, "");
    }
    if (at === this.here) return;
    this.show(at);
    scrollTo(0, this.view.top);
    this.view.focused?.focus({ preventScroll: true });
    if (document.activeElement === document.body) focusOnHeading(this.view.root);
  }

  onSubmit(event) {
    const form = event.target;
    const path = new URL(form.action).pathname;
    const isOurs = path === CHECK && form.method === "post";
    const isInside = this.here > 0 && form.method === "post" && INSIDE.test(path) && path !== "/services";
    if (event.defaultPrevented || !("submitter" in event) || !(isOurs || isInside)) return;
    event.preventDefault();
    if (isOurs) this.answer(form, event.submitter);
    else this.open(form.action, event.submitter, new URLSearchParams(new FormData(form)));
  }

  onClick(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#")) {
      // Without a history entry of its own, which Back would take for the questions.
      const target = document.getElementById(href.slice(1));
      if (!target) return;
      event.preventDefault();
      target.focus();
      target.scrollIntoView();
    } else if (main.contains(link) && link.origin === location.origin && INSIDE.test(link.pathname)) {
      if (isQuestions(this.view)) return; // from the questions a link leaves the page, as anywhere
      event.preventDefault();
      this.open(link.href, link);
    }
  }

  async answer(form, button) {
    const name = button?.name;
    const questionsAt = this.questionsAt;
    if (name === "do" && button.value === "change" && questionsAt >= 0) {
      Object.assign(this.views[questionsAt], { top: 0, focused: null });
      return history.go(questionsAt - this.here);
    }
    let sentForm = form;
    if (name && name !== "do" && questionsAt >= 0) {
      sentForm = this.views[questionsAt].root.querySelector("[data-check]");
      setAnswer(sentForm, name, button.value);
      // The request under way lacks this answer, so another one follows as soon as it is back.
      if (this.isBusy) {
        this.waiting = [form, button];
        return;
      }
    }
    const body = new URLSearchParams(new FormData(sentForm));
    if (name && sentForm === form) body.append(name, button.value);
    await this.request(CHECK, { method: "POST", body }, button, (answer) => {
      const { page, status } = answer;
      if (status === 200 && page.querySelector("[data-headline]")) {
        this.put(page, isResult(this.view) ? this.here : this.here + 1);
      } else if (status < 500 && page.querySelector("[data-check]")) {
        this.put(page, isQuestions(this.view) ? this.here : this.here + 1);
      } else {
        return false;
      }
      return true;
    });
    const waiting = this.waiting;
    this.waiting = null;
    if (waiting && main.isConnected && isResult(this.view)) await this.answer(...waiting);
  }

  async open(address, opener, body) {
    await this.request(address, body ? { method: "POST", body } : {}, opener, (answer) => {
      if (answer.status >= 500 || !answer.page.querySelector("main h1")) return false;
      this.put(answer.page, this.here + 1);
      return true;
    });
  }

  async request(address, options, opener, take) {
    if (this.isBusy) return;
    this.isBusy = true;
    const { view } = this;
    clearFailures(view.root);
    main.setAttribute("aria-busy", "true");
    const answer = await ask(address, options);
    main.removeAttribute("aria-busy");
    this.isBusy = false;
    if (!main.isConnected || view !== this.view) return; // left, or gone back meanwhile
    if (!answer || !take(answer)) this.fail(view, opener, address);
  }

  fail(view, opener, address) {
    const isAnswer = address === CHECK;
    const words = isQuestions(view)
      ? "Your answers are still on this page. Try again, or ring:"
      : "What you see is as it was. Try again, or ring:";
    const box = failure(isAnswer ? "NOT ANSWERED. Pathway cannot be reached." : "That page cannot be opened just now.", words);
    const place = opener?.closest(".pw-check__send, .pw-ask, .pw-actions, .pw-do, section");
    if (place) place.before(box);
    else view.root.prepend(box);
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "center" });
  }
}

function isQuestions(view) {
  return Boolean(view?.root.querySelector("[data-check]"));
}

function isResult(view) {
  return Boolean(view?.root.querySelector("[data-headline]"));
}

function setAnswer(form, name, value) {
  const box = form.querySelector(`input[name="${name}"][value="${value}"]`);
  if (!box) return;
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function focusOnHeading(root) {
  const heading = root.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

export function startViews(start) {
  const canDoIt = "AbortController" in window && "replaceChildren" in Element.prototype;
  if (main && canDoIt) new Views(start);
}
