"""The pages that belong to no feature: the first one, emergencies, one for the woman herself, and the statements."""

from importlib.metadata import version

from flask import Blueprint, current_app, render_template

from pathway.core.clock import utc_now
from pathway.directory.queries import counts
from pathway.directory.search.fallbacks import Situation, texts_for
from pathway.directory.search.helplines import always_lines, numbers_of, numbers_of_kind
from pathway.directory.vocabulary import NEED_LABELS, AgencyType, FallbackArea
from pathway.episodes.retention.words import periods_in_words
from pathway.notifications.message_kinds import message_kinds
from pathway.referral import queries
from pathway.referral.models import SignOffRole
from pathway.web.access import public

bp = Blueprint("site", __name__)


@bp.get("/")
@public
def home() -> str:
    """Show the search, the lines that answer at any hour, and every need as a link."""
    needs = [(need.value, label) for need, label in NEED_LABELS.items()]
    runs = queries.pathway_is_running()
    desk = numbers_of_kind(AgencyType.PATHWAY_COORDINATOR) if runs else ()
    return render_template("site/home.html", active="", needs=needs, lines=always_lines(), runs=runs, desk=desk)


@bp.get("/help-now")
@public
def help_now() -> str:
    """Show what to do in an emergency, worst first, each with a number to ring."""
    numbers = numbers_of(
        "northwick-park-ae",
        "cmh-utc",
        "the-havens",
        "rapecrisis-247",
        "nda-helpline",
        "modern-slavery-helpline",
        "salvation-army-msvcc",
        "brent-crisis-spa",
        "ictg",
        "childline",
        "brent-council",
    )
    # The words have the number that answers at this hour, which is not always the listing's first.
    in_brent, elsewhere = (
        texts_for([AgencyType.CHILDRENS_SOCIAL_CARE], Situation.at(area, is_child=True, now=utc_now()))
        for area in (FallbackArea.BRENT, FallbackArea.ELSEWHERE)
    )
    return render_template(
        "site/help_now.html",
        active="help_now",
        numbers=numbers,
        childrens_services=in_brent,
        childrens_services_elsewhere=elsewhere,
    )


@bp.get("/you")
@public
def you() -> str:
    """Speak to the woman herself: who answers each number and what happens next."""
    numbers = numbers_of(
        "the-havens",
        "rapecrisis-247",
        "nda-helpline",
        "modern-slavery-helpline",
        "salvation-army-msvcc",
        "brent-council",
        "shelter",
        "women-at-the-well",
        "clash-shoc",
        "brent-crisis-spa",
        "childline",
    )
    return render_template("site/you.html", active="", numbers=numbers)


@bp.get("/stay-safe")
@public
def stay_safe() -> str:
    """Say what this site stores, how to leave it, and what it cannot clear."""
    return render_template("site/stay_safe.html", active="")


@bp.get("/privacy")
@public
def privacy() -> str:
    """Say what is stored, by whom and for how long."""
    return render_template("site/privacy.html", active="", kept=periods_in_words())


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """Say how well these pages work for everyone, and what we do not know."""
    return render_template("site/accessibility.html", active="")


@bp.get("/about")
@public
def about() -> str:
    """Say where the service and its listings came from, and what is not done yet."""
    signed = queries.sign_offs()
    missing = [role for role in SignOffRole if role not in {sign_off.role for sign_off in signed}]
    return render_template(
        "site/about.html",
        active="",
        counts=counts(),
        version=version("pathway"),
        sign_offs=signed,
        missing=missing,
    )


@bp.get("/about/messages")
@public
def messages() -> str:
    """Say which e-mails are ours, for whoever looks after mailboxes."""
    settings = current_app.config["SETTINGS"]
    return render_template(
        "site/messages.html",
        active="",
        kinds=list(message_kinds(settings.templates)),
        sender=settings.mail_from,
        origin=settings.origin,
    )
