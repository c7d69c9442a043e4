"""Every e-mail is on the page that says which are ours, under its own subject."""

from pathway.config import ROOT
from pathway.notifications.message_kinds import WHEN, message_kinds


def test_every_message_has_its_line() -> None:
    files = {path.stem for path in (ROOT / "templates" / "email").glob("*.txt")}

    assert files == set(WHEN)


def test_no_two_have_the_same_subject() -> None:
    subjects = [kind.subject for kind in message_kinds(ROOT / "templates")]

    assert len(set(subjects)) == len(subjects)
    assert all(subject and "{" not in subject for subject in subjects)
