"""Going through a page by keyboard alone, and saying where the focus is and whether it can be seen."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MOST_STOPS = 250

# How everything looks before anything has focus. A tick box of GOV.UK shows its focus on its label.
REMEMBER = """() => {
  window.looksOf = (one) => {
    const label = one.labels?.[0];
    const parts = [[one], [one.querySelector("span")], [label], [label, "::before"]];
    return parts.filter(([part]) => part).map(([part, pseudo]) => {
      const style = getComputedStyle(part, pseudo);
      const outline = style.outlineStyle === "none" || style.outlineColor === "rgba(0, 0, 0, 0)" ? "" : style.outline;
      return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth].join(" / ");
    }).join(" // ");
  };
  const all = document.querySelectorAll("a, button, input, select, summary, [tabindex]");
  window.looksAtRest = new Map([...all].map((one) => [one, window.looksOf(one)]));
}"""

STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const covers = (bar) => {
    if (!bar.checkVisibility() || bar.contains(one)) return false;
    const over = bar.getBoundingClientRect();
    return Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top) > 1;
  };
  return {
    name: one.outerHTML.replace(/\\s+/g, " ").slice(0, 140),
    box: `${Math.round(box.left)}-${Math.round(box.right)} by ${Math.round(box.top)}-${Math.round(box.bottom)}`,
    is_on_screen: box.top >= -1 && box.left >= -1 && box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1,
    is_covered: [...document.querySelectorAll(".pw-header, .pw-shortbar, .pw-check__send")].some(covers),
    is_marked: window.looksOf(one) !== window.looksAtRest.get(one),
  };
}"""


@dataclass(frozen=True)
class Stop:
    """One element that had focus: where it stood (px), whether a bar lay over it, and whether it looked focused."""

    name: str
    box: str
    is_on_screen: bool
    is_covered: bool
    is_marked: bool


def stops(page: Page, key: str = "Tab") -> list[Stop]:
    """Press a key through the whole page, once round, and return every stop."""
    page.evaluate(REMEMBER)
    found: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        here = page.evaluate(STOP)
        if here is None:
            return found
        found.append(Stop(**here))
    raise AssertionError(f"no end after {MOST_STOPS} presses of {key}")


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until the target has focus."""
    wanted = target.element_handle()
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"{MOST_STOPS} presses of {key} did not reach it")
