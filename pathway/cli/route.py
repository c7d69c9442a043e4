"""`pathway route`: where facts lead."""

import json
import sys
from typing import Any

import click

from pathway.cli.routing_table import published_table_or_exit
from pathway.referral.result.explanation import result_lines
from pathway.referral.routing import near_misses, route
from pathway.referral.triage import Answers, FactsError

REFUSED = 2
MOST_BYTES = 64 * 1024 * 1024
MOST_PROBLEMS = 50


@click.command("route")
@click.option("--facts", "source", required=True, type=click.File("rb"), help="A JSON file; - for standard input.")
@click.option("--partial", is_flag=True, hidden=True, help="As always: a fact left out has its blank.")
@click.option("--explain", is_flag=True, help="Write for people, not JSON.")
def route_command(source: Any, partial: bool, explain: bool) -> None:
    """Print where facts lead: one JSON object of facts, or a list of them, and the same out.

    A fact left out has its blank. Nothing is stored. Facts that cannot be read end the command with status 2 and a
    sentence for each.
    """
    parsed = _read(source)
    cases = _answers(parsed if isinstance(parsed, list) else [parsed], in_list=isinstance(parsed, list))
    table = published_table_or_exit()
    if explain:
        explanations = (result_lines(route(answers, table), answers, near_misses(answers, table)) for answers in cases)
        click.echo("\n\n".join("\n".join(lines) for lines in explanations))
        return
    if isinstance(parsed, list):
        # Written one by one, a result a line: Python's encoder takes as long to indent them as we take to route them.
        lines: dict[Answers, str] = {}  # the same facts give the same result
        for answers in cases:
            if answers not in lines:
                lines[answers] = json.dumps(route(answers, table).as_json())
        click.echo("[" + ",\n ".join(lines[answers] for answers in cases) + "]")
    else:
        click.echo(json.dumps(route(cases[0], table).as_json(), indent=1))


def _read(source: Any) -> Any:
    text = source.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        _refuse([f"There are more than {MOST_BYTES // 1024 // 1024} MB of facts: give fewer at a time"])
    try:
        return json.loads(text.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except UnicodeDecodeError:
        _refuse(["The facts are not text in UTF-8"])
    except RecursionError:
        _refuse(["The facts are nested too deeply: give one object, or a list of them"])
    except ValueError as error:
        _refuse([f"The facts are not JSON: {error}"])


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} stands twice in one object")
    return fields


def _answers(facts_list: list[Any], *, in_list: bool) -> list[Answers]:
    cases, problems = [], []
    for place, facts in enumerate(facts_list, 1):
        try:
            cases.append(Answers.from_facts(facts))
        except FactsError as error:
            problems += [f"{place}: {problem}" if in_list else problem for problem in error.problems]
    if problems:
        _refuse(problems)
    return cases


def _refuse(problems: list[str]) -> Any:
    for problem in problems[:MOST_PROBLEMS]:
        click.echo(f"{problem}.", err=True)
    if len(problems) > MOST_PROBLEMS:
        click.echo(f"And {len(problems) - MOST_PROBLEMS:,} more.", err=True)
    sys.exit(REFUSED)
