#!/bin/sh
# phonenumbers (the Python port of libphonenumber) finds no UK number in a text where hours stand beside it with only a
# space between: "24/7 020 7946 0123", "9 to 5 020 7946 0123", "020 7946 0123 24/7". A comma, a colon or a word between
# them, and it is found. Listings of services are written so, and whatever makes links of their numbers loses these
# without an error.
#
# Why it matters: a page that turns the numbers of a text into buttons shows plain words where the only number stood.
# Seen with phonenumbers 9.0.43 on Python 3.11. The script fails if what is found changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check phonenumbers==9.0.43
"$folder/venv/bin/python" - <<'PY'
import phonenumbers
from phonenumbers import PhoneNumberMatcher

FOUND = {
    "24/7, 020 7946 0123": ["020 7946 0123"],
    "9 to 5: 020 7946 0123": ["020 7946 0123"],
    "9am to 5pm 020 7946 0123": ["020 7946 0123"],
    "020 7946 0123, 24/7": ["020 7946 0123"],
    # The same numbers with a space alone between them and the hours.
    "24/7 020 7946 0123": [],
    "9 to 5 020 7946 0123": [],
    "over 18 020 7946 0123": [],
    "020 7946 0123 24/7": [],
    "020 7946 0123 9 to 5": [],
    # And two numbers with a space between them.
    "020 7946 0123 020 7946 0124": [],
}
print("phonenumbers", phonenumbers.__version__)
for text, expected in FOUND.items():
    found = [match.raw_string for match in PhoneNumberMatcher(text, "GB")]
    print(f"{text!r}: {found}")
    assert found == expected, (text, found, expected)
PY
