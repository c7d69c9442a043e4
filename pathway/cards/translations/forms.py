"""What may be typed as the words of a card: a field for each phrase."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathway.cards.translations.phrases import PHRASES, fault_of

LONGEST = 200


@dataclass
class PhraseField:
    """One phrase in English, what was typed for it, and what is wrong with that."""

    id: str
    phrase: str
    text: str
    error: str = ""


class WordsForm:
    """The words of all phrases. Line ends and double spaces become one space."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take the words by field: "phrase-1" and so on."""
        self.fields = [
            PhraseField(name, phrase, " ".join(texts.get(name, "").split())[:LONGEST])
            for name, phrase in ((f"phrase-{place}", phrase) for place, phrase in enumerate(PHRASES, 1))
        ]
        self.problem = ""

    @classmethod
    def showing(cls, words: Mapping[str, str]) -> "WordsForm":
        """Return the form with words by their phrase."""
        return cls({f"phrase-{place}": words.get(phrase, "") for place, phrase in enumerate(PHRASES, 1)})

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by its phrase."""
        return {field.phrase: field.text for field in self.fields}

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) for the error summary, in the form's order."""
        errors = [(f"#{field.id}", f"{field.phrase}: {field.error}") for field in self.fields if field.error]
        return [(f"#{self.fields[0].id}", self.problem), *errors] if self.problem else errors

    def validate(self) -> bool:
        """Look at each phrase; say what is wrong beside it."""
        for field in self.fields:
            field.error = fault_of(field.phrase, field.text) or ""
        return not any(field.error for field in self.fields)
