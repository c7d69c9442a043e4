"""Pages of a list, as links."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort


@dataclass(frozen=True)
class PageLink:
    """One link. `number` is None for a gap."""

    number: int | None
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pages:
    """What a pagination shows. `items` is empty when there is one page only."""

    previous_href: str | None
    next_href: str | None
    items: tuple[PageLink, ...]


def pages_of(current: int, last: int, href: Callable[[int], str]) -> Pages:
    """Return links to the first, last and neighbouring pages, with gaps between."""
    if last <= 1:
        return Pages(None, None, ())
    shown = sorted({1, last} | {page for page in range(current - 1, current + 2) if 1 <= page <= last})
    items: list[PageLink] = []
    for page in shown:
        if items and page - (items[-1].number or 0) > 1:
            items.append(PageLink(None))
        items.append(PageLink(page, href(page), page == current))
    return Pages(
        href(current - 1) if 1 < current <= last else None,
        href(current + 1) if current < last else None,
        tuple(items),
    )


_LONGEST = 9


def page_number(typed: str | None) -> int:
    """Return the page that an address asks for, 1 where it does not say; a 404 page where that is not a number."""
    text = typed or "1"
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else 0
    if number < 1:
        abort(404)
    return number


def last_page(number: int, total: int, size: int) -> int:
    """Return the number of the last page of a list; a 404 page when it has no page of this number."""
    last = max(1, -(-total // size))
    if number > last:
        abort(404)
    return last
