"""Nobody is told who is looking: no full postcode in an address or a log, no query in a log, no cookie."""

import logging
import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote, unquote_plus, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as parser

from pathway.directory.geography import postcodes_in
from tests.integration.reading import SAME_ORIGIN, TOKEN, addresses, cards, value_of
from tests.seed_file import id_of, published

HAVENS = id_of("the-havens")
FIELDS = ["q", "near", "need", "miles", "open", "take", "area", "for", "page", "id", "anything"]

WRITTEN = ["NW10 4LT", "nw104lt", "Nw10  4lT", "NW10%204LT", "NW10+4LT", "nw10%2B4lt", "NW10-4LT", "NW10%C2%A04LT"]
"""One full postcode as it may stand in an address, encoded already where it holds a % or a +."""


def holds_a_postcode(address: str) -> bool:
    """Whether a full postcode stands in any part of an address, however it is encoded."""
    pairs = urlsplit(address).query.split("&")
    return any(postcodes_in(unquote_plus(part)) for pair in pairs for part in pair.split("=") if not _is_an_id(part))


def _is_an_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def encoded(written: str) -> str:
    """The text for an address: what is encoded already is left as it is."""
    return written if "%" in written or "+" in written else quote(written)


@pytest.mark.parametrize(("field", "written"), list(product(FIELDS, WRITTEN)))
def test_an_address_with_a_full_postcode_leads_to_one_without(client: FlaskClient, field: str, written: str) -> None:
    response = client.get(f"/services?q=food&{field}={encoded(written)}")

    assert response.status_code == 303
    assert not holds_a_postcode(response.headers["Location"])
    assert "4lt" not in response.text.lower()
    followed = client.get(response.headers["Location"])
    assert followed.status_code in {200, 400}
    said = re.sub(r'nonce="[^"]*"', "", followed.text)  # one in some thousand nonces has these letters
    assert "4lt" not in said.lower().replace(quote(written).lower(), "")


@pytest.mark.parametrize("address", ["/services?NW10+4LT", "/services?q=food&NW10%204LT=1", "/services?near&nw104lt"])
def test_a_postcode_in_place_of_a_name_counts_too(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 303
    assert not holds_a_postcode(response.headers["Location"])


@pytest.mark.parametrize(
    "address", ["/services/shortlist?id={0}&near=NW10+4LT", "/services/shortlist?q=at+nw104lt&id={0}"]
)
def test_the_shortlist_keeps_no_full_postcode_in_its_address_either(client: FlaskClient, address: str) -> None:
    response = client.get(address.format(HAVENS))

    assert response.status_code == 303
    assert not holds_a_postcode(response.headers["Location"])
    assert cards(client.get(response.headers["Location"]).text) == [HAVENS]


def test_a_search_near_a_full_postcode_is_near_its_sector(client: FlaskClient) -> None:
    response = client.get("/services?near=nw10%204lt&need=practical&open=now&take=self")

    assert response.headers["Location"] == "/services?need=practical&near=NW10+4&open=now&take=self"


def test_a_postcode_among_the_words_becomes_the_place(client: FlaskClient) -> None:
    response = client.get("/services?q=food+near+NW10+4LT")

    assert response.headers["Location"] == "/services?q=food&near=NW10+4"


def test_what_else_was_asked_survives_the_redirect_with_its_mistakes(client: FlaskClient) -> None:
    response = client.get("/services?near=NW10+4LT&miles=lots&need=nonsense&area=brent")

    assert response.status_code == 303
    page = client.get(response.headers["Location"])
    assert page.status_code == 400
    assert "lots" in page.text
    assert value_of(page.text, "near") == "NW10 4"


@pytest.mark.parametrize(("field", "written"), list(product(FIELDS, ["NW10 4LT", "nw104lt", "NW10-4LT", "NW10%204LT"])))
def test_a_form_never_puts_a_full_postcode_in_an_address(client: FlaskClient, field: str, written: str) -> None:
    response = client.post("/services", data={"q": "food", field: written}, headers=SAME_ORIGIN)

    assert response.status_code in {303, 400}
    assert not holds_a_postcode(response.headers.get("Location", ""))
    links = parser.fromstring(response.text).xpath("//a/@href | //form/@action | //input[@type='hidden']/@value")
    assert [link for link in links if holds_a_postcode(f"?{link}") and "/services" in link] == []


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("SW1A OAA", "aa"),
        ("NW10 OAB", "ab"),
        ("EC1AOBB", "bb"),
        ("ec1aobb", "bb"),
        ("NWIO 4AB", "ab"),
        ("nwl0 4ab", "ab"),
        ("NW10 lAB", "ab"),
        ("NW1OOAB", "ab"),
        ("HAO OAB", "ab"),
        ("EC1 OLD", "ld"),
    ],
)
@pytest.mark.parametrize("field", ["q", "near"])
def test_nor_one_with_letters_for_figures(client: FlaskClient, field: str, typed: str, unit: str) -> None:
    posted = client.post("/services", data={field: typed}, headers=SAME_ORIGIN)
    asked = client.get("/services", query_string={field: typed})

    assert asked.status_code == 303
    for response in (posted, asked):
        assert not urlsplit(response.headers.get("Location", "")).query.casefold().endswith(unit)


