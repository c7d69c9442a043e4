"""A poster, a leaflet and a press advert: printed once somebody approved what they say today."""

import io

import pikepdf
import pypdfium2
import pytest
from flask import Flask
from lxml import html as parser
from sqlalchemy import select

from pathway.accounts.vocabulary import Role
from pathway.cards.vocabulary import Notice
from pathway.directory.models import Service
from pathway.directory.vocabulary import ServiceStatus
from pathway.extensions import db
from tests import factories
from tests.integration.cards.conftest import ring_the_usual_set
from tests.staff import Staff, organization, signed_in, user

NOTICES = "/manage/cards/notices"


@pytest.fixture
def coordinator(app: Flask, now: object) -> Staff:
    ring_the_usual_set(app)
    return signed_in(app, user(app, organization(app), Role.COORDINATOR))


def approve(who: Staff, notice: Notice) -> int:
    page = parser.fromstring(who.get(NOTICES).text)
    (form,) = page.cssselect(f'form[action="{NOTICES}/{notice.value}"]')
    (seen,) = (field.get("value") for field in form.cssselect("input[name=seen]"))
    return who.post(form.get("action"), {"seen": seen}).status_code


@pytest.mark.parametrize("notice", Notice)
def test_it_is_for_anybody_once_it_was_approved(app: Flask, coordinator: Staff, notice: Notice) -> None:
    visitor = app.test_client()
    address = f"/cards/{notice.value}.pdf"
    assert visitor.get(address).status_code == 404
    assert address not in visitor.get("/cards").text
    assert coordinator.get(f"{NOTICES}/{notice.value}.pdf").status_code == 200

    assert approve(coordinator, notice) == 303

    assert address in visitor.get("/cards").text
    sent = visitor.get(address)
    assert sent.headers["Content-Disposition"] == f'attachment; filename="numbers-{notice.value}-2026-11-24.pdf"'
    document = pypdfium2.PdfDocument(io.BytesIO(sent.data))
    (page,) = document
    text = page.get_textpage().get_text_range()
    size = page.get_size()
    document.close()
    assert [round(length / 72 * 25.4) for length in size] == list(notice.paper_mm)
    assert "020 3299 6900" in text
    assert "116 123" in text
    assert "Keep this card" not in text
    with pikepdf.open(io.BytesIO(sent.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()


def test_once_a_service_closes_it_is_not_printed_until_it_is_approved_again(app: Flask, coordinator: Staff) -> None:
    before = coordinator.get(NOTICES).text
    approve(coordinator, Notice.POSTER)
    with app.app_context():
        havens = db.session.scalars(select(Service.id).where(Service.slug == "the-havens")).one()
    factories.change(app, havens, status=ServiceStatus.TEMPORARILY_CLOSED)

    page = coordinator.get(NOTICES).text

    assert app.test_client().get("/cards/poster.pdf").status_code == 404
    assert "its words were changed since" in page
    assert "The Havens: it is closed for now." in " ".join(page.split())
    (seen, *_) = (field.get("value") for field in parser.fromstring(before).cssselect("input[name=seen]"))
    assert coordinator.post(f"{NOTICES}/poster", {"seen": seen}).status_code == 409
    assert approve(coordinator, Notice.POSTER) == 303
    assert app.test_client().get("/cards/poster.pdf").status_code == 200
    assert coordinator.get(f"{NOTICES}/flyer.pdf").status_code == 404
