"""What is printed: columns that line up, goals that say whether they are met, and JSON with every sample."""

import json

import pytest

from bench.tables import Goal, Report, Table, number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "-"),
        (100_000, "100,000"),
        (7, "7"),
        (1234.56, "1,235"),
        (123.4, "123"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.1234, "0.123"),
        (0.0, "0.000"),
        (True, "True"),
        ("text", "text"),
    ],
)
def test_numbers_have_three_figures(value: object, written: str) -> None:
    assert number(value) == written


def test_columns_line_up() -> None:
    table = Table("A title", ("page", "p50"), notes=["A note."])
    table.add("short", 1.5)
    table.add("much longer", 12345)

    assert table.text().splitlines() == [
        "A title",
        "",
        "page            p50",
        "-----------  ------",
        "short          1.50",
        "much longer  12,345",
        "  A note.",
    ]


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        Table("A title", ("only",)).add(1, 2)


@pytest.mark.parametrize(
    ("figure", "verdict"), [(0.3, "met"), (0.29, "met"), (0.31, "MISSED"), (None, "no figure: not there")]
)
def test_a_goal_is_met_up_to_its_figure(figure: float | None, verdict: str) -> None:
    assert Goal("search", 0.3, figure, "ms", "not there").cells[-1] == verdict


def test_a_report_prints_tables_then_goals_then_why() -> None:
    report = Report("search", [Table("Times", ("what",))], [Goal("search", 1, 2.0, "ms")], {"search": "  slow: sort"})

    text = report.text()

    assert text.index("Times") < text.index("MISSED") < text.index("Why: search") < text.index("slow: sort")


def test_json_has_every_sample_and_whether_each_goal_is_met() -> None:
    report = Report("search", goals=[Goal("search", 1, 2.0, "ms")], samples={"1000 ms": [1.5, 2.0]})

    read = json.loads(json.dumps(report.as_json()))

    assert read["samples"] == {"1000 ms": [1.5, 2.0]}
    assert read["goals"] == [{"name": "search", "most": 1, "figure": 2.0, "unit": "ms", "why": "", "met": False}]
