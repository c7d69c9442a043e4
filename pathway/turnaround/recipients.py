"""Who is told that a milestone is late, or about to be. Plain Python: what is known of roles and people comes in.

Nobody is ever told in silence of a role that nobody holds: it is named, and the next in line are told in its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from pathway.leads.vocabulary import ClockDuty
from pathway.notifications.vocabulary import Channel
from pathway.turnaround.policy import Level, Owner, Told
from pathway.turnaround.vocabulary import Reached

IN_PLACE = (ClockDuty.ON_CALL_MANAGER, ClockDuty.DUTY_LEAD)
"""Who is told where a role is vacant, the first of these who can be reached; after them every coordinator."""

DUTY_OF_OWNER: Mapping[Owner, ClockDuty] = MappingProxyType(
    {
        Owner.DUTY_COORDINATOR: ClockDuty.DUTY_COORDINATOR,
        Owner.COORDINATOR: ClockDuty.DUTY_COORDINATOR,
        Owner.HOUSING: ClockDuty.HOUSING_DUTY_MANAGER,
        Owner.SEXUAL_HEALTH: ClockDuty.SEXUAL_HEALTH_CLINIC_LEAD,
        Owner.SUBSTANCE_MISUSE: ClockDuty.SUBSTANCE_MISUSE_COMMISSIONER,
    }
)
"""The role that owns a milestone. The lead agency's are its own people's, and no role's."""

_ALWAYS_BY_ROLE = frozenset({Owner.DUTY_COORDINATOR, Owner.COORDINATOR})


@dataclass(frozen=True)
class RoleNow:
    """How a role of the leads list can be reached at a moment.

    `team`, `holder`, `deputy`: their mailboxes. `mobile`: the role's own number, where it takes text messages;
    `own_mobile`: that of whoever holds it, or of the deputy.
    """

    is_held: bool = False
    is_staffed: bool = False
    team: str | None = None
    holder: str | None = None
    deputy: str | None = None
    mobile: str | None = None
    own_mobile: str | None = None

    @property
    def mailboxes(self) -> tuple[tuple[Reached, str], ...]:
        """Return where to write: to the deputy too outside staffed hours, or where the holder has no mailbox."""
        deputy = self.deputy if not self.is_staffed or self.holder is None else None
        every = ((Reached.TEAM, self.team), (Reached.HOLDER, self.holder), (Reached.DEPUTY, deputy))
        return tuple((reached, mailbox) for reached, mailbox in every if mailbox)

    @property
    def is_reachable(self) -> bool:
        """Whether somebody holds it and a mail gets there."""
        return self.is_held and bool(self.mailboxes)


@dataclass(frozen=True)
class Near:
    """Who has a part in one referral, by mailbox, as far as one milestone goes.

    `owners`: those who have to see to it at an agency. `owner_legs`: legs whose agency is sent links, by mailbox.
    `referrer`: None where it is not hers to hear.
    """

    reference: str
    owners: tuple[str, ...] = ()
    owner_legs: tuple[UUID, ...] = ()
    service_managers: tuple[str, ...] = ()
    referrer: str | None = None


@dataclass(frozen=True)
class Situation:
    """All that decides who is told. A role that is not in `roles` is on no list."""

    owner: Owner
    near: Near
    roles: Mapping[ClockDuty, RoleNow] = field(default_factory=dict)
    coordinators: tuple[str, ...] = ()

    def role(self, duty: ClockDuty) -> RoleNow:
        """Return a role; one that nobody holds where there is none."""
        return self.roles.get(duty, RoleNow())


@dataclass(frozen=True)
class Call:
    """One message to one address, or (`channel` None) that nobody holds a role. `leg_id`: to its agency, by a link."""

    told: Told
    reached: Reached
    duty: ClockDuty | None = None
    channel: Channel | None = None
    address: str | None = None
    leg_id: UUID | None = None

    @property
    def is_message(self) -> bool:
        """Whether anything is sent."""
        return self.channel is not None


def first_calls(level: Level, tells: Sequence[Told], situation: Situation) -> tuple[Call, ...]:
    """Return whom to tell when a threshold passes: by mail, at red by text message to the on-call phone too."""
    calls: list[Call] = []
    for told in tells:
        calls += _calls_of(told, situation)
    if level is Level.RED:
        for told in tells:
            calls += _text_to_role(told, situation)
        calls += _text_on_call(situation)
    return tuple(dict.fromkeys(calls))


