"""The kind of a file by its first bytes, and its size limit."""

from pathlib import Path

import pytest

from pathway.core.errors import ListingFileError
from pathway.directory.exchange.importer import files


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"id,name\n", "csv"),
        (b"\xef\xbb\xbfid,name\n", "csv"),
        (b'{"format": 1}', "json"),
        (b"\xef\xbb\xbf \n\t[1]", "json"),
    ],
)
def test_the_kind_follows_from_the_first_bytes(tmp_path: Path, content: bytes, kind: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    assert files.kind_of(file) == kind


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"PK\x03\x04rest", "a workbook, not a CSV file"),
        ("id,name".encode("utf-16"), "UTF-16, not UTF-8"),
    ],
)
def test_what_is_neither_is_refused_and_named(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    with pytest.raises(ListingFileError, match=message):
        files.kind_of(file)


@pytest.mark.parametrize(("begins", "most"), [(b"id,name\n", "256 MB"), (b"{", "64 MB")])
def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, begins: bytes, most: str) -> None:
    file = tmp_path / "file"
    with file.open("wb") as large:
        large.write(begins)
        large.truncate(300 * files.MEGABYTE)  # a hole: it takes no space

    with pytest.raises(ListingFileError, match=most):
        files.kind_of(file)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ListingFileError, match="a folder"), files.at_hand(str(tmp_path)):
        pass
    with pytest.raises(ListingFileError, match="no such file"), files.at_hand(str(tmp_path / "nothing")):
        pass


def test_a_device_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", {files.CSV: 5000, files.JSON: 1000})

    with files.at_hand("/dev/zero") as path:
        assert path.stat().st_size == 5001
        with pytest.raises(ListingFileError, match="Divide it"):
            files.kind_of(path)
