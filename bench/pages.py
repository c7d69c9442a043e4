"""Pages on a visitor's line: how much they weigh, and when there is something to act on."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

from bench import first_screen, sizes
from bench.client import Client
from bench.runs import Run
from bench.servers import pathway_server
from bench.sizes import Weight, kilobytes
from bench.tables import Goal, Report, Table

STARTING = "starting directory"
LIST = "/services"
MAP = "/services/map"
CHECK = "/check"
A_NUMBER = "main a[href^='tel:']"
"""Something to act on: a number to ring."""

A_QUESTION = ".pw-question label"
NO_BED_TONIGHT = ("[name=safe_place_tonight][value=no]", "[name=area][value=brent]", "#questions button[type=submit]")
A_STEPS_NUMBER = ".pw-steps a.pw-call"
"""The number of a step of a result; the page of questions has none."""

MOST_KB = {"html": 10, "css": 16, "js": 10}
MOST_REQUESTS = 4
MOST_SECONDS = 2.5


@dataclass(frozen=True)
class SlowPage:
    """A page to open on a bad line, and the selector of what she can act on: at once, or after `presses`."""

    name: str
    address: str
    useful: str = A_NUMBER
    presses: Sequence[str] = ()


def measure(run: Run) -> Report:
    """Weigh the pages of the starting directory and of made-up listings, and open them on a bad line."""
    report = Report("pages")
    weights, screens = _weights_table(), _screens_table()
    report.tables += [weights, screens]
    wanted = {
        STARTING: (run.databases.starting(), (LIST, "/")),
        f"{run.map_services:,} made up": (run.databases.of("sqlite", run.map_services), (LIST, MAP)),
    }
    with ExitStack() as stack:
        pages = []
        for name, (url, addresses) in wanted.items():
            origin = stack.enter_context(pathway_server(url, run.databases.folder))
            client = stack.enter_context(closing(Client(origin)))
            run.say(f"weight of pages, {name}")
            for address in addresses:
                for browser, takes in sizes.BROWSERS.items():
                    weight = sizes.weigh(client, address, takes)
                    weights.add(f"{address}, {name}", browser, *_cells(weight))
                    if weight and address == LIST:
                        cards = client.get(address).text.count("<article")
                        _judge(report, f"{address} with {cards} cards, {name}, {browser}", weight)
                if weight:
                    pages.append(SlowPage(f"{address}, {name}", origin + address))
            if name == STARTING:
                pages.append(SlowPage(CHECK, origin + CHECK, A_QUESTION))
                pages.append(SlowPage(f"{CHECK}, its result", origin + CHECK, A_STEPS_NUMBER, NO_BED_TONIGHT))
        _open_slowly(run, report, screens, pages)
    return report


def _cells(weight: Weight | None) -> tuple[object, ...]:
    if weight is None:
        return (*["not there"] * 6, "-")
    kinds = (weight.html, weight.css, weight.js, weight.data, weight.total)
    return (*map(kilobytes, kinds), weight.requests, "yes" if weight.packed_by_server else "no")


def _judge(report: Report, name: str, weight: Weight) -> None:
    for kind, most in MOST_KB.items():
        # A page without its styles would be light, and useless.
        figure = kilobytes(getattr(weight, kind)) or None
        report.goals.append(Goal(f"{kind} of {name}", most, figure, "kB", "not built: make assets"))
    report.goals.append(Goal(f"requests of {name}", MOST_REQUESTS, weight.requests, "requests"))


def _open_slowly(run: Run, report: Report, table: Table, pages: Sequence[SlowPage]) -> None:
    why = first_screen.why_not()
    if why:
        table.notes.append(f"not taken: {why}")
        report.goals.append(Goal("first useful screen", MOST_SECONDS, None, "s", why))
        return
    with first_screen.chromium() as browser:
        report.facts["chromium"] = browser.version
        for page in pages:
            run.say(f"first useful screen of {page.name}")
            goal = f"first useful screen, {page.name}"
            try:
                seen = first_screen.visit(browser, page.address, page.useful, run.first_screens, page.presses)
            except RuntimeError as error:
                report.goals.append(Goal(goal, MOST_SECONDS, None, "s", str(error)))
                continue
            seconds = [seen.painted_ms / 1000, seen.useful_ms / 1000]
            table.add(page.name, seen.runs, *seconds, seen.requests, kilobytes(seen.received_bytes))
            report.samples[f"{goal} ms"] = list(seen.samples)
            report.goals.append(Goal(goal, MOST_SECONDS, seconds[1], "s"))


def _weights_table() -> Table:
    return Table(
        "Weight of pages, kB of a thousand bytes, compressed",
        ("page", "packed", "HTML", "CSS", "JavaScript", "data", "in all", "requests", "by the server"),
        notes=["As sent when the server packs it; else gzip level 6, as a proxy in front would."],
    )


def _screens_table() -> Table:
    return Table(
        "First useful screen: phone, 400 kbit/s, 400 ms round trip, nothing cached, seconds (median)",
        ("page", "visits", "first paint", "to act on", "requests", "received kB"),
        notes=[
            "As the server sends it. The DevTools protocol, which tells Chromium, slows no opening of a connection.",
            "To act on: a number to ring, of /check its first question. Its result counts from the button pressed.",
        ],
    )
