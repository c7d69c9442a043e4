"""The file of anchors."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pathway.audit.anchors import Anchor, append_anchor, read_anchors

MAC = "a1" * 32
AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_lines_read_back_in_the_order_of_their_rows() -> None:
    anchors = [Anchor(20, MAC, AT), Anchor(3, "b2" * 32, AT)]
    text = "# Kept by the auditor\n\n" + "\n".join(one.line() for one in anchors)

    assert read_anchors(text) == [anchors[1], anchors[0]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("20", "not a row number, a mac and a time"),
        (f"20 {MAC} 2026-11-24 10:00", "not a row number, a mac and a time"),
        (f"0 {MAC} 2026-11-24T10:00Z", "number of a row"),
        (f"-1 {MAC} 2026-11-24T10:00Z", "number of a row"),
        (f"²  {MAC} 2026-11-24T10:00Z", "number of a row"),
        (f"{'9' * 5000} {MAC} 2026-11-24T10:00Z", "number of a row"),
        (f"20 {MAC[1:]} 2026-11-24T10:00Z", "no mac"),
        (f"20 {MAC.upper()} 2026-11-24T10:00Z", "no mac"),
        (f"20 {MAC} yesterday", "does not end in a time"),
        (f"20 {MAC} 2026-11-24T10:00", "without a zone"),
    ],
)
def test_a_bad_line_is_named(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"line 3 .*{said}"):
        read_anchors(f"# one\n1 {MAC} 2026-11-24T10:00Z\n{line}\n")


def test_a_file_is_made_for_its_owner_only_and_grows_by_lines(tmp_path: Path) -> None:
    file = tmp_path / "anchors"

    append_anchor(file, Anchor(1, MAC, AT))
    file.write_text(file.read_text("utf-8").rstrip("\n"), "utf-8")
    append_anchor(file, Anchor(2, MAC, AT))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.sequence for one in read_anchors(file.read_text("utf-8"))] == [1, 2]
