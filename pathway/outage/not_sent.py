"""The answer to a form that could not be saved: NOT SENT, with what was typed and the numbers to ring."""

from flask import Response, make_response, render_template, request

from pathway.outage.lines import lines_to_ring
from pathway.web.security import from_another_site, never_stored
from pathway.web.typed_form import fields_to_send_again, has_secrets, words_typed

RETRY_AFTER_S = 60


def not_sent() -> Response:
    """Say that nothing was saved, which is certain, and give back what was typed."""
    return _page("outage/not_sent.html")


def not_known() -> Response:
    """Say that the connection was lost while saving: it may be saved, and sending it again may make two of it."""
    return _page("outage/not_known.html")


def unavailable() -> Response:
    """Say of a page that it cannot be shown."""
    return _answer(render_template("errors/503.html", status=503, description=None, lines=lines_to_ring()))


def _page(template: str) -> Response:
    # What another site sent is not offered to be sent as our own.
    is_hers = not from_another_site(strict=True)
    html = render_template(
        template,
        fields=fields_to_send_again() if is_hers else [],
        typed=words_typed() if is_hers else [],
        has_secrets=has_secrets(),
        is_hers=is_hers,
        again=request.full_path.rstrip("?"),
        start=request.path,
        lines=lines_to_ring(),
    )
    return _answer(html)


def _answer(html: str) -> Response:
    response = never_stored(make_response(html, 503))
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
