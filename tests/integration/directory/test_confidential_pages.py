"""Where a confidential service is cannot be got out of the app: not from a page, nor a draft, nor the database file."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import UUID, uuid4

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pathway.directory import operations, queries
from pathway.directory.search.index import indexer
from pathway.directory.vocabulary import Publication
from pathway.extensions import WRITES, db
from tests import factories
from tests.integration.dumping import dump
from tests.integration.reading import SAME_ORIGIN, addresses, apart, cards, first_group, words_of
from tests.seed_file import id_of
from tests.services import dispose

PLACE = {"address_1": "7 Zanzibar Quay", "city": "Quillonby", "postal_code": "NW10 4LT"}
POINT = {"latitude": 51.5123, "longitude": -0.2468}
SECRETS = ["zanzibar", "quillonby", "stonebridge manor", "51.5123", "0.2468", "07700 900777", "kestrelwing"]


@pytest.fixture(scope="module")
def canaries(shared_app: Flask) -> tuple[Flask, UUID, UUID]:
    """A confidential service, and a draft of the same organisation that says where it is."""
    app = shared_app
    open_one = factories.publish(app, at=factories.confidential_place(), name="Example refuge")
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        draft = factories.service(
            organization=queries.find(str(open_one)).organization,
            name="Kestrelwing house",
            description="At Zanzibar Quay. Ask for Stonebridge Manor.",
            publication=Publication.DRAFT,
            phones=[factories.phone(number="07700 900777", digits="07700900777")],
            at=factories.site(**POINT, addresses=[factories.address(**PLACE)]),
        )
        db.session.add(draft)
        indexer.refresh(db.session(), [draft.id])
        draft_id = draft.id
        db.session.commit()
    return app, open_one, draft_id


def words_in(response: TestResponse) -> str:
    """Everything that a response says: of a PDF, the words on its pages and what it says of itself."""
    if response.mimetype != "application/pdf":
        return response.text
    with pypdfium2.PdfDocument(response.data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        return " ".join([*pages, *document.get_metadata_dict().values()])


def every_response(app: Flask, *ids: UUID) -> Iterator[tuple[str, str]]:
    """Everything that anybody can get out of the app: (what was asked, the answer)."""
    client = app.test_client()
    asked: list[str] = []
    for one in ids:
        asked += addresses(app, str(one))
    asked += ["/services?id=" + "&id=".join(map(str, ids)), "/services/shortlist?id=" + "&id=".join(map(str, ids))]
    asked += ["/services?page=2", "/services?page=3", "/services?near=NW10", "/services?near=NW10+4&page=2", "/nothing"]
    asked += ["/services?open=now", "/services?need=practical&near=Harlesden&miles=1", "/services?area=brent"]
    for address in dict.fromkeys(asked):
        response = client.get(address, follow_redirects=True, buffered=True)
        yield address, f"{response.headers} {words_in(response)}"
    for address in addresses(app, str(ids[0]), "POST") + addresses(app, str(ids[-1]), "POST"):
        yield address, client.post(address, data={"problem": "closed_down"}, headers=SAME_ORIGIN).text


def test_no_word_of_the_place_stands_in_any_response(canaries: tuple[Flask, UUID, UUID]) -> None:
    app, open_one, draft = canaries
    responses = list(every_response(app, open_one, draft))

    assert len(responses) > 25
    assert any("Example refuge" in answer for _, answer in responses)
    for address, answer in responses:
        for secret in SECRETS:
            assert secret not in answer.lower(), (secret, address)


TYPED = [
    "zanzibar",
    "zanz",
    "zanzibor",
    "Zanzibar Quay",
    "quillonby",
    "quilonby",
    "kestrelwing",
    "07700 900777",
    "manor",
]


def without(typed: str, said: str) -> str:
    """What a page says in small letters, but for what was typed: it stands in the box, and each word of it alone."""
    said = said.replace(typed, "").lower()
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, typed.lower().split()))})\b", "", said)


@pytest.mark.parametrize("typed", TYPED)
def test_searching_for_its_words_finds_nothing_and_suggests_nothing(
    canaries: tuple[Flask, UUID, UUID], typed: str
) -> None:
    app, _, draft = canaries

    page = app.test_client().get(f"/services?q={quote(typed)}")

    said = without(typed, words_of(page.text))
    assert str(draft) not in page.text
    assert [secret for secret in ("zanzibar", "quillonby", "kestrelwing", "900777") if secret in said] == []


def test_the_same_words_in_a_listing_that_is_shown_are_found(app: Flask) -> None:
    made = factories.publish(app, at=factories.site(**POINT, addresses=[factories.address(**PLACE)]))

    for typed in ("zanzibar", "zanz", "Zanzibar Quay", "quilonby"):
        assert cards(app.test_client().get(f"/services?q={quote(typed)}").text) == [str(made)]


def test_the_draft_is_not_found_by_its_id_or_slug(canaries: tuple[Flask, UUID, UUID]) -> None:
    app, _, draft = canaries
    with app.app_context():
        slug = queries.find(str(draft)).slug

    for identifier in (draft, slug, str(draft).upper(), draft.hex):
        assert app.test_client().get(f"/services/{identifier}").status_code == 404


def test_a_draft_one_may_not_know_of_answers_as_one_that_never_was(canaries: tuple[Flask, UUID, UUID]) -> None:
    app, _, draft = canaries
    client = app.test_client()

    hidden, never = (client.get(f"/services/{one}").text for one in (draft, uuid4()))

    assert _without_nonce(hidden) == _without_nonce(never)


def _without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


def test_a_confidential_service_stands_apart_and_has_no_distance(canaries: tuple[Flask, UUID, UUID]) -> None:
    app, open_one, _ = canaries
    page = app.test_client().get("/services?near=NW10&q=example+refuge").text

    assert str(open_one) not in first_group(page)
    assert str(open_one) in cards(apart(page))
    assert "straight line" not in apart(page)


def test_its_page_says_that_its_address_is_not_held(canaries: tuple[Flask, UUID, UUID]) -> None:
    app, open_one, _ = canaries
    page = app.test_client().get(f"/services/{open_one}").text

    assert "The address is confidential and is not held here. Ring to arrange" in words_of(page)
    assert "PostalAddress" not in page


def test_the_real_confidential_services_show_no_place(client: FlaskClient) -> None:
    for slug in ("gaia", "hestia-msr"):
        page = client.get(f"/services/{id_of(slug)}").text

        assert "The address is confidential and is not held here" in page
        assert "PostalAddress" not in page


@pytest.fixture
def hidden_later(app: Flask) -> tuple[Flask, UUID]:
    """A service that stood at a known place, and was then made confidential."""
    site = factories.site(
        **POINT,
        name="Kestrelwing house",
        ward="Stonebridge Manor",
        coordinate_source="somebody",
        addresses=[factories.address(**PLACE)],
    )
    made = factories.publish(app, at=site, name="Example refuge")
    page = app.test_client().get("/services?q=zanzibar+quay&near=NW10").text
    assert cards(first_group(page)) == [str(made)]
    with app.app_context():
        db.session.connection(execution_options=WRITES)
        operations.make_confidential(queries.find(str(made)).at_locations[0].location)
        db.session.commit()
    return app, made


def test_nothing_of_a_place_that_was_known_is_left_on_any_page(hidden_later: tuple[Flask, UUID]) -> None:
    app, made = hidden_later

    for address, answer in every_response(app, made):
        for secret in SECRETS:
            assert secret not in answer.lower(), (secret, address)


def test_its_old_words_find_nothing_and_are_not_suggested(hidden_later: tuple[Flask, UUID]) -> None:
    app, made = hidden_later

    for typed in ("zanzibar quay", "zanzib", "zanzibor", "quillonby"):
        page = app.test_client().get(f"/services?q={quote(typed)}")

        said = without(typed, words_of(page.text))
        assert str(made) not in cards(page.text)
        assert "zanzibar" not in said
        assert "quillonby" not in said


def test_nothing_of_it_is_left_in_any_table_or_file(hidden_later: tuple[Flask, UUID], own_database: str) -> None:
    app, _ = hidden_later

    everything = repr(dump(app)).lower()
    dispose(app)
    if own_database.startswith("sqlite"):
        # What PostgreSQL keeps on disk until its next vacuum is not ours to read.
        everything += Path(own_database.removeprefix("sqlite:///")).read_bytes().decode("latin-1").lower()

    assert [secret for secret in SECRETS if secret in everything] == []
