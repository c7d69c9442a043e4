"""Copies of `seed/` with something changed."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from pathway import create_app
from tests.integration.conftest import settings_for
from tests.integration.reading import ROOT
from tests.seed_file import Listing

Change = Callable[[list[Listing], list[dict[str, str]]], None]


def seed_folder(folder: Path, change: Change) -> Path:
    """Copy the seed into a folder; `change` may alter the listings and the fallbacks in place. The maps are shared."""
    made = folder / "seed"
    made.mkdir()
    (made / "geo").symlink_to(ROOT / "seed" / "geo")
    listings = json.loads((ROOT / "seed" / "listings.json").read_text("utf-8"))
    fallbacks = json.loads((ROOT / "seed" / "fallbacks.json").read_text("utf-8"))
    change(listings["services"], fallbacks["rows"])
    (made / "listings.json").write_text(json.dumps(listings), "utf-8")
    (made / "fallbacks.json").write_text(json.dumps(fallbacks), "utf-8")
    return made


def app_over(url: str, seed: Path, **changes: Any) -> Flask:
    """An app whose listings come from another folder."""
    return create_app(settings_for(url, seed=seed, **changes))


def adding(*rows: Mapping[str, Any]) -> Change:
    """A change that adds listings at the end of the file."""
    return lambda listings, fallbacks: listings.extend(dict(row) for row in rows)