@pytest.mark.parametrize(
    "words", ["food in e1 old street", "no 1st floor", "she is so old", "m15 lad", "go to 2nd court"]
)
def test_a_word_with_these_letters_is_no_postcode(client: FlaskClient, words: str) -> None:
    assert client.get("/services", query_string={"q": words}).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "0044 7700 900 123",
        "(07700) 900123",
        "+44 (0)7700 900123",
        "077 0090 0123",
        "07700.900.123",
        "447700900123",
    ],
)
@pytest.mark.parametrize("field", ["q", "near"])
def test_nor_a_mobile_number(client: FlaskClient, field: str, typed: str) -> None:
    posted = client.post("/services", data={"need": "food", field: typed}, headers=SAME_ORIGIN)
    asked = client.get("/services", query_string={field: typed})

    assert asked.status_code == 303
    for response in (posted, asked):
        assert "900" not in response.headers.get("Location", "")


@pytest.mark.parametrize("typed", ["0808 2000 247", "+44 20 7946 0000", "(020) 7946 0777"])
def test_a_landline_may_be_looked_up(client: FlaskClient, typed: str) -> None:
    assert client.get("/services", query_string={"q": typed}).status_code == 200


POSTCODES = ["NW10 4LT", "E1 4AB", "SW1A1AA", "w1d 6aq", "M1 1AE"]
AROUND = [
    "food",
    "wembley",
    "Harlesden",
    "near",
    "NW10",
    "E1",
    "4LT",
    "4ab",
    "4",
    "AB",
    ",",
    "(",
    "id=",
    "W1",
    "6AQ",
    "%20",
]


# The listings are only read, so every example may share them.
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(POSTCODES + AROUND), min_size=1, max_size=5).map(" ".join),
    field=st.sampled_from(["q", "near", "id", "need"]),
    near=st.sampled_from(["", "Wembley", "NW10"]),
)
@example(words="NW10 %20 4LT", field="q", near="")
@example(words="E1 wembley 4AB", field="q", near="")
@example(words="E1 4E1 4ABAB", field="near", near="")
def test_no_order_of_words_makes_a_full_postcode(client: FlaskClient, words: str, field: str, near: str) -> None:
    form = {"near": near, field: words}

    posted = client.post("/services", data=form, headers=SAME_ORIGIN)
    asked = client.get("/services", query_string=form)

    for response in (posted, asked):
        assert not holds_a_postcode(response.headers.get("Location", ""))
    if asked.status_code != 303:
        links = parser.fromstring(asked.text).xpath("//a/@href")
        assert [link for link in links if link.startswith("/services") and holds_a_postcode(link)] == []


def test_an_id_that_looks_like_a_postcode_is_kept(client: FlaskClient) -> None:
    looking_so = [row["id"] for row in published() if postcodes_in(row["id"])]
    assert looking_so

    for one in looking_so:
        response = client.get(f"/services?id={one}&q=food")

        assert response.status_code == 200
        assert f'name="id" value="{one}"' in " ".join(response.text.split())


