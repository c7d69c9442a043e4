"""The directory: organisations, services, where they are, how they are found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pathway.core.database import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "fallback",
        sa.Column(
            "agency_type",
            sa.Enum(
                "police_999",
                "ambulance_999",
                "mental_health_crisis",
                "childrens_social_care",
                "child_trafficking_advice",
                "adult_safeguarding",
                "safeguarding_lead",
                "nrm_first_responder",
                "modern_slavery_helpline",
                "pathway_coordinator",
                "emergency_accommodation",
                "sexual_health",
                "sarc",
                "sexual_violence_support",
                "substance_misuse",
                "mental_health",
                "benefits_advice",
                "housing_advice",
                "legal_advice",
                "practical_support",
                "third_party_reporting",
                "vawg_service",
                "domestic_abuse_service",
                "idva_marac",
                "exit_support_service",
                "local_equivalent",
                name="agency_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("last_modified_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("agency_type", name=op.f("pk_fallback")),
    )
    op.create_table(
        "hours_pattern",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("timetable", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_hours_pattern")),
    )
    op.create_table(
        "index_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_version")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "site",
                "area",
                "phone_or_online",
                "confidential",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("ward", sa.String(length=120), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("is_approximate", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("coordinate_source", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "kind <> 'confidential' OR (latitude IS NULL AND longitude IS NULL AND name IS NULL AND ward IS NULL"
            " AND coordinate_source IS NULL)",
            name=op.f("ck_location_confidential_not_held"),
        ),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_location_point_whole")),
        sa.CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name=op.f("ck_location_latitude")),
        sa.CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name=op.f("ck_location_longitude")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_location_id_kind")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "nhs",
                "charity",
                "enforcement",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_first_responder", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_organization_id_kind")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
    )
    op.create_table(
        "request_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_count")),
    )
    with op.batch_alter_table("request_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_count_counted_on"), ["counted_on"], unique=False)

    op.create_table(
        "taxonomy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "need",
                "agency_type",
                "for_whom",
                "exclusion",
                "topic",
                name="name",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy")),
        sa.UniqueConstraint("name", name=op.f("uq_taxonomy_name")),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column(
            "location_kind",
            sa.Enum(
                "site",
                "area",
                "phone_or_online",
                "confidential",
                name="location_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address_1", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("state_province", sa.String(length=120), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.CheckConstraint("location_kind <> 'confidential'", name=op.f("ck_address_not_confidential")),
        sa.ForeignKeyConstraint(
            ["location_id", "location_kind"],
            ["location.id", "location.kind"],
            name=op.f("fk_address_location_id_location_kind_location"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_location_id"), ["location_id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("alternate_name", sa.String(length=200), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "temporarily_closed",
                "inactive",
                "defunct",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "publication",
            sa.Enum("draft", "published", name="publication", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "coverage",
            sa.Enum(
                "brent",
                "london",
                "national",
                "elsewhere",
                name="coverage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_area_description", sa.String(length=300), nullable=True),
        sa.Column("eligibility_description", sa.Text(), nullable=True),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("women_only", sa.Boolean(), nullable=True),
        sa.Column("is_free_to_ring", sa.Boolean(), nullable=True),
        sa.Column(
            "approach",
            sa.Enum(
                "exit-focused",
                "harm-reduction",
                "rights-led",
                name="approach",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("interpretation_services", sa.String(length=300), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.Column("hours_description", sa.String(length=300), nullable=True),
        sa.Column(
            "referral_channel",
            sa.Enum(
                "inbox",
                "email_link",
                "phone",
                "web_form",
                "self_only",
                name="referral_channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("takes_professionals", sa.Boolean(), nullable=False),
        sa.Column("takes_self", sa.Boolean(), nullable=False),
        sa.Column("referral_note", sa.String(length=300), nullable=True),
        sa.Column("response_time", sa.String(length=300), nullable=True),
        sa.Column("what_happens_next", sa.Text(), nullable=True),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=120), nullable=True),
        sa.Column("evidence_grade", sa.String(length=1), nullable=True),
        sa.Column("verification_notes", sa.Text(), nullable=True),
        sa.Column("last_modified_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(assured_on IS NULL) = (assured_by IS NULL)", name=op.f("ck_service_assured_both")),
        sa.CheckConstraint("maximum_age IS NULL OR maximum_age BETWEEN 0 AND 120", name=op.f("ck_service_maximum_age")),
        sa.CheckConstraint(
            "minimum_age IS NULL OR maximum_age IS NULL OR minimum_age <= maximum_age",
            name=op.f("ck_service_age_order"),
        ),
        sa.CheckConstraint("minimum_age IS NULL OR minimum_age BETWEEN 0 AND 120", name=op.f("ck_service_minimum_age")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_service_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("slug", name=op.f("uq_service_slug")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index("ix_service_publication_status", ["publication", "status"], unique=False)

    op.create_table(
        "taxonomy_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taxonomy_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["taxonomy_id"], ["taxonomy.id"], name=op.f("fk_taxonomy_term_taxonomy_id_taxonomy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy_term")),
        sa.UniqueConstraint("taxonomy_id", "code", name=op.f("uq_taxonomy_term_taxonomy_id_code")),
    )
    with op.batch_alter_table("taxonomy_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_taxonomy_term_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_taxonomy_term_taxonomy_id"), ["taxonomy_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=True),
        sa.Column("department", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_contact_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_service_id"), ["service_id"], unique=False)

    op.create_table(
        "former_identifier",
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_former_identifier_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_former_identifier")),
    )
    with op.batch_alter_table("former_identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_identifier_service_id"), ["service_id"], unique=False)

    op.create_table(
        "language",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_language_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language")),
    )
    with op.batch_alter_table("language", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_language_service_id"), ["service_id"], unique=False)

    op.create_table(
        "listing_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "problem",
            sa.Enum(
                "number_wrong",
                "nobody_answers",
                "hours_wrong",
                "address_wrong",
                "closed_down",
                "referral_wrong",
                "description_wrong",
                "shows_a_safe_place",
                "did_not_work",
                name="problem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_listing_report_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_report")),
    )
    with op.batch_alter_table("listing_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_report_reported_on"), ["reported_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_report_service_id"), ["service_id"], unique=False)

    op.create_table(
        "phone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("digits", sa.String(length=20), nullable=False),
        sa.Column("extension", sa.String(length=10), nullable=True),
        sa.Column(
            "type",
            sa.Enum("voice", "sms", "textphone", name="type", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=True),
        sa.Column("number_checked_on", sa.Date(), nullable=True),
        sa.Column("number_checked_by", sa.String(length=120), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(number_checked_on IS NULL) = (number_checked_by IS NULL)", name=op.f("ck_phone_checked_both")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_phone_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    with op.batch_alter_table("phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_digits"), ["digits"], unique=False)
        batch_op.create_index(batch_op.f("ix_phone_service_id"), ["service_id"], unique=False)

    op.create_table(
        "schedule_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("excepted_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.CheckConstraint("(opens_at IS NULL) = (closes_at IS NULL)", name=op.f("ck_schedule_exception_both_times")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_schedule_exception_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_exception")),
        sa.UniqueConstraint(
            "service_id", "excepted_on", "opens_at", name=op.f("uq_schedule_exception_service_id_excepted_on_opens_at")
        ),
    )
    with op.batch_alter_table("schedule_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_exception_service_id"), ["service_id"], unique=False)

    op.create_table(
        "search_entry",
        sa.Column("docid", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("is_placed", sa.Boolean(), nullable=False),
        sa.Column("is_line", sa.Boolean(), nullable=False),
        sa.Column("is_afar", sa.Boolean(), nullable=False),
        sa.Column("is_particular", sa.Boolean(), nullable=False),
        sa.Column("is_reachable", sa.Boolean(), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("assured_on", sa.Date(), nullable=True),
        sa.Column("hours_key", sa.String(length=32), nullable=False),
        sa.Column(
            "sort_name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name_words", sa.Text(), nullable=False),
        sa.Column("kind_words", sa.Text(), nullable=False),
        sa.Column("more_words", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("vector", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=True),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hours_key"], ["hours_pattern.key"], name=op.f("fk_search_entry_hours_key_hours_pattern")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_search_entry_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("docid", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("service_id", name=op.f("uq_search_entry_service_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_search_entry_slug")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_entry_hours_key"), ["hours_key"], unique=False)
        batch_op.create_index(
            "ix_search_entry_order", ["is_placed", "is_afar", "is_particular", "reach", "sort_name"], unique=False
        )

    op.create_table(
        "service_area",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("national", "london", "place", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_area_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_area")),
    )
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_area_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_area_service_id"), ["service_id"], unique=False)

    op.create_table(
        "service_at_location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_service_at_location_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_at_location_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_at_location")),
        sa.UniqueConstraint("service_id", "location_id", name=op.f("uq_service_at_location_service_id_location_id")),
    )
    with op.batch_alter_table("service_at_location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_at_location_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_at_location_service_id"), ["service_id"], unique=False)

    op.create_table(
        "service_term",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_term_service_id_service"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["taxonomy_term.id"], name=op.f("fk_service_term_term_id_taxonomy_term")),
        sa.PrimaryKeyConstraint("service_id", "term_id", name=op.f("pk_service_term")),
    )
    with op.batch_alter_table("service_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_term_term_id"), ["term_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("page_date", sa.String(length=20), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_source_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_service_id"), ["service_id"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("phone_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("opening", "intake", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("freq", sa.String(length=10), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("byday", sa.String(length=60), nullable=True),
        sa.Column("bymonthday", sa.String(length=60), nullable=True),
        sa.Column("dtstart", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column(
            "bank_holidays",
            sa.Enum(
                "as_usual",
                "closed",
                "only",
                "not_known",
                name="bank_holidays",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("freq IN ('WEEKLY', 'MONTHLY')", name=op.f("ck_schedule_freq")),
        sa.CheckConstraint("interval BETWEEN 1 AND 52", name=op.f("ck_schedule_interval")),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["phone.id"], name=op.f("fk_schedule_phone_id_phone"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_schedule_service_id_service"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_phone_id"), ["phone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedule_service_id"), ["service_id"], unique=False)

    op.create_table(
        "search_place",
        sa.Column("docid", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column(
            "location_kind",
            sa.Enum(
                "site",
                "area",
                "phone_or_online",
                "confidential",
                name="location_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("is_approximate", sa.Boolean(), nullable=False),
        sa.CheckConstraint("location_kind = 'site'", name=op.f("ck_search_place_sites_only")),
        sa.ForeignKeyConstraint(
            ["docid"], ["search_entry.docid"], name=op.f("fk_search_place_docid_search_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id", "location_kind"],
            ["location.id", "location.kind"],
            name=op.f("fk_search_place_location_id_location_kind_location"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("docid", "location_id", name=op.f("pk_search_place")),
    )
    with op.batch_alter_table("search_place", schema=None) as batch_op:
        batch_op.create_index("ix_search_place_point", ["latitude", "longitude"], unique=False)
    _add_full_text_search()


def _add_full_text_search() -> None:
    """FTS5 over the entry's own columns on SQLite, kept in step by triggers; a GIN index on PostgreSQL."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_search_entry_vector", "search_entry", ["vector"], postgresql_using="gin")
        return
    columns = "name_words, kind_words, more_words, tags"
    new = "new.docid, new.name_words, new.kind_words, new.more_words, new.tags"
    old = "old.docid, old.name_words, old.kind_words, old.more_words, old.tags"
    insert = f"INSERT INTO search_fts (rowid, {columns}) VALUES ({new});"
    remove = f"INSERT INTO search_fts (search_fts, rowid, {columns}) VALUES ('delete', {old});"
    op.execute(
        f"CREATE VIRTUAL TABLE search_fts USING fts5({columns}, content='search_entry', content_rowid='docid', "
        "tokenize='ascii', prefix='4 5 6')"
    )
    op.execute("CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_fts, 'col')")
    op.execute(f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {insert} END")
    op.execute(f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN {remove} {insert} END")


def downgrade() -> None:
    """Remove everything; SQLite's full-text tables go with their content table's triggers."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_vocabulary")
        op.execute("DROP TABLE search_fts")
    for table in (
        "search_place",
        "schedule",
        "source",
        "service_term",
        "service_at_location",
        "service_area",
        "search_entry",
        "schedule_exception",
        "phone",
        "listing_report",
        "language",
        "former_identifier",
        "contact",
        "taxonomy_term",
        "service",
        "address",
        "taxonomy",
        "request_count",
        "organization",
        "location",
        "index_version",
        "hours_pattern",
        "fallback",
    ):
        op.drop_table(table)
