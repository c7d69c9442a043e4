"""The search index: one row per visible service, written by `index.indexer` only.

The text columns hold tokens of our own (`search.text.tokens`), so that both engines match the same things:
SQLite through an FTS5 table kept in step by triggers, PostgreSQL through `vector` under a GIN index.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base, choice
from pathway.directory.vocabulary import LocationKind


class HoursPattern(Base):
    """A timetable shared by one or more services. The key is a hash of the content, so a row never changes."""

    __tablename__ = "hours_pattern"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    timetable: Mapped[dict[str, Any]] = mapped_column(JSON)


class SearchEntry(Base):
    """A visible service in the index. `card` has the parts of a result card that do not depend on the time."""

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_vector", "vector", postgresql_using="gin").ddl_if(dialect="postgresql"),
        Index("ix_search_entry_order", "is_placed", "is_afar", "is_particular", "reach", "sort_name"),
    )

    docid: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    is_placed: Mapped[bool]
    is_line: Mapped[bool]
    is_afar: Mapped[bool]
    is_particular: Mapped[bool]
    is_reachable: Mapped[bool]
    reach: Mapped[int]
    reaches: Mapped[int] = mapped_column(default=0, server_default="0")
    assured_on: Mapped[date | None]
    due_on: Mapped[date | None]
    hours_key: Mapped[str] = mapped_column(ForeignKey("hours_pattern.key"), index=True)
    # Sorted by code point whatever the server's collation: most of them ignore spaces.
    sort_name: Mapped[str] = mapped_column(String(200).with_variant(String(200, collation="C"), "postgresql"))
    name_words: Mapped[str] = mapped_column(Text)
    kind_words: Mapped[str] = mapped_column(Text)
    more_words: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    vector: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))
    card: Mapped[dict[str, Any]] = mapped_column(JSON)


class SearchPlace(Base):
    """A point of a visible service. Only a site has one: the database refuses any other kind."""

    __tablename__ = "search_place"
    __table_args__ = (
        ForeignKeyConstraint(["location_id", "location_kind"], ["location.id", "location.kind"], ondelete="CASCADE"),
        CheckConstraint("location_kind = 'site'", name="sites_only"),
        Index("ix_search_place_point", "latitude", "longitude"),
    )

    docid: Mapped[int] = mapped_column(ForeignKey("search_entry.docid", ondelete="CASCADE"), primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_kind: Mapped[LocationKind] = mapped_column(
        choice(LocationKind, "location_kind"), default=LocationKind.SITE
    )
    latitude: Mapped[float]
    longitude: Mapped[float]
    is_approximate: Mapped[bool]


class IndexVersion(Base):
    """One row that counts changes to the index, so that a process knows when its snapshot is old.

    `format`: the version of the entries' content, so that `pathway init` knows when to rebuild them.
    """

    __tablename__ = "index_version"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int]
    format: Mapped[int] = mapped_column(default=1, server_default="1")
