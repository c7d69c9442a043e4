"""Whatever is sent, the answer is a page of ours: never a failure, and what was typed is not lost."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as parser

from tests.integration.reading import SAME_ORIGIN, value_of, words_of
from tests.seed_file import id_of

HAVENS = id_of("the-havens")
PARAMETERS = ["q", "near", "need", "miles", "open", "take", "area", "for", "page", "id", "other", ""]

# One app for all examples: pages are only read, and time stands still throughout.
many = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SENSIBLE = ["rehab", "NW10", "NW10 4", "Brent", "domestic_abuse", "5", "now", "self", "women", "under-19", "2", HAVENS]
NASTY = [
    *(
        "\x00",
        "a\x00b",
        "x" * 10_000,
        "NW10 4LT " * 1_200,
        "\ud800",
        "\udfff\ud800",
        "\U0001f600" * 500,
        "\u202e",
        "\ufeff",
    ),
    *(
        "'",
        '"',
        "\\",
        "--",
        "*",
        "^",
        ":",
        "(",
        ")",
        "{tags} : x",
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "q0women",
        "ttakeself",
    ),
    *("' OR 1=1 --", "'a':*", "a & | !b", "$$", "%s", "%(a)s", "{0}", "{{7*7}}", "<b>", "../../etc/passwd"),
    *("nan", "inf", "-inf", "1e999", "-1", "0", "0x10", "1_0", "99999999999999999999", "\uff11\uff12", "\u0663", "½"),
    *(
        "urn:uuid:" + HAVENS,
        "{" + HAVENS + "}",
        HAVENS.upper(),
        HAVENS.replace("-", ""),
        "0" * 32,
        "None",
        "null",
        "true",
    ),
    *(
        "\r\nSet-Cookie: a=b",
        "\n",
        "\t",
        "\x7f",
        "\u2028",
        "ﬀ",
        "İ",
        "ß" * 300,
        "a'b",
        "''''",
        "24/7",
        "a&e",
        "1 " * 3_000,
    ),
]
text = st.one_of(st.sampled_from(NASTY), st.sampled_from(SENSIBLE), st.text(max_size=30))


def encoded(value: str) -> str:
    """Percent-encode, lone surrogates too: as %ED.., which is no valid UTF-8."""
    return quote(value, safe="", errors="surrogatepass")


raw_value = st.one_of(
    text.map(encoded),
    st.sampled_from(
        ["%", "%z", "%zz", "%ED%A0%80", "%C3%28", "%FF%FE", "%u0041", "+", "%2B%2B", "=", "==", "&&", ";", "#", "[]"]
    ),
    st.binary(max_size=20).map(quote),
)
query = st.lists(st.tuples(st.sampled_from(PARAMETERS), raw_value), max_size=6).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@many
@given(query)
@example("q=" + "x" * 10_000)
@example("near=" + "%20" * 4_000)
@example("page=-1&page=2&miles=nan&need=&need=nonsense&open=&open=now")
@example("q=%22&near=NW10&miles=0.1&page=9999")
@example("&".join(f"id={HAVENS}" for _ in range(200)))
@example("q=" + "+".join(["rehab"] * 50))
def test_a_search_is_always_answered(client: FlaskClient, asked: str) -> None:
    response = client.get("/services?" + asked)

    assert response.status_code in {200, 303, 400, 404}
    assert "Set-Cookie" not in response.headers
    if response.status_code == 400 and "There is a problem" in response.text:
        assert parser.fromstring(response.text).xpath("//*[@class='govuk-error-summary__body']//a")


@many
@given(query)
def test_a_shortlist_is_always_answered(client: FlaskClient, asked: str) -> None:
    assert client.get("/services/shortlist?" + asked).status_code in {200, 303}


ROUTES = [
    "/{}",
    "/services/{}",
    "/services/{}/report",
    "/services/{}/did-not-work",
    "/services/{}/thanks?what={}",
    "/services/{}/{}",
    "/static/{}",
    "/static/img/{}",
    "/guidance/{}",
    f"/services/{HAVENS}/{{}}",
]


@many
@given(
    route=st.sampled_from(ROUTES), value=raw_value, method=st.sampled_from(["GET", "HEAD", "OPTIONS", "PUT", "BREW"])
)
@example(route="/services/{}", value="x" * 10_000, method="GET")
@example(route="/services/{}", value="%00", method="GET")
@example(route="/static/{}", value="%00", method="GET")
@example(route="/static/{}", value="..%2f..%2fpyproject.toml", method="GET")
@example(route="/services/{}", value="urn:uuid:" + HAVENS, method="GET")
def test_any_address_is_answered(client: FlaskClient, route: str, value: str, method: str) -> None:
    response = client.open(route.replace("{}", value), method=method, buffered=True)

    assert response.status_code in {200, 301, 303, 308, 400, 404, 405}
    if method == "GET" and response.status_code >= 400:
        assert 'href="tel:999"' in response.text


CONTENT_TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/json",
    "text/plain",
    "nonsense",
    "",
]
BODIES = [
    b"",
    b"%",
    b"q=%zz&near=%ED%A0%80",
    b"q=\xff\xfe&near=\x00",
    b"&&&===",
    b"problem=number_wrong&problem=closed_down&website=%00",
    b'{"q": "rehab"}',
    b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nrehab\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="q"; filename="a\x00b"\r\n\r\nrehab\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n",
    b"--x\r\nnothing",
    b"--x\r\n" * 300,
    b"q=" + b"x" * 10_000,
    b"&".join(b"id=%d" % number for number in range(500)),
]
FORMS = ["/services", f"/services/{HAVENS}/report", f"/services/{HAVENS}/did-not-work", "/services/nothing/report"]
body = st.one_of(st.sampled_from(BODIES), st.binary(max_size=200), query.map(str.encode))


@many
@given(address=st.sampled_from(FORMS), content_type=st.sampled_from(CONTENT_TYPES), sent=body)
def test_any_form_is_answered(app: Flask, address: str, content_type: str, sent: bytes) -> None:
    response = app.test_client().post(address, data=sent, content_type=content_type, headers=SAME_ORIGIN)

    assert response.status_code in {303, 400, 404, 413, 429}


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
@pytest.mark.parametrize("sent", BODIES, ids=lambda sent: repr(sent[:25]))
def test_each_odd_body_is_answered_by_a_search(client: FlaskClient, sent: bytes, content_type: str) -> None:
    response = client.post("/services", data=sent, content_type=content_type, headers=SAME_ORIGIN)

    assert response.status_code in {303, 400, 413}


HEADERS = [
    "Origin",
    "Sec-Fetch-Site",
    "Accept",
    "Accept-Language",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "Cookie",
]
HEADERS += ["X-Forwarded-For", "X-Forwarded-Host", "X-HTTP-Method-Override", "Content-Type", "Referer", "Authorization"]
header = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=40)


@many
@given(
    address=st.sampled_from(["/services", "/static/img/icon.svg", f"/services/{HAVENS}"]),
    headers=st.dictionaries(st.sampled_from(HEADERS), header, max_size=4),
)
@example(address="/static/img/icon.svg", headers={"Range": "bytes=9-1"})
@example(address="/static/img/icon.svg", headers={"Range": "bytes=999999-"})
def test_any_header_is_answered(client: FlaskClient, address: str, headers: dict[str, str]) -> None:
    response = client.get(address, headers=headers, buffered=True)

    assert response.status_code in {200, 206, 304, 412, 416}


MISTAKES = [
    ("q", "x" * 201, "Use 200 characters or fewer"),
    ("near", "Atlantis", "is not a place we know"),
    ("near", "x" * 10_000, "is not a place we know"),
    ("near", "NW26", "only used for PO boxes and bulk post"),
    ("need", "nonsense", "is not a kind of help we know"),
    ("miles", "lots", "is not a number from 0.1 to 600"),
    ("miles", "-1", "is not a number from 0.1 to 600"),
    ("miles", "0", "is not a number from 0.1 to 600"),
    ("miles", "601", "is not a number from 0.1 to 600"),
    ("miles", "nan", "is not a number from 0.1 to 600"),
    ("open", "later", "Only services open now can be asked for"),
    ("take", "everyone", "is not a way of getting in touch"),
    ("area", "mars", "is not an area we know"),
    ("for", "men", "is not a group we know"),
    ("page", "-1", "is not a page"),
    ("page", "0", "is not a page"),
    ("page", "two", "is not a page"),
    ("page", "1.5", "is not a page"),
    ("page", "10001", "is not a page"),
    ("page", "\u0662", "is not a page"),
]


@pytest.mark.parametrize(("field", "typed", "said"), MISTAKES, ids=lambda one: one[:12])
def test_a_mistake_is_named_and_nothing_typed_is_lost(client: FlaskClient, field: str, typed: str, said: str) -> None:
    asked = {"q": "clinic", "near": "Harlesden", "need": "sexual_health", "open": "now", field: typed}

    page = client.get("/services", query_string=asked)

    tree = parser.fromstring(page.text)
    summary = " ".join(tree.xpath("string(//*[@class='govuk-error-summary__body'])").split())
    assert page.status_code == 400
    assert said in summary
    assert page.text.count("<title>Error: ") == 1
    assert value_of(page.text, "q") == asked["q"]
    assert value_of(page.text, "near") == asked["near"]
    if field not in {"q", "near"}:
        assert typed in summary or field == "open"
    if field != "need":
        assert tree.xpath("//input[@id='need-sexual_health']/@checked")
    if field != "open":
        assert tree.xpath("//input[@id='open']/@checked")


@pytest.mark.parametrize(
    ("field", "typed", "said"), [one for one in MISTAKES if one[0] != "page"], ids=lambda one: one[:12]
)
def test_the_form_says_the_same_of_a_mistake(client: FlaskClient, field: str, typed: str, said: str) -> None:
    asked = {"q": "clinic", "near": "Harlesden", field: typed}

    page = client.post("/services", data=asked, headers=SAME_ORIGIN)

    assert page.status_code == 400
    assert said in words_of(page.text)
    assert value_of(page.text, "q") == asked["q"]
    assert value_of(page.text, "near") == asked["near"]


def test_what_has_a_mistake_is_left_out_and_the_rest_still_counts(client: FlaskClient) -> None:
    wrong = client.get("/services?need=legal_advice&area=mars")
    right = client.get("/services?need=legal_advice")

    assert words_of(right.text).count("Not yet confirmed by the service") == words_of(wrong.text).count(
        "Not yet confirmed by the service"
    )


def test_every_mistake_of_a_search_is_named_at_once(client: FlaskClient) -> None:
    page = client.get("/services?near=Atlantis&miles=lots&need=nonsense&page=0")

    assert len(parser.fromstring(page.text).xpath("//*[@class='govuk-error-summary__body']//li")) == 4


def test_each_name_in_the_summary_leads_to_its_field(client: FlaskClient) -> None:
    for field, typed, _ in MISTAKES:
        if field == "page":
            continue  # there is no box for it
        tree = parser.fromstring(client.get("/services", query_string={field: typed}).text)

        for href in tree.xpath("//*[@class='govuk-error-summary__body']//a/@href"):
            assert tree.xpath(f"//*[@id='{href.removeprefix('#')}']"), (field, href)


def test_the_first_of_a_repeated_value_counts(client: FlaskClient) -> None:
    page = client.get("/services?near=Harlesden&near=Atlantis&q=food&q=nonsense")

    assert page.status_code == 200
    assert value_of(page.text, "near") == "Harlesden"
    assert value_of(page.text, "q") == "food"


def test_a_page_past_the_end_says_so_and_leads_back(client: FlaskClient) -> None:
    page = client.get("/services?need=legal_advice&page=7")

    assert page.status_code == 404
    assert "There is no page 7" in words_of(page.text)
    assert "/services?need=legal_advice" in parser.fromstring(page.text).xpath("//a/@href")