def test_an_id_that_looks_like_a_postcode_is_kept_by_the_redirect_too(client: FlaskClient) -> None:
    ids = [row["id"] for row in published()][:30]
    response = client.get("/services", query_string={"near": "NW10 4LT", "id": ids})

    assert response.status_code == 303
    assert [pair.partition("=")[2] for pair in response.headers["Location"].split("&") if pair.startswith("id=")] == ids


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any logger of this process says."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def said(logged: pytest.LogCaptureFixture) -> str:
    """Every record with every value it carries."""
    return "\n".join(f"{record.getMessage()} {record.__dict__}" for record in logged.records).lower()


def test_no_log_repeats_what_was_asked(listings: Flask, client: FlaskClient, logged: pytest.LogCaptureFixture) -> None:
    secrets = {
        "q": "zanzibarquay",
        "near": "NW10 4LT",
        "need": "zanzibarneed",
        "id": "zanzibarid",
        "page": "zanzibarpage",
    }
    for address in addresses(listings, HAVENS):
        client.get(address, query_string=secrets, buffered=True)
    client.get("/zanzibarpath")
    client.get("/services/zanzibarpath", query_string=secrets)
    client.post("/services", data=secrets, headers=SAME_ORIGIN | {"Referer": "http://localhost/?q=zanzibarreferer"})
    client.post(f"/services/{HAVENS}/report", data=secrets | {"website": "zanzibartrap"}, headers=SAME_ORIGIN)

    spoken = said(logged)
    assert "pathway.requests" in spoken
    for secret in ("zanzibar", "nw10", "4lt", "127.0.0.1"):
        assert secret not in spoken


def test_a_log_line_says_which_page_what_status_and_how_long(
    client: FlaskClient, logged: pytest.LogCaptureFixture
) -> None:
    response = client.get("/services?q=food")

    record = next(record for record in logged.records if record.name == "pathway.requests")
    assert record.route == "directory.index"
    assert record.status == 200
    assert record.method == "GET"
    assert record.ms > 0
    assert record.request_id == response.headers["X-Request-Id"]


def test_a_failure_of_the_database_is_logged_without_what_was_asked(
    app: Flask, logged: pytest.LogCaptureFixture
) -> None:
    from pathway.extensions import db

    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(db.text("DROP TABLE search_entry"))
        else:
            db.session.execute(db.text("ALTER TABLE search_entry RENAME TO gone"))
        db.session.commit()
    logged.clear()

    page = app.test_client().get("/services?q=zanzibarquay&near=NW10")

    assert page.status_code in {500, 503}
    assert "zanzibar" not in said(logged)
    assert "nw10" not in said(logged)


def test_no_page_sets_or_wants_a_cookie(listings: Flask, client: FlaskClient) -> None:
    for address in addresses(listings, HAVENS):
        response = client.get(address, headers={"Cookie": "session=anything; theme=dark"}, buffered=True)

        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


SENT = {"/check": {"immediate_danger": "yes"}}
"""What is sent to a form that is not a report."""

ANSWERED = {"/check", "/sign-in", "/sign-in/options", f"/waiting/{TOKEN}"}
"""Forms that answer with a page, and not by leading to one."""


def test_no_form_sets_a_cookie(app: Flask) -> None:
    client = app.test_client()
    for address in addresses(app, HAVENS, "POST"):
        response = client.post(address, data=SENT.get(address, {"problem": "number_wrong"}), headers=SAME_ORIGIN)

        refused = 400 if address == "/wall/open" else 303  # no code opens a screen here
        assert response.status_code == (200 if address in ANSWERED else refused)
        assert "Set-Cookie" not in response.headers


def test_nothing_is_saved_of_a_search(app: Flask) -> None:
    from tests.integration.dumping import dump

    before = dump(app)
    app.test_client().post(
        "/services", data={"q": "food", "near": "NW10 4LT"}, headers=SAME_ORIGIN, follow_redirects=True
    )

    assert dump(app) == before
