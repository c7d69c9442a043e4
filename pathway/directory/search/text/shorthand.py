"""Turns what people type on a phone at night into words that can be looked up.

Text-speak, initials with dots or plus signs, phone numbers with a country code, ages and school years are all written
out here, before phrases are matched. The words of listings do not pass through here.
"""

import re
from types import MappingProxyType

from pathway.directory.search.text.tokens import fold, tokens

A_CHILDS_AGE = "underage"
"""The word for an age of 17 or less, and for a school year."""

SHORTEST_NUMBER = 6
"""Digits typed in groups are one phone number from this many on: 116 123."""

_A_AND_E = re.compile(r"\ba\s*(?:&|\+|/|\band\b|\bn\b)\s*e\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.){1,5}[a-z]\b\.?|\b(?:[a-z]\.){2,5}")
_FRIENDS = re.compile(r"\b([bg])\s?/\s?f\b")
_WITH = re.compile(r"\bw/\s*o\b|\bw/")
_COUNTRY_CODE = re.compile(r"(?<![\d+])(?:\+|00)\s?44[\s\-.]*(?:\(0\)[\s\-.]*|0(?=\d{9}))?(?=\(?\d)")
_GROUPED = re.compile(r"\(?\d(?:[\d ().\-\u2010-\u2015]*\d)?")
_NOT_DIGITS = re.compile(r"\D+")

_SPELLED_OUT = "five|six|seven|eight|nine|ten"
_TEENS = "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_NO_PRICE = r"(?<![\d\u00a3$.:])\b"
_NUMBER = rf"(?:1[0-7]|[0-9]|one|two|three|four|{_SPELLED_OUT}|{_TEENS})(?![\d:.]\d|st\b|nd\b|rd\b|th\b)"
_OF_SCHOOL = rf"(?:1[0-7]|[5-9]|{_SPELLED_OUT}|{_TEENS})"
_TEEN = rf"(?:1[1-7]|{_TEENS})(?![\d:.]\d)"
_GIRL = r"(?:girls?|lass(?:es)?|lads?|boys?|females?|f|child|kid|teen(?:ager)?|student|pupil|daughter|niece|sister)\b"
_BEFORE = (
    r"\b(?:aged?|ages|turned|turning|turns|is|shes|she's|hes|im|i'm|only|just|nearly|almost|about|maybe|looks?)\s+"
)
_NOT_AN_AGE = (
    r"(?!\s*(?:times|weeks?|wks?|months?|mths?|days?|hours?|hrs?|mins?|minutes?|miles?|pm|am|stone|quid|pounds?|men|"
    r"people|women|years|yrs|st|ft|k|o'?clock|of|in|on|at)\b|\s*%|[:\u00a3.]\d)"
)
_NOT_A_COUNT = (
    r"(?![\s\-]*(?:years?|yrs?|others|clients|customers|guys|blokes|different|more|grand|cans|bottles|units|pills|tablets|"
    r"paracetamols?|step|hundred|thousand)\b)"
)
_LESS_THAN = r"\b(?:under|below|not(?: yet| quite)?|u|(?:younger|less) than)"
_FOR_HOW_LONG = "".join(
    rf"(?<!\b{word} )" for word in "for of past last over using drinking heroin crack drugs married together".split()
)
_SINCE_THEN = r"(?!\s*(?:ago|with|together|relationship|marriage|sentence|history|in|of|on|now|since|clean|sober)\b)"
_AGE = re.compile(
    "|".join(
        (
            # 14 yo, 14yo, 14 y/o, 14yrs old, 14-year-old, fourteen years old; "10 years" alone is how long.
            rf"{_NO_PRICE}{_NUMBER}[\s\-]*(?:y\s?[./]?\s?o\b\.?|(?:yrs?|years?|y)[\s\-]*(?:olds?|of age)\b)",
            rf"{_NO_PRICE}{_OF_SCHOOL}\s*(?:y|yr|year)s?\s+(?={_GIRL})",
            rf"{_NO_PRICE}(?:1[0-7]|[5-9])yr\b(?!\s*(?:ago|relationship|marriage|sentence|history))",
            # Year 9, yr 10, y11: a school year.
            r"\b(?:school\s+)?(?:year|yr|y)[\s\-]?(?:1[0-3]|[1-9])s?\b(?!\s*(?:ago|old|yo)\b)",
            rf"{_BEFORE}(?:(?:about|only|just|like|maybe)\s+)?{_OF_SCHOOL}\b{_NOT_AN_AGE}",
            rf"(?:(?<=girl )|(?<=niece )|(?<=daughter )|(?<=sister )|(?<=pupil )|(?<=student )|(?<=kid )){_TEEN}\b",
            rf"{_NO_PRICE}{_TEEN}\s+(?={_GIRL})",
            r"\b(?:1[1-7]f|f1[1-7])\b",
            rf"{_FOR_HOW_LONG}{_NO_PRICE}{_TEEN}\s?yrs?\b{_SINCE_THEN}",
            # Written out in words, these numbers are always ages.
            rf"\b(?:thirteen|fourteen|fifteen|sixteen|seventeen)\b{_NOT_AN_AGE}{_NOT_A_COUNT}",
            rf"(?:{_LESS_THAN}[\s\-]?|<\s?)(?:1[0-8]|eighteen|{_TEENS})s?\b{_NOT_AN_AGE}",
            rf"\b(?:nearly|almost)\s+(?:18|eighteen)\b{_NOT_AN_AGE}{_NOT_A_COUNT}",
            # Nothing but an age.
            r"^\s*(?:1[1-7])\s*$",
        )
    )
)

