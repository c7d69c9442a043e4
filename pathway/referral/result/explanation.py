"""A result and a table in plain lines, for people at a terminal."""

from collections.abc import Iterable, Iterator

from pathway.directory.vocabulary import AGENCY_LABELS
from pathway.referral.labels import FACT_WORDS, HEADLINES, SLOT_WORDS, URGENCY_WORDS, VALUE_WORDS, VERBS, headline_words
from pathway.referral.routing import NearMiss, Result
from pathway.referral.table import Condition, Slot, Table
from pathway.referral.triage import Answers


def result_lines(result: Result, answers: Answers, missed: Iterable[NearMiss]) -> Iterator[str]:
    """Write a result: what first, to whom, why, and what to ask next."""
    yield f"{headline_words(result.headline, result.state, answers)}. {URGENCY_WORDS[result.urgency]}."
    for step in result.steps:
        yield f"  {VERBS[step.action]}: {AGENCY_LABELS[step.agency]} ({', '.join(step.rules)})"
    for reason in result.reasons:
        yield f"  {reason.rule}: {reason.text}"
    if result.ask_next:
        yield f"  Would change this: {'; '.join(FACT_WORDS[name] for name in result.ask_next)}"
    for miss in missed:
        yield f"  Nearly: {miss.row}, but for {FACT_WORDS[miss.fact]}"
    yield f"  Rules: table {result.table}; fired {', '.join(result.fired)}"


def table_lines(table: Table) -> Iterator[str]:
    """Write a table row by row: when it fires, what it adds, whose it is."""
    yield f"Routing table {table.version}, {len(table.rows)} rows"
    for row in table.rows:
        yield ""
        yield f"{row.id}: {row.sentence}"
        for condition in row.when:
            yield f"    when {_condition(condition)}"
        if row.otherwise:
            yield "    when no rule and no other row led anywhere"
        yield f"    then {HEADLINES[row.pathway]}, {URGENCY_WORDS[row.urgency].lower()}"
        if row.agencies:
            labels = [
                SLOT_WORDS[agency] if isinstance(agency, Slot) else AGENCY_LABELS[agency] for agency in row.agencies
            ]
            yield f"    with {'; '.join(labels)}"
        yield f"    because: {row.reason}"
        yield f"    {row.owner}; to be looked at again by {row.review_on.isoformat()}"


def _condition(condition: Condition) -> str:
    words = VALUE_WORDS[condition.fact]
    values = " or ".join(words[str(value)] for value in condition.values)
    return f"{FACT_WORDS[condition.fact]}: {values if condition.is_one_of else f'anything but {values}'}"
