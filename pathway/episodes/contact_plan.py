"""How she may be reached: each permission is "no" unless she said yes. Plain Python."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pathway.episodes.vocabulary import CONTACT_WORDS, NEEDS_NUMBER, ContactMethod

LONGEST_ALIAS, LONGEST_WHERE, LONGEST_TIMES = 40, 120, 120


@dataclass(frozen=True)
class ContactPlan:
    """How, where and when. `where` is a number for calls and texts, and else a place, a session or a word to ask for.

    `is_masked`: somebody else has her telephone, so nobody uses or shows the number. `is_nobody`: she asked that nobody
    contacts her.
    """

    method: ContactMethod
    where: str = ""
    safe_times: str = ""
    may_leave_voicemail: bool = False
    may_text: bool = False
    may_say_who: bool = False
    is_masked: bool = False
    is_nobody: bool = False

    @property
    def has_number(self) -> bool:
        """Whether `where` is a telephone number."""
        return self.method in NEEDS_NUMBER and bool(self.where)

    def without(self, *, number: bool, anything: bool) -> "ContactPlan":
        """Return the plan without her number, which somebody else may answer, or without any way to reach her."""
        if anything:
            return replace(self, where="", safe_times="", is_nobody=True)
        return replace(self, where="", is_masked=True) if number and self.method in NEEDS_NUMBER else self

    @property
    def is_closed(self) -> bool:
        """Whether no way to reach her is left: nobody may, or somebody else has the telephone that was the way."""
        return self.is_nobody or (self.is_masked and self.method in NEEDS_NUMBER)

    @property
    def rings_to(self) -> str | None:
        """What a telephone dials, where she said that she may be called; None otherwise."""
        return f"tel:{self._dialled}" if self.has_number and self.method is ContactMethod.CALL else None

    @property
    def texts_to(self) -> str | None:
        """What a telephone writes a text to, where she said that she may be texted; None otherwise."""
        may = self.method is ContactMethod.TEXT or self.may_text
        return f"sms:{self._dialled}" if self.has_number and may else None

    @property
    def _dialled(self) -> str:
        return "".join(sign for sign in self.where if sign.isdigit() or sign == "+")

    def flags(self) -> Iterator[str]:
        """Yield what must be known before the number is used, in words; the ban alone where no way is left."""
        if self.is_nobody:
            yield "CONTACT NOBODY: she asked not to be contacted by any way."
            return
        if self.is_masked:
            yield "DO NOT RING OR TEXT: somebody else has her telephone."
            if self.is_closed:
                return
        if self.method is ContactMethod.TEXT:
            yield "Text only: do NOT ring."
        elif self.method is ContactMethod.CALL:
            yield "Voicemail: yes." if self.may_leave_voicemail else "NO voicemail."
            yield "Text: yes." if self.may_text else "NO text."
        if self.method in NEEDS_NUMBER:
            yield "You may say who you are." if self.may_say_who else "Do NOT say who you are to anybody else."
        yield f"Safe times: {self.safe_times}." if self.safe_times else "Safe times: not said. Ask the referrer."

    def in_words(self) -> str:
        """Return the way to reach her in one line, without where."""
        return CONTACT_WORDS[self.method]

    def as_json(self) -> dict[str, Any]:
        """Write it for a sealed column."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "ContactPlan":
        """Read it back."""
        return cls(**{**stored, "method": ContactMethod(stored["method"])})
