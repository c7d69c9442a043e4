"""How far the launch is: numbers, drafts, signatures, kinds of agency."""

from dataclasses import dataclass

from sqlalchemy import func, select

from pathway.core.clock import utc_now
from pathway.directory.models import Phone, Service
from pathway.directory.vocabulary import LISTED_KINDS, Publication
from pathway.extensions import db
from pathway.launch.call_sheet.queries import IN_USE, TO_RING
from pathway.launch.gaps import kinds_with_nobody
from pathway.launch.models import ListingPublication
from pathway.leads import queries as leads
from pathway.referral import queries as referral
from pathway.referral.models import SignOffRole


@dataclass(frozen=True)
class Part:
    """One part of the launch: how much of it is done, and the page on which it is; None for the call sheet itself."""

    words: str
    done: int
    total: int
    href: str | None

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is left."""
        return self.done >= self.total


@dataclass(frozen=True)
class Progress:
    """The launch as a whole."""

    parts: tuple[Part, ...]

    @property
    def done(self) -> int:
        """What is done of all parts."""
        return sum(part.done for part in self.parts)

    @property
    def total(self) -> int:
        """What there is to do in all parts."""
        return sum(part.total for part in self.parts)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left."""
        return all(part.is_complete for part in self.parts)


def progress() -> Progress:
    """Return how far the launch is, in a few queries. A number that was rung long ago counts."""
    right, numbers = _numbers()
    published, drafts = _drafts()
    roles, vacant = leads.count_on_the_list(), leads.vacant_roles(utc_now())
    return Progress(
        (
            Part("Numbers rung and found right", right, numbers, None),
            Part("Drafts published", published, published + drafts, None),
            Part("Signatures", len(referral.sign_offs()), len(SignOffRole), "/manage/start/sign-offs"),
            Part(
                "Kinds of agency with a listing",
                len(LISTED_KINDS) - len(kinds_with_nobody()),
                len(LISTED_KINDS),
                "/manage/start/nobody",
            ),
            Part("The 72-hour pathway runs", int(referral.pathway_is_running()), 1, "/manage/pathway"),
            Part("Roles that somebody holds", roles - len(vacant), roles, "/manage/leads"),
        )
    )


def _numbers() -> tuple[int, int]:
    counts = select(func.count(Phone.number_checked_on), func.count()).select_from(Phone)
    row = db.session.execute(counts.join(Service, Service.id == Phone.service_id).where(TO_RING)).one()
    return row[0], row[1]


def _drafts() -> tuple[int, int]:
    published = select(func.count()).select_from(ListingPublication)
    waiting = select(func.count()).select_from(Service).where(IN_USE, Service.publication == Publication.DRAFT)
    row = db.session.execute(select(published.scalar_subquery(), waiting.scalar_subquery())).one()
    return row[0], row[1]
