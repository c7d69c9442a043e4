"""Settings come from the environment, and an unsafe one stops the process with a sentence that names it."""

import re
from pathlib import Path

import pytest

from pathway.config import Settings, SettingsError

KEY = "k" * 40
LIVE = {"PATHWAY_ENV": "production", "PATHWAY_SECRET_KEYS": KEY, "PATHWAY_ORIGIN": "https://pathway.example.org"}


def test_production_starts_with_keys_and_https() -> None:
    settings = Settings.from_environment(LIVE)

    assert settings.is_https
    assert settings.trusted_hosts == ["pathway.example.org"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"PATHWAY_SECRET_KEYS": ""}, "PATHWAY_SECRET_KEYS"),
        ({"PATHWAY_SECRET_KEYS": "short"}, "PATHWAY_SECRET_KEYS"),
        ({"PATHWAY_SECRET_KEYS": f"{KEY},short"}, "PATHWAY_SECRET_KEYS"),
        ({"PATHWAY_ORIGIN": "http://pathway.example.org"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_ORIGIN": "https://pathway.example.org/app"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_ORIGIN": "pathway.example.org"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_ENV": "live"}, "PATHWAY_ENV"),
        ({"PATHWAY_PROXIES": "two"}, "PATHWAY_PROXIES"),
        ({"PATHWAY_LEAVE_TO": "javascript:alert(1)"}, "PATHWAY_LEAVE_TO"),
        ({"PATHWAY_TEST_CLOCK": "clock"}, "PATHWAY_TEST_CLOCK"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment(LIVE | change)


def test_development_keys_never_serve_production(tmp_path: Path) -> None:
    (tmp_path / "development-keys").write_text(KEY)
    settings = {"PATHWAY_INSTANCE": str(tmp_path)}

    assert Settings.from_environment(settings).secret_keys == (KEY,)
    with pytest.raises(SettingsError, match="PATHWAY_SECRET_KEYS"):
        Settings.from_environment(settings | {"PATHWAY_ENV": "production", "PATHWAY_ORIGIN": "https://example.org"})


def test_secrets_are_not_in_the_repr() -> None:
    assert KEY not in repr(Settings.from_environment(LIVE))


def test_settings_cannot_be_changed() -> None:
    settings = Settings.from_environment(LIVE)

    with pytest.raises(AttributeError):
        settings.env = "development"  # type: ignore[misc] # the point of the test


def test_every_setting_is_documented() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [*(root / "pathway").rglob("*.py"), root / "tests" / "services.py", root / "tests" / "conftest.py"]
    settings = {name for path in files for name in re.findall(r'"(PATHWAY_[A-Z_]+)"', path.read_text("utf-8"))}
    documented = (root / "docs" / "settings.md").read_text("utf-8")

    assert "PATHWAY_ORIGIN" in settings
    assert {name for name in settings if f"`{name}`" not in documented} == set()
