"""Opening what is folded."""

from playwright.sync_api import Page


def open_every_panel(page: Page) -> None:
    """Open every folded part, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach((panel) => { panel.open = true; })")
