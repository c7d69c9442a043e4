"""A referral part by part, as her worker reads it: each agency, in the order in which the answer named them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pathway.episodes.models import Episode, Leg, RecordedCall
from pathway.episodes.open_parts import agreement_stands, is_shut, open_calls, open_legs, was_undone
from pathway.episodes.referral_page.promises import Promise
from pathway.episodes.sight import Sight
from pathway.episodes.vocabulary import TAKEN, CallOutcome, LegStatus


@dataclass(frozen=True)
class Part:
    """One agency: a leg, or a step that sends nothing. `id`: its place on the page.

    `is_open`: for this she is still with her worker. `is_shut`: it may not be done any more.
    """

    id: str
    name: str
    leg: Leg | None = None
    call: RecordedCall | None = None
    is_open: bool = False
    is_shut: bool = False

    @property
    def row(self) -> Leg | RecordedCall:
        """The row it is of."""
        row = self.leg or self.call
        assert row is not None  # noqa: S101 # nosec B101 - each part is one of both
        return row

    @property
    def took_her(self) -> bool:
        """Whether somebody took her for this."""
        if self.leg is not None:
            return self.leg.status in {*TAKEN, LegStatus.COMPLETED, LegStatus.FAILED}
        return self.call is not None and self.call.outcome is CallOutcome.TAKEN


@dataclass(frozen=True)
class Parts:
    """All of them. `is_over`: nothing may be done on her agreement. `only_receipt`: as an enforcement body sees it."""

    every: tuple[Part, ...] = ()
    is_over: bool = False
    only_receipt: bool = False

    @property
    def still_open(self) -> tuple[Part, ...]:
        """Those for which she is still with her worker."""
        return tuple(part for part in self.every if part.is_open)

    @property
    def names_open(self) -> bool:
        """Whether it has to be said which are open: some are not."""
        return self.is_over or (not self.only_receipt and any(part.took_her for part in self.every))

    @property
    def some_were_sent(self) -> bool:
        """Whether anything went to an agency by itself."""
        return any(part.leg is not None and not part.leg.is_rung for part in self.every)


def parts_of(episode: Episode, sight: Sight, names: Mapping[UUID, str], promises: Mapping[UUID, Promise]) -> Parts:
    """Return the parts of a referral, for whoever records what came of them. `names`: of legs and calls, by id."""
    if not (sight.is_referrer or sight.is_coordinator):
        return Parts()
    placed = sorted(_placed(episode, sight, names, promises), key=lambda pair: pair[0])
    every = tuple(part for _place, part in placed)
    # That it was closed is no receipt: an enforcement body reads on as before.
    is_over = not agreement_stands(episode) and not (sight.only_receipt and episode.closed_at is not None)
    return Parts(every, is_over=is_over, only_receipt=sight.only_receipt)


_Place = tuple[int, int, int]


def _placed(
    episode: Episode, sight: Sight, names: Mapping[UUID, str], promises: Mapping[UUID, Promise]
) -> Iterator[tuple[_Place, Part]]:
    """Yield each part with its place: a leg that was made instead of another comes right after it."""
    order = _order(episode)
    legs_still_open = {leg.id for leg in open_legs(episode)}
    if sight.only_receipt:  # she may learn no more from the list than from the words of each leg
        legs_still_open = {leg_id for leg_id, told in promises.items() if told.with_her_worker}
    calls_still_open = {call.id for call in open_calls(episode, only_receipt=sight.only_receipt)}
    for leg in sight.legs:
        if not was_undone(leg, episode.legs):
            part = Part(f"leg-{leg.number}", names[leg.id], leg=leg, is_open=leg.id in legs_still_open)
            yield (_rank(_first_asked(leg, episode), order), 0, leg.number), part
    for call in episode.calls:
        is_closed = is_shut(call, episode, only_receipt=sight.only_receipt)
        is_open = call.id in calls_still_open
        part = Part(f"call-{call.number}", names[call.id], call=call, is_open=is_open, is_shut=is_closed)
        yield (_rank(call, order), 1, call.number), part


def _first_asked(leg: Leg, episode: Episode) -> Leg:
    by_id = {one.id: one for one in episode.legs}
    while leg.replaces_id in by_id:
        leg = by_id[leg.replaces_id]
    return leg


def _rank(row: Leg | RecordedCall, order: Sequence[str]) -> int:
    """Return the place of its agency in the answer; what the answer did not name comes last."""
    return order.index(row.agency_type.value) if row.agency_type.value in order else len(order)


def _order(episode: Episode) -> Sequence[str]:
    """Return the kinds of agencies in the order of the answer: they say no more than the page's own headings."""
    routing = episode.routing
    order: Sequence[str] = json.loads(routing).get("order", ()) if routing else ()
    return order