def second_calls(tells: Sequence[Told], situation: Situation) -> tuple[Call, ...]:
    """Return whom to tell when nobody has taken a red one: deputies, every coordinator, and the on-call phone again."""
    calls = []
    for told in tells:
        duty = _duty_of(told, situation)
        deputy = situation.role(duty).deputy if duty else None
        if deputy:
            calls.append(Call(told, Reached.DEPUTY, duty, Channel.EMAIL, deputy))
    calls += _coordinators(tells[0], situation) or list(_in_place(tells[0], None, situation))
    calls += _text_on_call(situation)
    return tuple(dict.fromkeys(calls))


def _calls_of(told: Told, situation: Situation) -> list[Call]:
    calls = [Call(told, Reached.PEOPLE, None, Channel.EMAIL, mail) for mail in _people(told, situation.near)]
    if told is Told.OWNER:
        calls += [Call(told, Reached.TEAM, None, Channel.EMAIL, leg_id=leg_id) for leg_id in situation.near.owner_legs]
    duty = _duty_of(told, situation)
    by_role = told.duty is not None or (told is Told.OWNER and situation.owner in _ALWAYS_BY_ROLE)
    if calls and not by_role:
        return calls
    if duty is not None:
        role = situation.role(duty)
        calls += [Call(told, reached, duty, Channel.EMAIL, mailbox) for reached, mailbox in role.mailboxes]
        if role.is_reachable:
            return calls
    return [*calls, Call(told, Reached.VACANT, duty), *_in_place(told, duty, situation)]


def _people(told: Told, near: Near) -> tuple[str, ...]:
    if told is Told.OWNER:
        return near.owners
    if told is Told.SERVICE_MANAGER:
        return near.service_managers
    return (near.referrer,) if told is Told.REFERRER and near.referrer else ()


def _duty_of(told: Told, situation: Situation) -> ClockDuty | None:
    return DUTY_OF_OWNER.get(situation.owner) if told is Told.OWNER else told.duty


def _in_place(told: Told, but: ClockDuty | None, situation: Situation) -> Iterator[Call]:
    """Yield who is told where nobody holds a role: the next in line; without anybody there, whoever has a mailbox.

    `but`: the role, whose own mailboxes were told already.
    """
    for duty in IN_PLACE:
        if situation.role(duty).is_reachable:
            yield from _instead(told, duty, situation)
            return
    if situation.coordinators:
        yield from _coordinators(told, situation)
        return
    for duty in ClockDuty:
        if duty is not but:
            yield from _instead(told, duty, situation)


def _instead(told: Told, duty: ClockDuty, situation: Situation) -> list[Call]:
    mailboxes = situation.role(duty).mailboxes
    return [Call(told, Reached.INSTEAD, duty, Channel.EMAIL, mailbox) for _, mailbox in mailboxes]


def _coordinators(told: Told, situation: Situation) -> list[Call]:
    return [Call(told, Reached.INSTEAD, None, Channel.EMAIL, mailbox) for mailbox in situation.coordinators]


def _text_to_role(told: Told, situation: Situation) -> list[Call]:
    duty = _duty_of(told, situation)
    mobile = situation.role(duty).mobile if duty else None
    return [Call(told, Reached.TEAM, duty, Channel.SMS, mobile)] if mobile else []


def _text_on_call(situation: Situation) -> list[Call]:
    """Text the on-call phone; without one the duty lead's, and every coordinator by mail."""
    told, duty = Told.ON_CALL_MANAGER, ClockDuty.ON_CALL_MANAGER
    on_call = situation.role(duty)
    if on_call.mobile:
        return [Call(told, Reached.TEAM, duty, Channel.SMS, on_call.mobile)]
    if on_call.own_mobile:
        return [Call(told, Reached.HOLDER, duty, Channel.SMS, on_call.own_mobile)]
    lead = situation.role(ClockDuty.DUTY_LEAD)
    number = lead.mobile or lead.own_mobile
    texts = [Call(told, Reached.INSTEAD, ClockDuty.DUTY_LEAD, Channel.SMS, number)] if number else []
    return [*texts, *_coordinators(told, situation)]
