"""Guidance for the worker who is with her, and the 72-hour pathway as a page. Nothing here is stored."""

from flask import Blueprint, render_template

from pathway.directory.search.helplines import numbers_of
from pathway.guidance import pathway_outline
from pathway.guidance.diagram import draw
from pathway.web.access import public

bp = Blueprint("guidance", __name__)


@bp.get("/pathway")
@public
def pathway() -> str:
    """Show the 72-hour pathway: who it is for, who does what by when, and what to do until it runs."""
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
    return render_template(
        "guidance/pathway.html", active="guidance", numbers=numbers, outline=pathway_outline, drawing=draw()
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
    return render_template("guidance/identify_and_respond.html", active="guidance", numbers=numbers)


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
