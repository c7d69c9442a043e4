"""Tables of referrals that were sent. What says who she is, or what she told, is sealed.

No table here has a column for buyers, premises, vehicles, nationality or whatever else the rules of trust rule out.
An enforcement body can receive nothing: the database refuses it (`leg.organization_kind`).
"""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pathway.core.clock import utc_now
from pathway.core.database import Base, choice
from pathway.core.sealed_column import HasSealedFields, SealedText
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.contact_plan import ContactPlan
from pathway.episodes.vocabulary import (
    CallOutcome,
    Channel,
    EpisodeStatus,
    Handover,
    LegEventKind,
    LegStatus,
    OutcomeCode,
    Party,
    ReasonCode,
)
from pathway.organizations.vocabulary import OrganizationKind
from pathway.referral.triage import Answers
from pathway.referral.vocabulary import Action, Urgency
from pathway.turnaround.models import EpisodeClock

IS_UNANSWERED = "status IN ('requested', 'received')"
IS_TAKEN = "status IN ('accepted', 'in-progress')"
IS_ON_HOLD = "status = 'on-hold'"
IS_ENDED = "ended_at IS NOT NULL"
"""Where the lists of an inbox begin and end, as their indexes have it."""


def _partial(name: str, *columns: str, where: str) -> Index:
    """Return an index of the rows for which something holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


RUNG = frozenset({ReferralChannel.PHONE, ReferralChannel.WEB_FORM})
"""Ways by which nothing goes by itself: her worker rings, or writes to them, and records what came of it."""


class ReferralDraft(HasSealedFields, Base):
    """A referral that is being written, for one woman: what was answered and typed. Kept for 24 hours.

    Its id is also the key of the referral that is sent from it, so that one draft is sent once.
    """

    __tablename__ = "referral_draft"
    __table_args__ = (Index("ix_referral_draft_user", "user_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    content_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)

    content = SealedText("content_sealed")


class Episode(HasSealedFields, Base):
    """One request for one woman (FHIR ServiceRequest), with a leg for each service that is asked.

    `send_key`: the draft it was sent from. Ninety days after closing the whole of it is forgotten but for counts.
    `warned_open_at`: when somebody was told that it has been open for long. `counted_at`: when it was added to the
    counts that stay.
    `agreed_feedback`: she agreed that her worker hears whether she was reached, and what came of it.
    """

    __tablename__ = "episode"
    __table_args__ = (
        CheckConstraint("(status = 'active') = (closed_at IS NULL)", name="closed_at"),
        Index("ix_episode_of_referrer", "referrer_id", "received_at", "id"),
        Index(
            "ix_episode_open",
            "received_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_episode_closed",
            "closed_at",
            "id",
            sqlite_where=text("facts_sealed IS NOT NULL"),
            postgresql_where=text("facts_sealed IS NOT NULL"),
        ),
        _partial("ix_episode_uncounted", "received_at", "id", where="counted_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(11), unique=True)
    send_key: Mapped[UUID] = mapped_column(unique=True)
    status: Mapped[EpisodeStatus] = mapped_column(choice(EpisodeStatus, "status"), default=EpisodeStatus.ACTIVE)
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    referrer_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    referrer_organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    reach_referrer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    routing_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agreed_feedback: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    warned_open_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    identity: Mapped["Identity | None"] = relationship(back_populates="episode", lazy="raise")
    legs: Mapped[list["Leg"]] = relationship(back_populates="episode", order_by="Leg.number", lazy="raise")
    calls: Mapped[list["RecordedCall"]] = relationship(order_by="RecordedCall.number", lazy="raise")
    # Asked for where there is a leg of the duty desk, which is seldom.
    clock: Mapped[EpisodeClock | None] = relationship(viewonly=True)

    reach_referrer = SealedText("reach_referrer_sealed")
    facts = SealedText("facts_sealed")
    note = SealedText("note_sealed")
    routing = SealedText("routing_sealed")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping

    @property
    def answers(self) -> Answers | None:
        """The facts; None once they have been forgotten."""
        facts = self.facts
        return None if facts is None else Answers.from_facts(json.loads(facts))


class Identity(HasSealedFields, Base):
    """Who she is and how to reach her, sealed, apart from everything else, and forgotten first.

    `withheld_at`: sharing stopped, so nobody reads it; it is forgotten at `forget_at` unless her worker finds that she
    did not ask for it. `masked_at`: somebody else has her telephone, so the number is neither shown nor used.
    `contact_nobody_at`: she asked that nobody contacts her, by any way.
    """

    __tablename__ = "identity"
    __table_args__ = (
        Index(
            "ix_identity_forget",
            "forget_at",
            "id",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), unique=True)
    alias_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    plan_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    masked_at: Mapped[datetime | None]
    contact_nobody_at: Mapped[datetime | None]
    withheld_at: Mapped[datetime | None]
    forget_at: Mapped[datetime | None]

    episode: Mapped[Episode] = relationship(back_populates="identity", lazy="raise")

    alias = SealedText("alias_sealed")
    plan_text = SealedText("plan_sealed")

    @property
    def plan(self) -> ContactPlan | None:
        """How to reach her, without what must not be used any more; None once it has been forgotten."""
        stored = self.plan_text
        if stored is None:
            return None
        plan = ContactPlan.from_json(json.loads(stored))
        return plan.without(number=self.masked_at is not None, anything=self.contact_nobody_at is not None)

    @plan.setter
    def plan(self, plan: ContactPlan | None) -> None:
        self.plan_text = None if plan is None else json.dumps(plan.as_json())


class Leg(HasSealedFields, Base):
    """One service that is asked to take her (FHIR Task).

    `answer_by`: when it has to have answered. `held_from`: where it was before it went on hold. `replaces_id`: the leg
    that was declined or not answered before it. `named_worker`: who took her, or which team. `planned_for`: the first
    contact as planned. `ring_again_at`: when her worker means to ring the agency again. `decision_id`: what it rests on
    where it does not rest on her agreement.
    """

    __tablename__ = "leg"
    __table_args__ = (
        UniqueConstraint("episode_id", "number"),
        # An enforcement body never receives anything about a woman.
        ForeignKeyConstraint(
            ["organization_id", "organization_kind"],
            ["organization.id", "organization.kind"],
            name="fk_leg_organization_id_kind",
            onupdate="CASCADE",  # to enforcement it cannot: the CHECK below refuses the copy
        ),
        CheckConstraint("organization_kind <> 'enforcement'", name="no_enforcement"),
        CheckConstraint("way <> 'self_only'", name="not_self_only"),
        CheckConstraint("(status = 'on-hold') = (held_until IS NOT NULL)", name="held_until"),
        CheckConstraint(
            "(status IN ('rejected', 'completed', 'failed', 'cancelled', 'entered-in-error')) = (ended_at IS NOT NULL)",
            name="ended_at",
        ),
        # One for each list of an agency's inbox, in its order, with all that is asked of those that are only counted.
        _partial("ix_leg_to_answer", "organization_id", "answer_by", "id", "way", "sent_at", where=IS_UNANSWERED),
        _partial("ix_leg_taken", "organization_id", "planned_for", "id", "way", where=IS_TAKEN),
        _partial("ix_leg_on_hold", "organization_id", "held_until", "id", "way", where=IS_ON_HOLD),
        _partial("ix_leg_ended", "organization_id", "sent_at", "id", "way", where=IS_ENDED),
        _partial("ix_leg_unanswered", "answer_by", "id", where=IS_UNANSWERED),
        _partial("ix_leg_held", "held_until", "id", where="held_until IS NOT NULL"),
        # Deleting a leg asks which one replaces it: without this it reads them all.
        _partial("ix_leg_replaces", "replaces_id", where="replaces_id IS NOT NULL"),
        Index("uq_leg_decision_id", "decision_id", unique=True),
        Index("ix_leg_of_service", "service_id", "ended_at"),
        Index("ix_leg_of_organization", "organization_id", "sent_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    number: Mapped[int]
    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"))
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    organization_id: Mapped[UUID]
    organization_kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind, "organization_kind"))
    way: Mapped[ReferralChannel] = mapped_column(choice(ReferralChannel, "way"))
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    status: Mapped[LegStatus] = mapped_column(choice(LegStatus, "status"), default=LegStatus.REQUESTED)
    reason: Mapped[ReasonCode | None] = mapped_column(choice(ReasonCode, "reason"))
    outcome: Mapped[OutcomeCode | None] = mapped_column(choice(OutcomeCode, "outcome"))
    suggested_agency: Mapped[AgencyType | None] = mapped_column(choice(AgencyType, "suggested_agency"))
    named_worker_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(default=utc_now)
    answer_by: Mapped[datetime]
    received_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    planned_for: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    ring_again_at: Mapped[datetime | None]
    held_from: Mapped[LegStatus | None] = mapped_column(choice(LegStatus, "held_from"))
    held_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("leg.id"))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("disclosure_decision.id"))
    version: Mapped[int] = mapped_column(default=1)

    episode: Mapped[Episode] = relationship(back_populates="legs", lazy="raise")
    events: Mapped[list["LegEvent"]] = relationship(order_by="LegEvent.number", lazy="raise")

    named_worker = SealedText("named_worker_sealed")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping

    @property
    def is_open(self) -> bool:
        """Whether anything more may happen to it."""
        return self.ended_at is None

    @property
    def is_rung(self) -> bool:
        """Whether her worker rings it or writes to it herself, and records what came of it."""
        return self.way in RUNG


class LegEvent(Base):
    """Something that happened to a leg: `at` is when, `recorded_at` when it was told. Rows are never changed."""

    __tablename__ = "leg_event"
    __table_args__ = (UniqueConstraint("leg_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[LegEventKind] = mapped_column(choice(LegEventKind, "kind"))
    status: Mapped[LegStatus] = mapped_column(choice(LegStatus, "status"))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    party: Mapped[Party] = mapped_column(choice(Party, "party"))
    reason: Mapped[ReasonCode | None] = mapped_column(choice(ReasonCode, "reason"))
    channel: Mapped[Channel | None] = mapped_column(choice(Channel, "channel"))
    handover: Mapped[Handover | None] = mapped_column(choice(Handover, "handover"))


class Agreement(Base):
    """Her agreement to one leg: which words were read to her, by whom and when; and when she took it back."""

    __tablename__ = "agreement"

    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(String(40))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    agreed_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class RecordedCall(HasSealedFields, Base):
    """A step of a result that sends nothing, such as ringing children's services: to be done, and what came of it.

    `organization` of nobody is stored: only the kind of agency, and the listing that was rung.
    """

    __tablename__ = "recorded_call"
    __table_args__ = (
        UniqueConstraint("episode_id", "number"),
        CheckConstraint("(outcome IS NULL) = (made_at IS NULL)", name="made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    number: Mapped[int]
    agency_type: Mapped[AgencyType] = mapped_column(choice(AgencyType, "agency_type"))
    action: Mapped[Action] = mapped_column(choice(Action, "action"))
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"))
    outcome: Mapped[CallOutcome | None] = mapped_column(choice(CallOutcome, "outcome"))
    handover: Mapped[Handover | None] = mapped_column(choice(Handover, "handover"))
    spoke_to_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[datetime | None]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    ring_again_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    spoke_to = SealedText("spoke_to_sealed")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping


class LegNotice(Base):
    """A message that told an agency of a leg: the message says whether it has left."""

    __tablename__ = "leg_notice"

    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_message.id", ondelete="CASCADE"), primary_key=True)


class SharingAgreement(Base):
    """That an organisation and the partnership signed how referrals are shared. Without it nothing is sent there.

    `holder_id`: who holds the mailbox there and answers for it; None in a row from before this was asked.
    """

    __tablename__ = "sharing_agreement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "organization_kind"],
            ["organization.id", "organization.kind"],
            name="fk_sharing_agreement_organization_id_kind",
            onupdate="CASCADE",
        ),
        CheckConstraint("organization_kind <> 'enforcement'", name="no_enforcement"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind, "organization_kind"))
    document: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date | None]
    holder_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class LegRead(Base):
    """When somebody of an agency last read what its leg says: a second look soon afterwards is no other reading."""

    __tablename__ = "leg_read"

    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    read_at: Mapped[datetime]


class LegQuestion(HasSealedFields, Base):
    """A question of an agency to whoever referred the woman, and her answer. It changes no state.

    `asked_by`: None where it was asked through the agency's mailbox.
    """

    __tablename__ = "leg_question"
    __table_args__ = (
        UniqueConstraint("leg_id", "number"),
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"))
    number: Mapped[int]
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]

    question = SealedText("question_sealed")
    answer = SealedText("answer_sealed")


class UnreachedWarning(Base):
    """An agency could not reach a woman who was in danger or controlled: her leg stays open until somebody has decided.

    The row goes when a safeguarding lead or a coordinator has: the trail keeps who, and how. `raised_by`: None where it
    was raised through the agency's mailbox.
    """

    __tablename__ = "unreached_warning"

    leg_id: Mapped[UUID] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"), primary_key=True)
    raised_at: Mapped[datetime] = mapped_column(default=utc_now)
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


def routing_json(routing: Any) -> str:
    """Write what the rules made of the facts, for the sealed column."""
    return json.dumps(routing, separators=(",", ":"))
