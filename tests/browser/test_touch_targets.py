"""Whatever stands alone and can be pressed is tall enough for a thumb: 44 px. A link inside a sentence is text.

`test_every_page.py` asks it of every page.
"""

import pytest

from tests.browser.conftest import Walker

pytestmark = pytest.mark.browser

LEAST_PX = 44

# A box and the label around or beside it are one target. A link is part of a sentence when the block that holds it
# has words before or after it.
TOO_SMALL = """(least) => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 1;
  const block = (one) => {
    let holder = one.parentElement;
    while (getComputedStyle(holder).display.startsWith("inline")) holder = holder.parentElement;
    return holder;
  };
  const words = (one) => one.textContent.replace(/\\s+/g, " ").trim();
  const inSentence = (one) =>
    one.matches("a") && getComputedStyle(one).display === "inline" && words(block(one)) !== words(one);
  const height = (one) => {
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
    return Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top));
  };
  // A box may be small and still take every press around it (GOV.UK stretches some links over their item): feel for it.
  const pressed = (one) => {
    one.scrollIntoView({ block: "center", behavior: "instant" });
    const box = one.getBoundingClientRect();
    const hits = (y) => document.elementFromPoint(box.left + box.width / 2, y)?.closest("a, button, summary") === one;
    const middle = (box.top + box.bottom) / 2;
    let [up, down] = [middle, middle];
    while (hits(up - 1)) up -= 1;
    while (hits(down + 1)) down += 1;
    return down - up + 1;
  };
  const targets = document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden])",
  );
  return [...targets]
    .filter((one) => shown(one) && !one.closest(".pw-trap") && !inSentence(one))
    .filter((one) => Math.round(height(one)) < least && Math.round(pressed(one)) < least)
    .map((one) => `${Math.round(height(one))} px: ${one.outerHTML.replace(/\\s+/g, " ").slice(0, 140)}`);
}"""


def test_a_small_link_alone_would_be_found(walkers: dict[str, Walker]) -> None:
    walker = walkers["phone"]
    walker.go("/about")

    walker.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p><a href=x>one</a></p>')")

    assert len(walker.page.evaluate(TOO_SMALL, LEAST_PX)) == 1
