"""Addresses of built styles and scripts. The app runs, plain, when they have not been built."""

import json
from pathlib import Path

from flask import Flask


def init_assets(app: Flask) -> None:
    """Give templates `asset_url(name)`: the built file's address, or "" when it has not been built."""
    manifest = Path(str(app.static_folder)) / "dist" / "manifest.json"
    cache: dict[str, tuple[float, dict[str, str]]] = {}

    def built() -> dict[str, str]:
        try:
            changed = manifest.stat().st_mtime
        except FileNotFoundError:
            return {}
        if cache.get("manifest", (0.0, {}))[0] != changed:
            cache["manifest"] = (changed, json.loads(manifest.read_text("utf-8")))
        return cache["manifest"][1]

    def asset_url(name: str) -> str:
        file_name = built().get(name)
        # Not url_for: the page for a host that is not ours has no routes to build from.
        return f"{app.static_url_path}/dist/{file_name}" if file_name else ""

    app.add_template_global(asset_url)
