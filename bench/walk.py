"""The way of one request through the code: which files it enters, in what order, and how often it comes back into one.

A stranger follows a look-up from the page to the search, the index, the cards and the template. The fewer files it
enters, and the less often it returns to one that it left, the sooner she has understood it.
"""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from bench.bench_app import NOW
from bench.databases import app_over
from pathway.config import ROOT
from pathway.core import clock
from pathway.upkeep.prepare import prepare

CODE = ROOT / "pathway"
MOST_FILES, MOST_RETURNS = 28, 60
LOOK_UP = "/services?q=rehab"


@dataclass
class Walk:
    """What a request entered. `order`: the files, by their first entry; `returns`: how often it came back into each."""

    order: list[str] = field(default_factory=list)
    returns: Counter[str] = field(default_factory=Counter)

    def text(self) -> str:
        """Lay the walk out as lines: each file with how often control came back into it, and the totals."""
        rows = [f"{self.returns[name]:4}  {name}" for name in self.order]
        totals = (
            f"{len(self.order)} files (wanted: {MOST_FILES}), {self.returns.total()} returns (wanted: {MOST_RETURNS})"
        )
        return "\n".join([*rows, totals])


def walk(request: Callable[[], object]) -> Walk:
    """Follow one request, by calls and by their ends. What it does in other packages is passed over."""
    result = Walk()
    stack: list[str] = []
    here = ""

    def enter(name: str) -> None:
        nonlocal here
        if name == here:
            return
        if name in result.order:
            result.returns[name] += 1
        else:
            result.order.append(name)
        here = name

    def follow(frame: FrameType, event: str, _argument: object) -> None:
        path = frame.f_code.co_filename
        if not path.startswith(str(CODE)):
            return
        if event == "call":
            stack.append(str(Path(path).relative_to(CODE)))
            enter(stack[-1])
        elif event == "return":
            stack.pop()
            if stack:
                enter(stack[-1])

    sys.setprofile(follow)
    try:
        request()
    finally:
        sys.setprofile(None)
    return result


def walk_over_the_starting_directory(folder: Path, address: str = LOOK_UP) -> Walk:
    """Follow a page that was asked for before, over the real listings in a new database in `folder`."""
    clock.stop(NOW)
    try:
        with app_over(f"sqlite:///{folder / 'walk.db'}") as app:
            prepare(app)
            client = app.test_client()
            client.get(address)
            return walk(lambda: client.get(address))
    finally:
        clock.stop(None)
