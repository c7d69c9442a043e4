"""Messages as files in a folder, for development and tests: one file for each reference."""

import json
import re
import secrets
from pathlib import Path

from pathway.config import SettingsError
from pathway.core.clock import utc_now
from pathway.notifications.senders import SETTING, Outgoing, PermanentFailureError, TemporaryFailureError

_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


class DirectorySender:
    """Writes `<reference>.json`, whole or not at all. The same reference again is the same file."""

    def __init__(self, folder: Path, mail_from: str) -> None:
        self.folder = folder
        self.mail_from = mail_from

    @classmethod
    def from_setting(cls, notify: str, mail_from: str) -> "DirectorySender":
        """Read `dir:/path`."""
        folder = Path(notify.removeprefix("dir:"))
        if not folder.is_absolute():
            raise SettingsError(f"{SETTING}: dir: wants a path from the root, such as dir:/var/lib/pathway/messages.")
        return cls(folder, mail_from)

    def send(self, message: Outgoing) -> None:
        """Write the message."""
        if not _FILE_NAME.fullmatch(message.reference):
            raise PermanentFailureError("the reference is no name for a file")
        fields = {
            "reference": message.reference,
            "channel": message.channel.value,
            "from": self.mail_from,
            "to": message.recipient,
            "subject": message.subject,
            "body": message.body,
            "at": utc_now().isoformat(),
        }
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A name of its own: another worker may be writing the same message.
            new = self.folder / f".{secrets.token_hex(8)}.new"
            new.touch(mode=0o600, exist_ok=False)
            new.write_text(json.dumps(fields, indent=1), "utf-8")
            new.replace(self.folder / f"{message.reference}.json")
        except OSError as error:
            raise TemporaryFailureError("the folder cannot be written") from error
