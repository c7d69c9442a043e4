"""What a page weighs: itself and all it asks for, compressed."""

import gzip
from collections.abc import Iterable

import pytest

from bench.client import Answer, Client, compressed
from bench.sizes import Weight, kilobytes, weigh

PAGE = """<script nonce="x"
              src="/static/leave.js"></script><link rel="stylesheet" href="/static/app.css">
<link rel="icon" href="/static/icon.svg"><div data-points="/services/map.geojson?need=a&amp;open=now"></div>
<script nonce="x" src="/static/app.js" defer></script><script src="/static/app.js"></script>"""


class Pages(Client):
    """A client that is answered from a dictionary."""

    def __init__(self, held: dict[str, Answer]) -> None:
        super().__init__("http://127.0.0.1:1")
        self.held = held

    def get(self, address: str, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        return self.held[address]


def _answer(body: str, status: int = 200) -> Answer:
    return Answer(status, {}, body.encode(), 1.0)


def test_a_page_weighs_what_it_asks_for_once_each() -> None:
    bodies = {
        "/services": PAGE,
        "/static/leave.js": "leave",
        "/static/app.js": "app" * 50,
        "/static/app.css": "css" * 70,
        "/services/map.geojson?need=a&open=now": "points" * 90,
    }

    weight = weigh(Pages({address: _answer(body) for address, body in bodies.items()}), "/services")

    packed = {address: compressed(body.encode()) for address, body in bodies.items()}
    assert weight == Weight(
        html=packed["/services"],
        css=packed["/static/app.css"],
        js=packed["/static/leave.js"] + packed["/static/app.js"],
        data=packed["/services/map.geojson?need=a&open=now"],
        requests=5,
        packed_by_server=False,
    )
    assert weight.total == sum(packed.values())


def test_what_the_server_packed_is_weighed_as_sent() -> None:
    sent = Answer(200, {"content-encoding": "gzip"}, gzip.compress(b"a page" * 100, 1), 1.0)

    weight = weigh(Pages({"/": sent}), "/")

    assert weight is not None
    assert (weight.html, weight.requests, weight.packed_by_server) == (len(sent.body), 1, True)


def test_a_page_that_is_not_there_has_no_weight() -> None:
    assert weigh(Pages({"/services/map": _answer("", 404)}), "/services/map") is None


def test_an_error_page_is_never_weighed_as_the_page() -> None:
    with pytest.raises(RuntimeError, match="answered 500"):
        weigh(Pages({"/services": _answer("oh", 500)}), "/services")


def test_a_kilobyte_is_a_thousand() -> None:
    assert kilobytes(10_240) == 10.24


def test_only_this_machine_is_measured() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        Client("http://example.org")
