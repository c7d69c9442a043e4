"""What a page weighs on its way to a phone: the page itself and everything it asks for, compressed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bench.client import CHROMIUM, Client

_STYLE = re.compile(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"')
_SCRIPT = re.compile(r'<script[^>]+?src="([^"]+)"', re.DOTALL)
# Data that a script fetches: an address of ours in an attribute or in the settings of the map.
_FETCHED = re.compile(r'"(/[^"<>\s]+\.(?:geo)?json(?:\?[^"<>\s]*)?)"')

BROWSERS = {"gzip": "gzip", "as to Chromium": CHROMIUM}
"""Encodings that a browser takes: every one takes gzip, some take more."""


@dataclass(frozen=True)
class Weight:
    """Bytes as sent, by kind, and how many requests the page makes when it is opened."""

    html: int
    css: int
    js: int
    data: int
    requests: int
    packed_by_server: bool

    @property
    def total(self) -> int:
        """All of it."""
        return self.html + self.css + self.js + self.data


def weigh(client: Client, address: str, takes: str = "gzip") -> Weight | None:
    """Fetch a page and what it asks for, as a browser that takes these encodings; None when there is no such page.

    The icon in the browser's tab is not counted: a browser asks for it after everything else, or not at all.
    """
    page = client.get(address)
    if page.status == 404:
        return None
    if page.status != 200:
        raise RuntimeError(f"{address} answered {page.status}, so there is nothing to weigh")
    parts = {
        "css": _unique(_STYLE.findall(page.text)),
        "js": _unique(_SCRIPT.findall(page.text)),
        "data": _unique(url.replace("&amp;", "&") for url in _FETCHED.findall(page.text)),
    }
    as_a_browser = [("Accept-Encoding", takes)]
    sent = {kind: sum(client.get(url, as_a_browser).sent_bytes for url in urls) for kind, urls in parts.items()}
    return Weight(
        html=client.get(address, as_a_browser).sent_bytes,
        requests=1 + sum(map(len, parts.values())),
        packed_by_server="content-encoding" in page.headers,
        **sent,
    )


def kilobytes(count: int) -> float:
    """Turn bytes into kB, of a thousand."""
    return count / 1000


def _unique(addresses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(addresses))
