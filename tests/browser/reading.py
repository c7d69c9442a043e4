"""How long a page takes a worker who reads it: words above what she presses, taps, and signs that she types."""

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

WORDS_A_MINUTE, TAP_S, SIGN_S = 230, 1.0, 0.3

# Every text in sight that begins above a height. What is folded or only for a screen reader is not read.
TEXTS_ABOVE = """(bottom) => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim().replace(/\\s+/g, " ");
    const parent = node.parentElement;
    if (!text || parent.closest("script, style, noscript, option, textarea, .govuk-visually-hidden")) continue;
    if (!parent.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.right < 0) continue;
    if (box.top + scrollY <= bottom) texts.push(text);
  }
  return texts;
}"""


@dataclass
class ReadingWorker:
    """Reads every text once, wherever it stands, down to what she presses. Words are counted by page, named by her."""

    page: Page
    on: str = ""
    taps: int = 0
    signs: int = 0
    words: Counter[str] = field(default_factory=Counter)
    _known: set[str] = field(default_factory=set)

    def tap(self, target: Locator) -> None:
        """Read down to something and tap it."""
        self._read_to(target)
        self.taps += 1
        target.tap()

    def choose(self, target: Locator) -> None:
        """Read down to an answer and tap it. Its words are its label's."""
        self._read_to(target)
        self.taps += 1
        target.check(force=True)

    def type(self, target: Locator, text: str) -> None:
        """Read down to a field, tap it and type."""
        self._read_to(target)
        self.taps += 1
        self.signs += len(text)
        target.fill(text)

    def _read_to(self, target: Locator) -> None:
        box = target.bounding_box()
        assert box is not None
        bottom = box["y"] + box["height"] + 5 + float(self.page.evaluate("scrollY"))
        for text in self.page.evaluate(TEXTS_ABOVE, bottom):
            if text not in self._known:
                self._known.add(text)
                self.words[self.on] += len(text.split())

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return self.taps * TAP_S + self.words.total() * 60 / WORDS_A_MINUTE + self.signs * SIGN_S

    def __str__(self) -> str:
        pages = ", ".join(f"{name} {words}" for name, words in self.words.items())
        return f"{self.seconds:.0f} s: {self.taps} taps, {self.signs} signs typed, {self.words.total()} words ({pages})"
