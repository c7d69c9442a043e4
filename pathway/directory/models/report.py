"""Reports of a problem with a listing: a tick and a day, no words about anyone."""

from datetime import date

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from pathway.core.database import Base, choice
from pathway.directory.models.listing_row import ListingRow
from pathway.directory.vocabulary import Problem


class ListingReport(ListingRow, Base):
    """One problem reported, or one "it did not work". There is no text column, so nothing about anyone can be in it."""

    __tablename__ = "listing_report"

    problem: Mapped[Problem] = mapped_column(choice(Problem, "problem"))
    on: Mapped[date] = mapped_column("reported_on", Date, index=True)
