"""The text of messages: a file for each kind, in templates/email and templates/sms."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from pathway.core.errors import PathwayError
from pathway.notifications.vocabulary import Channel

_SUBJECT = "Subject: "
# Plain text: there is no markup to escape, and a web address must stay as it is.
_PLAIN = Environment(undefined=StrictUndefined)  # noqa: S701 # nosec B701 - text, not HTML


class WordingError(PathwayError):
    """A message cannot be put into words; trying again would not help."""


@dataclass(frozen=True)
class Wording:
    """The text of a message. A text message has no subject."""

    subject: str
    body: str


def worded(folder: Path, channel: Channel, template: str, values: Mapping[str, str], origin: str) -> Wording:
    """Return the words of a message. Raises WordingError where a file, a value or the subject's one line is missing."""
    context = {**values, "origin": origin}
    try:
        text, _, _ = FileSystemLoader(folder / channel.value).get_source(_PLAIN, f"{template}.txt")
        # Split before any value is put in, so that no value decides where the subject ends.
        head, _, body = ("", "", text) if channel is Channel.SMS else text.partition("\n\n")
        subject, body_text = (_PLAIN.from_string(part).render(context) for part in (head, body))
    except (TemplateError, TypeError, ValueError) as error:
        # Without the cause: its text may hold a value.
        raise WordingError(f"{template} cannot be put into words: {type(error).__name__}") from None
    if channel is Channel.SMS:
        return Wording("", body_text.strip())
    if not subject.startswith(_SUBJECT) or subject.splitlines() != [subject]:
        raise WordingError(f"the subject of {template} is not one line")
    return Wording(subject.removeprefix(_SUBJECT), body_text.strip() + "\n")
