"""Tests of what is made of the built styles and scripts need them; the app itself runs without."""

import json

import pytest

from pathway.config import ROOT

_MANIFEST = ROOT / "static" / "dist" / "manifest.json"
_IS_BUILT = _MANIFEST.exists() and "map.js" in json.loads(_MANIFEST.read_text("utf-8"))

built_assets = pytest.mark.skipif(not _IS_BUILT, reason="static/dist has not been built: run make assets")
