"""Settings, read once from the environment. The process refuses to start on a missing or unsafe one."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pathway.core.crypto import FieldKeys

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "test", "production")
DEVELOPMENT_KEYS = {
    "PATHWAY_SECRET_KEYS": "development-keys",  # nosec B105 - the name of a file
    "PATHWAY_FIELD_KEYS": "development-field-keys",
    "PATHWAY_INDEX_KEY": "development-index-key",
    "PATHWAY_AUDIT_KEY": "development-audit-key",
}
"""The file of the instance folder that replaces a missing secret outside production."""

LEAVE_TO = "https://www.bbc.co.uk/weather"
MINIMUM_SECRET = 32
LONGEST_ATTRIBUTION = 200


class SettingsError(Exception):
    """A setting is missing or unsafe; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Secrets never show in its repr."""

    env: str = "development"
    origin: str = "http://127.0.0.1:8000"
    proxies: int = 0
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'pathway.db'}"
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    field_keys: str = field(default="", repr=False)
    index_key: str = field(default="", repr=False)
    audit_key: str = field(default="", repr=False)
    notify: str = field(default="", repr=False)
    mail_from: str = "pathway@localhost"
    leave_to: str = LEAVE_TO
    instance: Path = ROOT / "instance"
    snapshot: Path | None = None
    seed: Path = ROOT / "seed"
    templates: Path = ROOT / "templates"
    static: Path = ROOT / "static"
    test_clock: Path | None = None
    map_tiles_url: str | None = None
    map_tiles_attribution: str = ""

    def __post_init__(self) -> None:
        """Refuse what would be unsafe."""
        if self.env not in ENVIRONMENTS:
            raise SettingsError(f"PATHWAY_ENV is {self.env!r}; use one of {', '.join(ENVIRONMENTS)}.")
        if not self.secret_keys:
            raise SettingsError("PATHWAY_SECRET_KEYS is missing. In development, `pathway init` writes one for you.")
        if any(len(key) < MINIMUM_SECRET for key in self.secret_keys):
            raise SettingsError(f"PATHWAY_SECRET_KEYS: each key needs at least {MINIMUM_SECRET} characters.")
        refuse_unsafe_keys(self)
        if self.proxies < 0:
            raise SettingsError("PATHWAY_PROXIES counts the proxies in front of the app: 0 or more.")
        parts = urlsplit(self.origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            raise SettingsError("PATHWAY_ORIGIN is an address such as https://pathway.example.org, without a path.")
        if urlsplit(self.leave_to).scheme != "https":
            raise SettingsError("PATHWAY_LEAVE_TO must be an https address.")
        if self.env == "production" and parts.scheme != "https":
            raise SettingsError("PATHWAY_ORIGIN must be https in production.")
        if self.test_clock is not None and self.env != "test":
            raise SettingsError("PATHWAY_TEST_CLOCK is for the test environment only.")
        if self.map_tiles_url is not None:
            refuse_unsafe_tiles(self.map_tiles_url, self.map_tiles_attribution, live=self.env == "production")

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names this app answers to; any other gets a 400 page."""
        own = urlsplit(self.origin).hostname or ""
        local = [] if self.env == "production" else ["127.0.0.1", "localhost", "[::1]"]
        return [own, *(host for host in local if host != own)]

    @property
    def is_https(self) -> bool:
        """Whether the app is reached over https, so that cookies may be marked Secure."""
        return self.origin.startswith("https:")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read `PATHWAY_*`. In development a key file written by `pathway init` replaces a missing secret."""
        env = os.environ if environ is None else environ
        instance = Path(env.get("PATHWAY_INSTANCE", str(ROOT / "instance"))).resolve()
        name = env.get("PATHWAY_ENV", "development")
        secrets = {setting: env.get(setting, "").strip() for setting in DEVELOPMENT_KEYS}
        if name != "production":
            secrets = {
                setting: value or _read(instance / DEVELOPMENT_KEYS[setting]).strip()
                for setting, value in secrets.items()
            }
        clock = env.get("PATHWAY_TEST_CLOCK")
        return cls(
            env=name,
            origin=env.get("PATHWAY_ORIGIN", "http://127.0.0.1:8000").rstrip("/"),
            proxies=_whole_number("PATHWAY_PROXIES", env.get("PATHWAY_PROXIES", "0")),
            database_url=env.get("PATHWAY_DATABASE_URL") or f"sqlite:///{instance / 'pathway.db'}",
            secret_keys=_keys(secrets["PATHWAY_SECRET_KEYS"]),
            field_keys=secrets["PATHWAY_FIELD_KEYS"],
            index_key=secrets["PATHWAY_INDEX_KEY"],
            audit_key=secrets["PATHWAY_AUDIT_KEY"],
            notify=env.get("PATHWAY_NOTIFY") or ("" if name == "production" else f"dir:{instance / 'messages'}"),
            mail_from=env.get("PATHWAY_MAIL_FROM") or "pathway@localhost",
            leave_to=env.get("PATHWAY_LEAVE_TO", LEAVE_TO),
            instance=instance,
            snapshot=Path(env.get("PATHWAY_SNAPSHOT") or instance / "public-pages.db").resolve(),
            test_clock=Path(clock) if clock else None,
            map_tiles_url=env.get("PATHWAY_MAP_TILES_URL") or None,
            map_tiles_attribution=env.get("PATHWAY_MAP_TILES_ATTRIBUTION", "").strip(),
        )


def refuse_unsafe_keys(settings: Settings) -> None:
    """Raise SettingsError unless every key of data at rest is there, long enough, and different from the others."""
    hint = "In development, `pathway init` writes one for you."
    if not settings.field_keys:
        raise SettingsError(f"PATHWAY_FIELD_KEYS is missing. {hint}")
    try:
        FieldKeys.parse(settings.field_keys)
    except ValueError as error:
        raise SettingsError(f"PATHWAY_FIELD_KEYS: {error}.") from error
    single = {"PATHWAY_INDEX_KEY": settings.index_key, "PATHWAY_AUDIT_KEY": settings.audit_key}
    for name, key in single.items():
        if not key:
            raise SettingsError(f"{name} is missing. {hint}")
        if len(key) < MINIMUM_SECRET:
            raise SettingsError(f"{name} needs at least {MINIMUM_SECRET} characters.")
    if len({*settings.secret_keys, *single.values()}) < len(settings.secret_keys) + len(single):
        raise SettingsError("PATHWAY_SECRET_KEYS, PATHWAY_INDEX_KEY and PATHWAY_AUDIT_KEY must differ from each other.")


def refuse_unsafe_tiles(url: str, attribution: str, *, live: bool) -> None:
    """Raise SettingsError unless this is one fixed host, asked for whole numbers in its path, and named on the map."""
    name = "PATHWAY_MAP_TILES_URL"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError(f"{name} is not an address.") from error
    host = parts.hostname or ""
    if not host or set("{}%") & set(parts.netloc) or parts.username is not None or port == 0:
        raise SettingsError(f"{name} needs one host, written out, without a name or password.")
    if parts.scheme != "https" and (live or host not in {"127.0.0.1", "localhost"}):
        raise SettingsError(f"{name} must be https.")
    rest = url.partition(parts.netloc)[2]
    if sorted(re.findall(r"\{[^}]*\}", rest)) != ["{x}", "{y}", "{z}"] or re.sub(r"\{[xyz]\}", "", rest).count("{"):
        raise SettingsError(f"{name} holds {{z}}, {{x}} and {{y}} once each after its host, and no other braces.")
    if not attribution:
        raise SettingsError("PATHWAY_MAP_TILES_ATTRIBUTION is missing: the map has to say whose pictures it shows.")
    if len(attribution) > LONGEST_ATTRIBUTION or set("{}<>") & set(attribution):
        raise SettingsError(f"PATHWAY_MAP_TILES_ATTRIBUTION is plain text of at most {LONGEST_ATTRIBUTION} characters.")


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key for key in text.replace("\n", ",").split(",") if key.strip())


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise SettingsError(f"{name} is {text!r}; it must be a whole number.")
    return int(text)
