"""A referral as plain text, to copy into one's own system: named only where its reader may see who she is."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from pathway.core.formats import moment
from pathway.episodes.models import Episode
from pathway.episodes.open_parts import was_undone
from pathway.episodes.queries import ServiceName
from pathway.episodes.referral_page.promises import Promise
from pathway.referral.questions import answered
from pathway.referral.triage import Answers


def copy_text(
    episode: Episode, services: Mapping[UUID, ServiceName], promises: Mapping[UUID, Promise], answers: Answers | None
) -> str:
    """Return the text, line by line, without her name, her number or the note."""
    return "\n".join(_lines(episode, services, promises, answers))


def _lines(
    episode: Episode, services: Mapping[UUID, ServiceName], promises: Mapping[UUID, Promise], answers: Answers | None
) -> Iterator[str]:
    yield f"Pathway referral {episode.reference}, sent {moment(episode.received_at)}"
    yield "For: .........................  (write who she is in your own system only)"
    for leg in episode.legs:
        if leg.id in promises and not was_undone(leg, episode.legs):
            told, service = promises[leg.id], services[leg.service_id]
            yield f"- {service.name} ({service.organization}): {told.status}. {told.words}".rstrip()
    if answers is not None:
        yield "Answered:"
        yield from (f"- {question} {answer}" for question, answer in answered(answers))
