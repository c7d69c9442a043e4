"""The whole way from answers to the page of their result, at one moment."""

from datetime import datetime

from pathway.core.clock import utc_now
from pathway.directory.search.fallbacks import texts_in
from pathway.directory.search.forms import gazetteer
from pathway.directory.search.helplines import always_lines
from pathway.directory.search.index.snapshot import Snapshot, current_snapshot
from pathway.directory.vocabulary import AgencyType
from pathway.referral import queries
from pathway.referral.result.page import ResultPage, present
from pathway.referral.routing import route
from pathway.referral.suggestions import scope_of, situation_of, suggestions
from pathway.referral.triage import Answers


def result_page(answers: Answers, now: datetime | None = None, snapshot: Snapshot | None = None) -> ResultPage:
    """Route answers by the table in force, choose services and build the page. `now` is aware UTC.

    Raises RoutingTableError when there is no table to go by.
    """
    now = now or utc_now()
    snapshot = snapshot or current_snapshot()
    routed = route(answers, queries.published_table(now))
    return present(
        answers,
        routed,
        suggestions(routed, answers, gazetteer().find("Brent"), now, snapshot),
        always_lines(snapshot, scope_of(answers)),
        running=queries.pathway_is_running(),
        signed_off=queries.is_signed_off(),
        childrens_words=texts_in(situation_of(answers, now), snapshot).get(AgencyType.CHILDRENS_SOCIAL_CARE),
        now=now,
        snapshot=snapshot,
    )
