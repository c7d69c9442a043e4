"""Every column about a woman, and of messages, is sealed, pseudonymous or clear; one that is none fails.

Sealed: bytes that open with the keys only. Pseudonymous: leads to a referral, a service or a member of staff, by an id
or a reference. Clear: by itself it says nothing of whom: kinds, states, times, counts.
"""

import pytest
from sqlalchemy import Enum, LargeBinary, String, Table, Text, Uuid

import pathway  # noqa: F401 - every feature's tables
from pathway.core.database import Base
from pathway.core.sealed_column import SealedText

SEALED, PSEUDONYMOUS, CLEAR = "sealed", "pseudonymous", "clear"

TABLE = {
    "agreement": {
        PSEUDONYMOUS: "leg_id asked_by withdrawn_by",
        CLEAR: "words agreed_at withdrawn_at",
    },
    "disclosure_decision": {
        SEALED: "reason_sealed best_interests_sealed answer_sealed",
        PSEUDONYMOUS: "id episode_id service_id organization_id asked_by decided_by reviewed_by",
        CLEAR: (
            "agency_type organization_kind ground told status asked_at expires_at decided_at reviewed_at was_right"
        ),
    },
    "episode": {
        SEALED: "reach_referrer_sealed facts_sealed note_sealed routing_sealed",
        PSEUDONYMOUS: "id reference send_key referrer_id referrer_organization_id closed_by",
        CLEAR: "status urgency received_at agreed_feedback is_demo closed_at warned_open_at counted_at version",
    },
    "identity": {
        SEALED: "alias_sealed plan_sealed",
        PSEUDONYMOUS: "id episode_id",
        CLEAR: "masked_at contact_nobody_at withheld_at forget_at",
    },
    "leg": {
        SEALED: "named_worker_sealed",
        PSEUDONYMOUS: "id episode_id service_id organization_id replaces_id decision_id",
        CLEAR: (
            "number agency_type organization_kind way urgency status reason outcome suggested_agency sent_at "
            "answer_by received_at accepted_at planned_for contacted_at ring_again_at held_from held_until "
            "ended_at changed_at version"
        ),
    },
    "leg_event": {
        PSEUDONYMOUS: "id leg_id by_id",
        CLEAR: "number kind status at recorded_at party reason channel handover",
    },
    "leg_link": {
        PSEUDONYMOUS: "id leg_id token_hash mailbox_hash",
        CLEAR: "created_at ended_at",
    },
    "leg_notice": {
        PSEUDONYMOUS: "leg_id message_id",
    },
    "leg_question": {
        SEALED: "question_sealed answer_sealed",
        PSEUDONYMOUS: "id leg_id asked_by answered_by",
        CLEAR: "number asked_at answered_at",
    },
    "leg_read": {
        PSEUDONYMOUS: "leg_id user_id",
        CLEAR: "read_at",
    },
    "leg_word": {
        PSEUDONYMOUS: "leg_id seen_by",
        CLEAR: "word given_at seen_at",
    },
    "legal_hold": {
        SEALED: "reason_sealed",
        PSEUDONYMOUS: "id episode_id placed_by lifted_by",
        CLEAR: "placed_at review_on lifted_at",
    },
    "mailbox_session": {
        PSEUDONYMOUS: "id link_id token_hash",
        CLEAR: "created_at last_seen_at read_at expires_at ended_at",
    },
    "outbox_message": {
        SEALED: "recipient_sealed content_sealed",
        PSEUDONYMOUS: "id reference",
        CLEAR: (
            "template channel status attempts created_at due_at expires_at leased_until leased_by ended_at last_error"
        ),
    },
    "recorded_call": {
        SEALED: "spoke_to_sealed",
        PSEUDONYMOUS: "id episode_id service_id made_by",
        CLEAR: "number agency_type action outcome handover made_at ring_again_at version",
    },
    "evidence_count": {
        CLEAR: "month figure value number",
    },
    "referral_draft": {
        SEALED: "content_sealed",
        PSEUDONYMOUS: "id user_id",
        CLEAR: "created_at",
    },
    "sharing_agreement": {
        PSEUDONYMOUS: "organization_id holder_id recorded_by",
        CLEAR: "organization_kind document signed_on recorded_at",
    },
    "unreached_warning": {
        PSEUDONYMOUS: "leg_id raised_by",
        CLEAR: "raised_at",
    },
}

CLEAR_TEXT = {
    ("evidence_count", "figure"),  # words of ours
    ("evidence_count", "value"),
    ("agreement", "words"),  # which version of our words was read to her
    ("sharing_agreement", "document"),  # the name of a signed paper between bodies
    ("outbox_message", "template"),
    ("outbox_message", "leased_by"),  # a worker process
    ("outbox_message", "last_error"),  # words of ours, or the class of an error
}
"""The only columns of free letters that are not sealed."""


def tables() -> dict[str, Table]:
    """The tables of `pathway.episodes`, and the outbox."""
    ours = [mapper.class_ for mapper in Base.registry.mappers]
    return {
        model.__table__.name: model.__table__
        for model in ours
        if model.__module__.startswith("pathway.episodes") or model.__tablename__ == "outbox_message"
    }


def classes(table: str) -> dict[str, str]:
    """Each column of a table with its class."""
    return {column: kind for kind, columns in TABLE.get(table, {}).items() for column in columns.split()}


@pytest.mark.parametrize("name", sorted({*TABLE, *tables()}))
def test_every_column_is_classified(name: str) -> None:
    assert sorted(classes(name)) == sorted(column.name for column in tables()[name].columns)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_what_is_sealed_is_sealed_and_nothing_else_is(name: str) -> None:
    sealed = {column for owner, column in SealedText.registry if getattr(owner, "__tablename__", "") == name}

    for column in tables()[name].columns:
        kind = classes(name)[column.name]
        assert (kind == SEALED) == isinstance(column.type, LargeBinary) == (column.name in sealed), column.name
        assert kind == PSEUDONYMOUS or not isinstance(column.type, Uuid), column.name


@pytest.mark.parametrize("name", sorted(TABLE))
def test_no_free_words_lie_open(name: str) -> None:
    free = {
        column.name
        for column in tables()[name].columns
        if isinstance(column.type, (String, Text)) and not isinstance(column.type, Enum)
    }

    assert {(name, column) for column in free if classes(name)[column] == CLEAR} <= CLEAR_TEXT


def test_what_hangs_on_a_referral_goes_with_it() -> None:
    """Forgetting deletes the referral and the database the rest: one table that did not let it would stop that."""
    roots = {"episode", "leg", "disclosure_decision"}

    stays = {
        (table.name, key.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in roots and key.ondelete != "CASCADE"
    }

    of_one_referral = {("leg", "replaces_id"), ("leg", "decision_id"), ("episode_clock", "lead_leg_id")}
    assert stays == of_one_referral
