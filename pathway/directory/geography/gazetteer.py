"""What `near` may hold, and the place each means."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pathway.directory.geography import notes, phrases
from pathway.directory.geography.distance import miles_between
from pathway.directory.geography.postcodes import without_postcodes
from pathway.directory.geography.tables import OutcodeTable, PlaceTable, PostcodeTable, Row, SectorTable
from pathway.directory.geography.text import name_key, plain

# Nothing that is accepted is longer; what is longer is not looked at.
LONGEST_NAME = 80
# An outward code's middle lies within this of the places in it.
NEIGHBOURHOOD_MILES = 2

_PUNCTUATION = re.compile(r"[\s.,()_-]+")
_CODE_WORD = re.compile(r"[A-Z0-9]{1,5}")
_DIGIT = re.compile("[0-9]")
_ABROAD = re.compile(r"(?:BT|GY|IM|JE)[0-9]{1,3}")
_BOROUGH_TITLE = re.compile(r"(?:the )?(?:(?:london|royal) borough of|lb(?: of)?|city of) ")

# Neighbourhoods that other councils share; the table has only the part inside Brent.
_CROSS_THE_BORDER = frozenset({"Cricklewood", "Kensal Green", "Kenton", "Kilburn", "Queens Park", "Queensbury"})
# Towns better known elsewhere in England.
_SAME_NAME_ELSEWHERE = frozenset({"Preston", "Sudbury"})


class PlaceKind(StrEnum):
    """How a place was named."""

    SECTOR = "sector"
    OUTCODE = "outcode"
    BOROUGH = "borough"
    BRENT_PLACE = "brent_place"


class InBrent(StrEnum):
    """Whether a place is in Brent. An outward code is never YES: it does not decide the borough."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere distances can start from.

    `name` is what the page shows and the address holds, and finds the same place again. The point is the
    place's middle in degrees (WGS 84). `note` is plain text for the page. `in_brent` is None where nobody
    can say.
    """

    kind: PlaceKind
    name: str
    latitude: float
    longitude: float
    note: str | None
    in_brent: InBrent | None

    @property
    def point(self) -> tuple[float, float]:
        """Return (latitude, longitude)."""
        return self.latitude, self.longitude


class Gazetteer:
    """The places that can be typed, from the tables in one folder. It raises on no text, however odd."""

    def __init__(self, folder: Path) -> None:
        self.postcodes = PostcodeTable(folder)
        self.sectors = SectorTable(folder)
        self.outcodes = OutcodeTable(folder)
        self.places = PlaceTable(folder)

    def find(self, text: str) -> Place | None:
        """Return the place the whole text names, or None.

        A full postcode gives its sector. A sector we do not have gives its outward code, whose note says so.
        An outward code used for post alone gives None; `why_not` says why.
        """
        answer = self._answer(text)
        return answer if isinstance(answer, Place) else None

    def why_not(self, text: str) -> str | None:
        """Return a sentence on why a real code is not a place we know; None when there is nothing to say."""
        answer = self._answer(text)
        return answer if isinstance(answer, str) else None

    def places_in(self, text: str) -> tuple[str, Place | None]:
        """Take one place out of a longer phrase: return what is left, and the place or None.

        A full postcode counts as its sector, and every one is cut out. Otherwise it is the longest Brent
        place, sector or outward code. A name and a code for one spot ("Harlesden NW10") go together. A
        borough's name stays in the text: listings carry it as a word.
        """
        rest, sectors = without_postcodes(text)
        place = next(filter(None, map(self.find, sectors)), None)
        for _ in ("name", "code"):
            span = phrases.place_in(rest, self._known_in_phrases)
            other = self.find(rest[span.start : span.end]) if span else None
            if not span or not other or (place and not _same_spot(place, other)):
                break
            rest, place = phrases.without(rest, span), place or other
        # Taking a name out can bring the halves of a postcode together.
        return without_postcodes(rest)[0], place

    def sector_point(self, postcode: str) -> tuple[float, float] | None:
        """Return the middle (latitude, longitude) of a postcode's sector, else of its outward code, or None.

        For a site whose own coordinates are not known: mark the point approximate.
        """
        place = self.find(postcode)
        return place.point if place and place.kind in {PlaceKind.SECTOR, PlaceKind.OUTCODE} else None

    def _answer(self, text: str) -> Place | str | None:
        """Return the place the text names, or a sentence on why it is none, or None."""
        text = text.strip()
        if not 0 < len(text) <= LONGEST_NAME:
            return None
        rest, sectors = without_postcodes(text)
        if len(sectors) == 1 and not name_key(rest):
            text = sectors[0]
        return self._code(_PUNCTUATION.sub(" ", plain(text)).upper().split()) or self._named(name_key(text))

    def _code(self, words: list[str]) -> Place | str | None:
        """Read a sector or an outward code. "E1 1" and "E11" differ, so spaces count; "NW 10" is NW10."""
        if not words or len(words) > 3 or not all(map(_CODE_WORD.fullmatch, words)):
            return None
        if _ABROAD.fullmatch("".join(words)):
            return notes.outside_great_britain(" ".join(words))
        *before, last = words
        head = "".join(before)
        if head.isalpha():
            return self._code([head + last])
        if not head:
            # "NW104" is NW10 4 because there is one; "S47" is not taken for S4 7.
            in_table = last in self.sectors.rows
            return self._outcode(last) or (self._sector(last[:-1], last[-1]) if in_table else None)
        return self._sector(head, last) if before[0].isalpha() or len(before) == 1 else None

    def _sector(self, outcode: str, digit: str) -> Place | str | None:
        area = self.outcodes.row(outcode)
        if area is None or not _DIGIT.fullmatch(digit):
            return None
        sector = self.sectors.row(outcode + digit)
        if sector is None or area.non_geographic:
            return self._outcode(outcode)
        if sector.non_geographic:
            # Its own point is a sorting office, which can be in another borough than its boxes' owners.
            note = notes.for_post_only(sector.name, area.name)
            return Place(PlaceKind.SECTOR, sector.name, area.latitude, area.longitude, note, None)
        if 0 < sector.share_in_brent < 1:
            note = notes.partly_in_brent(sector.name, sector.share_in_brent)
            return _place(PlaceKind.SECTOR, sector, note, InBrent.PARTLY)
        return _place(PlaceKind.SECTOR, sector, None, InBrent.YES if sector.share_in_brent else InBrent.NO)

    def _outcode(self, outcode: str) -> Place | str | None:
        row = self.outcodes.row(outcode)
        if row is None:
            return None
        if row.non_geographic:
            return notes.post_and_no_place(row.name)
        if row.name not in self._london_outcodes:
            return _place(PlaceKind.OUTCODE, row, notes.known_only_whole(row.name), InBrent.NO)
        note = notes.from_the_middle_of(row.name)
        if 0 < row.share_in_brent < 1:
            note = f"{notes.partly_in_brent(row.name, row.share_in_brent)} {note}"
        return _place(PlaceKind.OUTCODE, row, note, InBrent.PARTLY if row.share_in_brent else InBrent.NO)

    def _named(self, key: str) -> Place | None:
        if row := self.places.brent_places.get(key):
            if row.name in _CROSS_THE_BORDER:
                return _place(PlaceKind.BRENT_PLACE, row, notes.crosses_the_border(row.name), InBrent.PARTLY)
            note = notes.same_name_elsewhere(row.name) if row.name in _SAME_NAME_ELSEWHERE else None
            return _place(PlaceKind.BRENT_PLACE, row, note, InBrent.YES)
        boroughs = self.places.boroughs
        if row := boroughs.get(key) or boroughs.get(_BOROUGH_TITLE.sub("", key, count=1)):
            in_brent = InBrent.YES if row.share_in_brent else InBrent.NO
            return _place(PlaceKind.BOROUGH, row, notes.from_the_middle_of("the borough"), in_brent)
        return None

    @cached_property
    def _london_outcodes(self) -> frozenset[str]:
        return frozenset(row.name.split()[0] for row in self.sectors.rows.values())

    @cached_property
    def _known_in_phrases(self) -> phrases.Known:
        areas = {re.split("[0-9]", outcode)[0] for outcode in self._london_outcodes}
        return phrases.Known(self.places.brent_places, areas, lambda code: self.find(code) is not None)


def _same_spot(a: Place, b: Place) -> bool:
    """Whether one is a name, the other a code, and both mean one neighbourhood."""
    name_and_code = (a.kind is PlaceKind.BRENT_PLACE) != (b.kind is PlaceKind.BRENT_PLACE)
    return name_and_code and miles_between(a.point, b.point) < NEIGHBOURHOOD_MILES


def _place(kind: PlaceKind, row: Row, note: str | None, in_brent: InBrent | None) -> Place:
    return Place(kind, row.name, row.latitude, row.longitude, note, in_brent)
