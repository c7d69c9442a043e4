"""`pathway bench`: how fast it is, on this machine, beside its goals."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from pathway.cli.open_database import plain_exit
from pathway.cli.serve import run_server

SIZES = "1000,10000,100000"
CLOSED = "1000,100000,1000000"

PARTS = {
    "lookup": "Search in process and over HTTP, beside an empty page and datasette.",
    "map": "The map of five thousand services.",
    "pages": "What pages weigh, and the first useful screen on a bad line.",
    "health": "The picture of all listings, and the list of what is due, beside an empty page.",
    "referral": "Sending, alone and by eight; an inbox of 10,000 open, with --closed ones behind them.",
    "route": "Routing: ten thousand facts through the command, a result with its services, and its page.",
    "clock": "The 72-hour pathway: the board, what is due among --closed clocks, measures beside SQL.",
    "import": "Loading a file, beside bare inserts.",
}
"""What can be measured, and the help of the command that measures it."""

NOT_HERE = "What measures is no part of an installation. Run this in a checkout, where the folder bench is: make bench"


def _options(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--work", type=click.Path(file_okay=False, path_type=Path), help="Keep databases here."),
            click.option("--sizes", default=SIZES, show_default=True, help="Numbers of made-up listings."),
            click.option("--closed", default=CLOSED, show_default=True, help="Closed referrals behind an inbox."),
            click.option("--queries", default=400, show_default=True, type=click.IntRange(1), help="Searches."),
            click.option("--map-services", default=5000, show_default=True, type=click.IntRange(1), help="On the map."),
            click.option("--seed", default=None, type=int, help="Of the searches."),
            click.option(
                "--settled", default=2000, show_default=True, type=click.IntRange(1), help="Before it counts."
            ),
            click.option("--seconds", default=60.0, show_default=True, help="The most for each series of samples."),
            click.option("--postgres", envvar="PATHWAY_TEST_POSTGRES_URL", help="A server to make databases on."),
            click.option(
                "--datasette", "datasette_path", type=click.Path(exists=True, dir_okay=False), help="Beside us."
            ),
            click.option(
                "--json",
                "json_to",
                type=click.Path(dir_okay=False, allow_dash=True),
                help="Also write JSON here; - for here.",
            ),
        ]
    ):
        command = option(command)
    return command


@click.group("bench")
def bench_group() -> None:
    """Measure this machine. Listings are made up, servers run on this machine and end with the command."""


def _add_command(name: str, parts: list[str], what: str) -> None:
    """Add the command that measures these parts; `what` is its help."""

    @bench_group.command(name, help=what)
    @_options
    def measure_command(**options: Any) -> None:
        _run(parts, options)


for part, what_it_measures in PARTS.items():
    _add_command(part, [part], what_it_measures)
_add_command("all", list(PARTS), "Everything, in one run.")


@bench_group.command("walk")
@click.argument("address", default="")
def walk_command(address: str) -> None:
    """The files that a warm look-up enters, in order, and how often it comes back into each. ADDRESS: another page."""
    with plain_exit(ModuleNotFoundError, saying=NOT_HERE):
        from bench.walk import LOOK_UP, walk_over_the_starting_directory

    with tempfile.TemporaryDirectory() as folder:
        click.echo(walk_over_the_starting_directory(Path(folder), address or LOOK_UP).text())


@bench_group.command("serve", hidden=True)
@click.option("--port", type=int, required=True)
def serve_command(port: int) -> None:
    """Serve the app with the two pages that only a measurement has."""
    run_server("bench.bench_app:worker_app", "127.0.0.1", port)


def _run(parts: list[str], options: dict[str, Any]) -> None:
    with plain_exit(ModuleNotFoundError, saying=NOT_HERE):
        from bench.signals import stoppable

    with stoppable():
        _measure(parts, options)


def _measure(parts: list[str], options: dict[str, Any]) -> None:
    from bench import run_all
    from bench.runs import LISTING_SEED, WORKLOAD_SEED, Run

    started = time.monotonic()

    def say(words: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {words}", err=True)

    json_to = options["json_to"]
    show = (lambda _text: None) if json_to == "-" else click.echo
    with run_all.databases(options["work"], LISTING_SEED, options["postgres"], say) as databases:
        run = Run(
            databases,
            say,
            sizes=_numbers(options["sizes"], "--sizes"),
            closed=_numbers(options["closed"], "--closed"),
            queries=options["queries"],
            seed=WORKLOAD_SEED if options["seed"] is None else options["seed"],
            settled=options["settled"],
            seconds=options["seconds"],
            map_services=options["map_services"],
            datasette=options["datasette_path"],
        )
        show(run_all.head(run))
        reports = []
        for report in run_all.measure(run, parts):
            reports.append(report)
            show(f"\n{report.text()}")
        if len(parts) > 1:
            show(f"\n{run_all.foot(reports)}")
        if json_to:
            with click.open_file(json_to, "w", encoding="utf-8") as written:
                written.write(json.dumps(run_all.as_json(run, reports), indent=1) + "\n")
    say("done")


def _numbers(text: str, hint: str) -> tuple[int, ...]:
    try:
        numbers = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        raise click.BadParameter("use whole numbers such as 1000,10000", param_hint=hint) from None
    if numbers[0] < 1:
        raise click.BadParameter("use numbers above nothing", param_hint=hint)
    return numbers
