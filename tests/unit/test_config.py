"""Settings come from the environment, and an unsafe one stops the process with a sentence that names it."""

import re
from pathlib import Path

import pytest

from pathway.config import Settings, SettingsError
from tests.services import KEYS_ENVIRONMENT

KEY = "k" * 40
LIVE = {
    "PATHWAY_ENV": "production",
    "PATHWAY_SECRET_KEYS": KEY,
    "PATHWAY_ORIGIN": "https://pathway.example.org",
    "PATHWAY_NOTIFY": "smtp://mail.example.org",
    "PATHWAY_MAIL_FROM": "pathway@example.org",
} | KEYS_ENVIRONMENT


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
        ({"PATHWAY_FIELD_KEYS": ""}, "PATHWAY_FIELD_KEYS"),
        ({"PATHWAY_FIELD_KEYS": "no-id-here"}, "PATHWAY_FIELD_KEYS"),
        ({"PATHWAY_FIELD_KEYS": "a:c2hvcnQ="}, "PATHWAY_FIELD_KEYS"),
        ({"PATHWAY_FIELD_KEYS": f"a:{'A' * 43}=,a:{'B' * 43}="}, "PATHWAY_FIELD_KEYS"),
        ({"PATHWAY_INDEX_KEY": ""}, "PATHWAY_INDEX_KEY"),
        ({"PATHWAY_INDEX_KEY": "short"}, "PATHWAY_INDEX_KEY"),
        ({"PATHWAY_AUDIT_KEY": ""}, "PATHWAY_AUDIT_KEY"),
        ({"PATHWAY_AUDIT_KEY": "short"}, "PATHWAY_AUDIT_KEY"),
        ({"PATHWAY_AUDIT_KEY": KEY}, "PATHWAY_AUDIT_KEY"),
        ({"PATHWAY_ORIGIN": "http://pathway.example.org"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_ORIGIN": "https://pathway.example.org/app"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_ORIGIN": "pathway.example.org"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_ENV": "live"}, "PATHWAY_ENV"),
        ({"PATHWAY_PROXIES": "two"}, "PATHWAY_PROXIES"),
        ({"PATHWAY_PROXIES": "-1"}, "PATHWAY_PROXIES"),
        ({"PATHWAY_PROXIES": "1.5"}, "PATHWAY_PROXIES"),
        ({"PATHWAY_LEAVE_TO": "http://www.example.org"}, "PATHWAY_LEAVE_TO"),
        ({"PATHWAY_ORIGIN": "https://"}, "PATHWAY_ORIGIN"),
        ({"PATHWAY_LEAVE_TO": "javascript:alert(1)"}, "PATHWAY_LEAVE_TO"),
        ({"PATHWAY_TEST_CLOCK": "clock"}, "PATHWAY_TEST_CLOCK"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment(LIVE | change)


def test_development_keys_never_serve_production(tmp_path: Path) -> None:
    (tmp_path / "development-keys").write_text(KEY)
    settings = {"PATHWAY_INSTANCE": str(tmp_path)} | KEYS_ENVIRONMENT

    assert Settings.from_environment(settings).secret_keys == (KEY,)
    with pytest.raises(SettingsError, match="PATHWAY_SECRET_KEYS"):
        Settings.from_environment(settings | {"PATHWAY_ENV": "production", "PATHWAY_ORIGIN": "https://example.org"})


def test_secrets_are_not_in_the_repr() -> None:
    assert KEY not in repr(Settings.from_environment(LIVE))


def test_settings_cannot_be_changed() -> None:
    settings = Settings.from_environment(LIVE)

    with pytest.raises(AttributeError):
        settings.env = "development"  # type: ignore[misc] # the point of the test


TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://{x}.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org/{z}/{x}/{y}/{y}.png",
        "https://tiles.example.org/{z}/{x}/{y}/{s}.png",
        "https://tiles.example.org/{z}/{x}/{y!r}.png",
        "https://tiles.example.org/{{z}/{x}/{y}.png",
        "https://name:word@tiles.example.org/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "https://[::1/{z}/{x}/{y}.png",
        "https://tiles.example.org:99999/{z}/{x}/{y}.png",
        "file:///{z}/{x}/{y}.png",
    ],
)
def test_a_host_of_map_pictures_is_one_and_fixed(url: str) -> None:
    with pytest.raises(SettingsError, match="PATHWAY_MAP_TILES_URL"):
        Settings.from_environment(
            LIVE | {"PATHWAY_MAP_TILES_URL": url, "PATHWAY_MAP_TILES_ATTRIBUTION": "Example Maps"}
        )


def test_map_pictures_say_whose_they_are() -> None:
    with pytest.raises(SettingsError, match="PATHWAY_MAP_TILES_ATTRIBUTION"):
        Settings.from_environment(LIVE | {"PATHWAY_MAP_TILES_URL": TILES})

    given = LIVE | {"PATHWAY_MAP_TILES_URL": TILES, "PATHWAY_MAP_TILES_ATTRIBUTION": "Example Maps"}
    assert Settings.from_environment(given).map_tiles_attribution == "Example Maps"


def test_every_setting_is_documented() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [*(root / "pathway").rglob("*.py"), root / "tests" / "services.py", root / "tests" / "conftest.py"]
    settings = {name for path in files for name in re.findall(r'"(PATHWAY_[A-Z_]+)"', path.read_text("utf-8"))}
    documented = (root / "docs" / "settings.md").read_text("utf-8")

    assert "PATHWAY_ORIGIN" in settings
    assert {name for name in settings if f"`{name}`" not in documented} == set()


def test_what_the_environment_does_not_say_has_a_safe_default(tmp_path: Path) -> None:
    environ = {"PATHWAY_INSTANCE": str(tmp_path), "PATHWAY_SECRET_KEYS": KEY} | KEYS_ENVIRONMENT
    settings = Settings.from_environment(environ)

    assert settings.env == "development"
    assert settings.database_url == f"sqlite:///{tmp_path / 'pathway.db'}"
    assert settings.proxies == 0
    assert settings.test_clock is None
    assert settings.trusted_hosts == ["127.0.0.1", "localhost", "[::1]"]


def test_what_the_environment_says_is_read() -> None:
    settings = Settings.from_environment(
        LIVE
        | {
            "PATHWAY_ORIGIN": "https://pathway.example.org/",
            "PATHWAY_PROXIES": "1",
            "PATHWAY_DATABASE_URL": "postgresql+psycopg://db/pathway",
            "PATHWAY_SECRET_KEYS": f"{KEY},{'o' * 40}",
            "PATHWAY_LEAVE_TO": "https://www.example.org",
        }
    )

    assert settings.origin == "https://pathway.example.org"
    assert settings.proxies == 1
    assert settings.database_url == "postgresql+psycopg://db/pathway"
    assert settings.secret_keys == (KEY, "o" * 40)
    assert settings.leave_to == "https://www.example.org"


def test_a_refusal_never_repeats_a_secret() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(LIVE | {"PATHWAY_SECRET_KEYS": "hunter2"})

    assert "hunter2" not in str(caught.value)


def test_the_clock_of_tests_is_for_tests() -> None:
    settings = Settings.from_environment(LIVE | {"PATHWAY_ENV": "test", "PATHWAY_TEST_CLOCK": "clock"})

    assert settings.test_clock == Path("clock")