_SHORT_FORMS = MappingProxyType(
    {
        short: tuple(words.split())
        for short, words in {
            "2nite": "tonight", "2night": "tonight", "tonite": "tonight", "tnite": "tonight", "tonyt": "tonight",
            "nite": "night", "nyt": "night", "2moz": "tomorrow", "tomoz": "tomorrow", "tmrw": "tomorrow",
            "2morrow": "tomorrow", "2day": "today", "w": "with", "wiv": "with", "wv": "with", "wid": "with",
            "bf": "boyfriend",
            "bfs": "boyfriend", "boyf": "boyfriend", "gf": "girlfriend", "hubby": "husband", "hubbie": "husband",
            "u": "you", "r": "are", "ur": "your", "4": "for", "2": "to", "n": "and", "b4": "before",
            "every1": "everyone", "some1": "someone", "any1": "anyone", "no1": "nobody", "sum1": "someone",
            "cuz": "because", "coz": "because", "cos": "because", "wanna": "wants to", "wana": "wants to",
            "gonna": "going to", "gotta": "got to", "pls": "please", "plz": "please", "ppl": "people",
            "preg": "pregnant", "preggers": "pregnant", "preggo": "pregnant", "prego": "pregnant",
            "hosp": "hospital", "amb": "ambulance", "meds": "medicine", "mam": "mum", "mom": "mum",
            "thru": "through", "msg": "message", "txt": "text", "fone": "phone", "accom": "accommodation",
            "accomodation": "accommodation", "acommodation": "accommodation", "sw": "social worker",
            "ss": "social services", "coppers": "police", "feds": "police", "polis": "police",
            "shes": "she is", "hes": "he is", "hasnt": "has not", "isnt": "is not", "wasnt": "was not",
            "aint": "is not", "havent": "have not", "lass": "girl", "lassie": "girl", "lasses": "girls",
            "frm": "from", "wk": "week", "wks": "weeks", "hrs": "hours",
        }.items()
    }
)  # fmt: skip
"""Short form -> the words it means. Digits too: "4" and "2" as single words."""


def typed_tokens(text: str) -> list[str]:
    """Split typed text into words, with short forms written out; the rest as `tokens` does it."""
    plain = fold(text)
    if plain.replace(" ", "").isalpha() and plain.isascii() and not _may_say_an_age(plain):
        return _written_out((_A_AND_E.sub("ae", plain) if " e" in plain else plain).split())
    if "." in plain:
        plain = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", plain)
    if any(mark in plain for mark in "/&+ "):
        plain = _A_AND_E.sub("ae", plain)
        plain = _WITH.sub(lambda match: "without " if "o" in match.group() else "with ", plain)
        plain = _FRIENDS.sub(r"\1f", plain)
    if any(mark.isdigit() for mark in plain):
        plain = _GROUPED.sub(_one_number, _COUNTRY_CODE.sub("0", plain))
    if _may_say_an_age(plain):
        plain = _AGE.sub(f" {A_CHILDS_AGE} ", plain)
    return _written_out(tokens(plain))


def _written_out(words: list[str]) -> list[str]:
    # A letter at the end is the beginning of a word: "always w" is not "always with".
    last = words.pop() if words and len(words[-1]) == 1 else None
    meant = [long_form for word in words for long_form in _SHORT_FORMS.get(word, (word,))]
    return [*meant, last] if last else meant


def _one_number(match: "re.Match[str]") -> str:
    text = match.group()
    digits = _NOT_DIGITS.sub("", text)
    return digits if len(digits) >= SHORTEST_NUMBER else text


_AGE_HINT = re.compile("[0-9]|teen|eleven|twelve|year|yr|yo")


def _may_say_an_age(plain: str) -> bool:
    return _AGE_HINT.search(plain) is not None
