"""What every template may use: dates in words, the nonce, the way out."""

from datetime import date, datetime

from flask import Flask

from pathway.core.clock import LONDON, london_today
from pathway.web.security import csp_nonce


def long_date(day: date) -> str:
    """Write a day as "23 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def moment(when: datetime) -> str:
    """Write a moment as London's clocks show it: "23 November 2026, 16:50"."""
    local = when.astimezone(LONDON)
    return f"{long_date(local.date())}, {local:%H:%M}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Write "1 service" or "12 services"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def init_filters(app: Flask, leave_to: str) -> None:
    """Register filters and the names that every page may use."""
    app.add_template_filter(long_date)
    app.add_template_filter(counted)
    app.add_template_filter(moment)
    app.context_processor(
        lambda: {"csp_nonce": csp_nonce(), "leave_to": leave_to, "today": london_today(), "active": ""}
    )
