"""What a message says: a file of words for each kind, in templates/email and templates/sms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from pathway.core.errors import PathwayError
from pathway.notifications.vocabulary import Channel

_SUBJECT = "Subject: "


class WordingError(PathwayError):
    """A message cannot be put into words; trying again would not help."""


@dataclass(frozen=True)
class Wording:
    """What a message says. A text message has no subject."""

    subject: str
    body: str


def worded(folder: Path, channel: Channel, template: str, values: Mapping[str, str], origin: str) -> Wording:
    """Return the words of a message. Raises WordingError where a file, a value or the subject's one line is missing."""
    try:
        text = _environment(folder / channel.value).get_template(f"{template}.txt").render(values, origin=origin)
    except TemplateError as error:
        raise WordingError(f"no words for {template}") from error
    if channel is Channel.SMS:
        return Wording("", text.strip())
    first, _, body = text.partition("\n\n")
    if not first.startswith(_SUBJECT) or len(first.splitlines()) != 1:
        raise WordingError(f"the subject of {template} is not one line")
    return Wording(first.removeprefix(_SUBJECT), body.strip() + "\n")


@cache
def _environment(folder: Path) -> Environment:
    # Plain text: there is no markup to escape, and a web address must stay as it is.
    loader = FileSystemLoader(folder)
    return Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701 # nosec B701 - text, not HTML
