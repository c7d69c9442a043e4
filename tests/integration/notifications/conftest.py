"""What tests of messages share."""

from pathlib import Path

import pytest


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A folder with the words of one message, `note`, by mail and by text."""
    folder = tmp_path / "words"
    for channel, said in (("email", "Subject: A note\n\n{{ what }}\n"), ("sms", "{{ what }}\n")):
        (folder / channel).mkdir(parents=True)
        (folder / channel / "note.txt").write_text(said, "utf-8")
    return folder
