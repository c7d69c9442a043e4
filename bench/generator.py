"""Made-up listings for measuring: the same number and seed always give the same ones.

Nothing in them is real: numbers are from the range reserved for fiction, addresses end in example.org, every name says
that it was generated. Points are real postcode sectors and outward codes, so that distances are realistic.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from bench.words import KINDS, organization, rare_words
from pathway.config import ROOT
from pathway.directory.client_groups import GROUPS

VERSION = 1
"""Raised when the same seed gives other listings than before."""

TODAY = date(2026, 11, 23)
PATTERNS = 400
RARE_WORDS = 6000

_BOROUGHS = """Brent Barnet Camden Ealing Harrow Hackney Haringey Islington Lambeth Lewisham Newham Southwark Croydon
Hounslow Hillingdon Westminster""".split()
_ELSEWHERE = "Leeds Bristol Manchester Liverpool Coventry Sheffield Cardiff Norwich Plymouth Glasgow".split()
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_GROUP_LABELS = [group.label for group in GROUPS.values()]


def listings(count: int, seed: int, geo: Path = ROOT / "seed" / "geo") -> Iterator[dict[str, Any]]:
    """Yield listings in the form of `seed/listings.json`."""
    random = Random(seed)  # noqa: S311 - to measure with, not to keep a secret
    generator = _Generator(random, geo)
    for number in range(count):
        yield generator.listing(number)


class _Generator:
    """The words, points and hours that the listings of one run are drawn from."""

    def __init__(self, random: Random, geo: Path) -> None:
        self.random = random
        self.rare = rare_words(random, RARE_WORDS)
        # As in any language, the second word is half as common as the first, the third a third.
        self.rarity = list(accumulate(1 / rank for rank in range(1, RARE_WORDS + 1)))
        self.patterns = [self._pattern() for _ in range(PATTERNS)]
        self.pattern_weights = list(accumulate(1 / rank for rank in range(1, PATTERNS + 1)))
        self.sectors = _points(geo / "london_postcode_sectors.csv", "sector")
        self.outcodes = _points(geo / "gb_outcodes.csv", "outcode")
        self.kinds = list(KINDS)

    def listing(self, number: int) -> dict[str, Any]:
        """Make one listing up."""
        random = self.random
        types = random.sample(self.kinds, random.choice((1, 1, 1, 2, 2, 3)))
        kind_words = random.choice(KINDS[types[0]])
        owner = organization(random)
        place, coverage, serves, point = self._somewhere()
        location = random.choices(("physical", "virtual", "area_only", "confidential"), (60, 25, 8, 7))[0]
        is_site = location == "physical"
        takes = random.choice((["professional"], ["self"], ["professional", "self"], ["professional", "self"]))
        assured = TODAY - timedelta(days=random.randint(0, 400)) if random.random() < 0.5 else None
        return {
            "id": f"generated-{number:06d}",
            "organization_name": f"{owner} (generated)",
            "organization_kind": ("charity", "charity", "council", "nhs", "other")[hash_of(owner) % 5],
            "is_first_responder": False,
            "name": f"{owner} {kind_words}, {place} (generated {number})",
            "alternate_name": None,
            "description": f"{kind_words.capitalize()} in {place}. {self._sentence()} {self._sentence()}",
            "url": f"https://service-{number}.example.org/",
            "email": None,
            "phone_free": random.random() < 0.3,
            "schedule_description": None,
            "status": "active",
            "eligibility_description": None if random.random() < 0.6 else self._sentence(),
            "minimum_age": random.choice((None, None, 16, 18)),
            "maximum_age": None,
            "women_only": random.random() < 0.4,
            "coverage": coverage,
            "service_area_description": None,
            "location_type": location,
            "address_1": f"{random.randint(1, 200)} Made-up Road" if is_site else None,
            "city": place if is_site else None,
            "postal_code": None,
            "country": "GB",
            "latitude": round(point[0] + random.uniform(-0.01, 0.01), 5) if is_site else None,
            "longitude": round(point[1] + random.uniform(-0.01, 0.01), 5) if is_site else None,
            "coordinate_source": "generated" if is_site else None,
            "taxonomy_terms": random.sample(("helpline", "outreach", "casework", "drop-in", "advice", "housing"), 2),
            "approach": random.choice((None, None, "exit-focused", "harm-reduction", "rights-led")),
            "interpretation_services": random.choice((None, None, None, "Polish and Romanian", "By arrangement")),
            "alert": None,
            "assured_date": assured.isoformat() if assured else None,
            "confidence": "A",
            "verification_notes": None,
            "sources": [],
            "agency_types": [kind.value for kind in types],
            "serves": serves,
            "for_whom": random.sample(_GROUP_LABELS, 1) if random.random() < 0.35 else [],
            "phones": [
                {"number": f"020 7946 0{random.randint(0, 999):03d}"} for _ in range(random.choice((1, 1, 1, 2)))
            ],
            "schedules": random.choices(self.patterns, cum_weights=self.pattern_weights)[0],
            "takes_referrals_from": takes,
            "referral_channel": random.choice(("phone", "phone", "web_form", None)),
        }

    def _somewhere(self) -> tuple[str, str, str | list[str], tuple[float, float]]:
        random = self.random
        draw = random.random()
        if draw < 0.45:
            borough, sector = random.choice(_BOROUGHS), random.choice(self.sectors)
            more = random.sample(_BOROUGHS, random.choice((0, 0, 1, 2)))
            return borough, "brent" if borough == "Brent" else "near", list(dict.fromkeys([borough, *more])), sector
        if draw < 0.55:
            return "London", "london", "london", random.choice(self.sectors)
        if draw < 0.70:
            return random.choice(_ELSEWHERE), "national", "national", random.choice(self.outcodes)
        town = random.choice(_ELSEWHERE)
        return town, "elsewhere", [town], random.choice(self.outcodes)

    def _sentence(self) -> str:
        words = self.random.choices(self.rare, cum_weights=self.rarity, k=self.random.randint(6, 14))
        return " ".join(words).capitalize() + "."

    def _pattern(self) -> list[dict[str, str]]:
        random = self.random
        draw = random.random()
        if draw < 0.10:
            return []
        if draw < 0.14:
            return [_window(_DAYS, "00:00", "00:00")]
        opens, length = random.randint(7, 12), random.randint(3, 9)
        week = [
            _window(_DAYS[: random.randint(1, 5)], f"{opens:02d}:{random.choice((0, 30)):02d}", _hour(opens + length))
        ]
        if random.random() < 0.4:
            week.append(_window(_DAYS[5 : random.randint(6, 7)], "10:00", _hour(random.randint(12, 16))))
        if random.random() < 0.2:
            week.append(_window((random.choice(_DAYS),), "18:00", _hour(random.randint(21, 27) % 24)))
        return week


def hash_of(text: str) -> int:
    """Return a number that a text always gives: Python's own hash differs from run to run."""
    return sum(place * ord(letter) for place, letter in enumerate(text, 1))


def _window(days: tuple[str, ...], opens_at: str, closes_at: str) -> dict[str, str]:
    return {
        "kind": "opening",
        "freq": "WEEKLY",
        "byday": ",".join(days),
        "opens_at": opens_at,
        "closes_at": closes_at,
    }


def _hour(hour: int) -> str:
    return f"{hour % 24:02d}:00"


def _points(path: Path, name: str) -> list[tuple[float, float]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows: list[Mapping[str, str]] = list(csv.DictReader(lines))
    return [(float(row["lat"]), float(row["lon"])) for row in rows if row[name] and row["non_geographic"] == "0"]
