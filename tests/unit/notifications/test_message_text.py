from pathlib import Path

import pytest

from pathway.config import ROOT
from pathway.notifications.message_text import WordingError, worded
from pathway.notifications.vocabulary import Channel

ORIGIN = "https://pathway.example.org"
ALLOWED_IN_A_TEXT = "Pathway: something needs you. Sign in at https://pathway.example.org"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of words: `email/note.txt` has a value in its subject and one in its body."""
    (tmp_path / "email").mkdir()
    (tmp_path / "sms").mkdir()
    (tmp_path / "email" / "note.txt").write_text("Subject: About {{ what }}\n\nSee {{ link }}\n\n{{ origin }}\n")
    return tmp_path


def note(folder: Path, what: str = "you", link: str = "here") -> tuple[str, str]:
    words = worded(folder, Channel.EMAIL, "note", {"what": what, "link": link}, ORIGIN)
    return words.subject, words.body


def test_the_first_line_is_the_subject_and_the_rest_is_the_body(folder: Path) -> None:
    assert note(folder) == ("About you", f"See here\n\n{ORIGIN}\n")


def test_text_stays_as_it_is(folder: Path) -> None:
    subject, body = note(folder, "a & b", "https://pathway.example.org/?a=1&b=<2>")

    assert subject == "About a & b"
    assert "?a=1&b=<2>" in body


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\u2028", "\x85", "\v"])
@pytest.mark.parametrize("more", ["", "Bcc: other@example.org"])
def test_no_value_ends_the_subject(folder: Path, end: str, more: str) -> None:
    with pytest.raises(WordingError):
        note(folder, f"you{end}{more}")


def test_a_value_of_several_lines_may_stand_in_the_body(folder: Path) -> None:
    assert "one\n\ntwo" in note(folder, link="one\n\ntwo")[1]


def test_no_value_is_read_as_a_template(folder: Path) -> None:
    assert note(folder, "{{ link }}")[0] == "About {{ link }}"


def test_no_value_stands_in_for_our_address(folder: Path) -> None:
    values = {"what": "you", "link": "here", "origin": "https://elsewhere.example.org"}

    assert worded(folder, Channel.EMAIL, "note", values, ORIGIN).body.endswith(f"{ORIGIN}\n")


def test_a_missing_value_is_an_error_that_repeats_no_value(folder: Path) -> None:
    with pytest.raises(WordingError) as raised:
        worded(folder, Channel.EMAIL, "note", {"what": "a secret"}, ORIGIN)

    assert str(raised.value) == "note cannot be put into words: UndefinedError"


@pytest.mark.parametrize("template", ["nothing", "../email/note", "/etc/passwd"])
def test_a_missing_file_is_an_error(folder: Path, template: str) -> None:
    with pytest.raises(WordingError):
        worded(folder, Channel.SMS, template, {}, ORIGIN)


def test_words_without_a_subject_are_an_error(folder: Path) -> None:
    (folder / "email" / "bare.txt").write_text("Good morning\n\nand more\n")

    with pytest.raises(WordingError):
        worded(folder, Channel.EMAIL, "bare", {}, ORIGIN)


def test_what_fails_in_a_template_is_an_error_of_wording(folder: Path) -> None:
    (folder / "email" / "sum.txt").write_text("Subject: x\n\n{{ what + 1 }}\n")

    with pytest.raises(WordingError):
        worded(folder, Channel.EMAIL, "sum", {"what": "one"}, ORIGIN)


def test_a_text_message_says_only_that_there_is_something() -> None:
    words = worded(ROOT / "templates", Channel.SMS, "something_waits", {}, ORIGIN)

    assert (words.subject, words.body) == ("", ALLOWED_IN_A_TEXT)


def test_every_text_message_is_one_short_line() -> None:
    for path in (ROOT / "templates" / "sms").glob("*.txt"):
        body = worded(ROOT / "templates", Channel.SMS, path.stem, {}, ORIGIN).body

        assert len(body) <= 160, path.name
        assert body.splitlines() == [body], path.name


def test_every_e_mail_begins_with_its_subject() -> None:
    for path in (ROOT / "templates" / "email").glob("*.txt"):
        first, second, *_ = path.read_text("utf-8").split("\n")

        assert first.startswith("Subject: "), path.name
        assert second == "", path.name
