"""Guidance for the worker who is with her, and the 72-hour pathway as a page. Nothing here is stored."""

from flask import Blueprint, render_template

from pathway.core.clock import utc_now
from pathway.directory.search.helplines import numbers_of, numbers_of_kind
from pathway.directory.vocabulary import AgencyType
from pathway.guidance import pathway_outline
from pathway.guidance.diagram import draw
from pathway.leads import queries as leads
from pathway.leads.vocabulary import ClockDuty
from pathway.referral.queries import pathway_is_running
from pathway.turnaround.queries import policy_now
from pathway.web.access import public

bp = Blueprint("guidance", __name__)


@bp.get("/pathway")
@public
def pathway() -> str:
    """Show the 72-hour pathway: who it is for, who does what by when, and how to refer, or what to do until it runs."""
    numbers = numbers_of(
        "the-havens",
        "brent-council",
        "nda-helpline",
        "modern-slavery-helpline",
        "salvation-army-msvcc",
        "brent-mash",
        "brent-crisis-spa",
        "clash-shoc",
        "rapecrisis-247",
    )
    runs = pathway_is_running()
    milestones = pathway_outline.by_deadline(policy_now().milestones)
    return render_template(
        "guidance/pathway.html",
        active="guidance",
        numbers=numbers,
        outline=pathway_outline,
        milestones=milestones,
        drawing=draw(milestones),
        runs=runs,
        desk=numbers_of_kind(AgencyType.PATHWAY_COORDINATOR) if runs else (),
        duty_role=leads.role_with(ClockDuty.DUTY_COORDINATOR, utc_now()) if runs else None,
    )


@bp.get("/guidance/identify-and-respond")
@public
def identify_and_respond() -> str:
    """Show what a worker might notice, how to ask, and what to do next."""
    numbers = numbers_of(
        "the-havens",
        "nda-helpline",
        "modern-slavery-helpline",
        "salvation-army-msvcc",
        "brent-mash",
        "ictg",
        "brent-council",
    )
    runs = pathway_is_running()
    desk = numbers_of_kind(AgencyType.PATHWAY_COORDINATOR) if runs else ()
    return render_template(
        "guidance/identify_and_respond.html", active="guidance", numbers=numbers, runs=runs, desk=desk
    )


@bp.get("/guidance/report-a-crime")
@public
def report_a_crime() -> str:
    """Show the ways to report a crime against a woman. The page has no form."""
    numbers = numbers_of(
        "the-havens",
        "crimestoppers",
        "modern-slavery-helpline",
        "southall-black-sisters",
        "brent-mash",
        "childline",
    )
    return render_template("guidance/report_a_crime.html", active="guidance", numbers=numbers)
