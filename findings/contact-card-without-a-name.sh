#!/bin/sh
# vobject writes a vCard without N and says nothing, though RFC 2426 wants one and phones refuse such a card. It folds
# lines by letters and not by bytes, and cuts an organisation that is given as a text into its letters.
#
# Why it matters: a card that is downloaded and silently not taken in, or an organisation called "N;H;S".
# Seen with vobject 0.9.9 on Python 3.11. The script fails if what is written changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check vobject==0.9.9
"$folder/venv/bin/python" - <<'PY'
import vobject

card = vobject.vCard()
card.add("fn").value = "é" * 70
card.add("org").value = "NHS"
lines = card.serialize().split("\r\n")
print("\n".join(lines))
assert not any(line.startswith("N:") for line in lines), "it wants a name by now"
assert max(len(line.encode()) for line in lines) > 75, "it folds by bytes by now"
assert "ORG:N;H;S" in lines, "it takes a text for an organisation by now"
PY
