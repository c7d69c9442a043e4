"""Sealed values in the database: AES-256-GCM, bound to the row and column of the value.

A sealed value is `<key id>:` + 12 bytes of nonce + ciphertext with its tag. The associated data is
`table:column:row id`, so a value copied to another row or column does not open there. Several keys may open; the first
seals. Standard: NIST SP 800-38D, through `cryptography`.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pathway.core.errors import SealError

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,24}")


@dataclass(frozen=True)
class FieldKeys:
    """The keys of sealed fields by id, newest first. Their bytes never show in its repr."""

    by_id: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "FieldKeys":
        """Read `id:base64,id:base64`, newest first. Raises ValueError, whose message repeats no key."""
        keys: dict[str, bytes] = {}
        for part in (entry.strip() for entry in text.replace("\n", ",").split(",")):
            if not part:
                continue
            name, _, encoded = part.partition(":")
            if not KEY_ID.fullmatch(name):
                raise ValueError("each key is written id:base64, and an id is up to 24 letters, digits, . _ or -")
            if name in keys:
                raise ValueError(f"the id {name} stands twice")
            try:
                key = base64.b64decode(encoded, altchars=b"-_", validate=True)
            except binascii.Error as error:
                raise ValueError(f"the key {name} is not base64") from error
            if len(key) != KEY_BYTES:
                raise ValueError(f"the key {name} holds {len(key)} bytes and needs {KEY_BYTES}")
            keys[name] = key
        if not keys:
            raise ValueError("there is none")
        return cls(keys)

    @property
    def newest(self) -> str:
        """The id of the key that seals."""
        return next(iter(self.by_id))

    def seal(self, value: bytes, bound_to: str) -> bytes:
        """Seal a value for one place, written `table:column:row id`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.by_id[self.newest]).encrypt(nonce, value, bound_to.encode())
        return self.newest.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Open what was sealed for this place. Raises SealError for any other place, key or content."""
        name, _, rest = sealed.partition(b":")
        key = self.by_id.get(name.decode("ascii", "replace"))
        if key is None:
            raise SealError("this value was sealed with a key that is not among PATHWAY_FIELD_KEYS")
        try:
            return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError("this value does not open where it stands: it was changed, or moved here") from error


def new_key(name: str) -> str:
    """Return a new key as `id:base64`."""
    return f"{name}:{base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()}"


@dataclass(frozen=True)
class Keys:
    """Every key that data at rest needs."""

    fields: FieldKeys
    index: bytes = field(repr=False)
    audit: bytes = field(repr=False)


_find: Callable[[], Keys] | None = None


def find_keys_with(find: Callable[[], Keys]) -> None:
    """Set the function that finds the keys of the present app: models import no app."""
    global _find
    _find = find


def keys() -> Keys:
    """Return the keys of the present app. Raises SealError where there is none."""
    if _find is None:
        raise SealError("no keys are known to this process")
    return _find()


def token_digest(token: str) -> str:
    """Return the SHA-256 (64 hex digits) of a token, which has so many random bits that no key is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def blind_index(purpose: str, value: str) -> str:
    """Return an HMAC-SHA256 (64 hex digits) by which equal values can be looked up without being read.

    Only for duplicates of a sealed value: a reader of the database still sees which rows are equal.
    """
    return hmac.new(keys().index, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()
