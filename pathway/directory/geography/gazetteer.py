"""The places that can be typed into `near`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pathway.directory.geography import notes, phrases
from pathway.directory.geography.place import (
    InBrent,
    Place,
    PlaceKind,
    SharedName,
    borough_place,
    brent_place,
    is_same_place,
    is_same_spot,
    place_at,
    region_place,
    sector_place,
    shared_name,
    with_qualifier,
)
from pathway.directory.geography.tables import OutcodeTable, PlaceTable, PostcodeTable, Row, SectorTable
from pathway.directory.geography.text import name_key, place_key, plain, split_phrase, without_postcodes, words_in
from pathway.directory.geography.towns import LONDON, Town, TownTable
from pathway.directory.vocabulary import Nation

# No place has a longer name; longer text is not looked up.
LONGEST_NAME = 80
MOST_MEANT = 3
"""Names suggested for a misspelt one."""

_PUNCTUATION = re.compile(r"[\s.,()_-]+")
_CODE_WORD = re.compile(r"[A-Z0-9]{1,5}")
_DIGIT = re.compile("[0-9]")
_NO_POSTCODES = re.compile(r"(BT|GY|IM|JE)[0-9]{1,3}")
_LARGER = {"BT": "northern ireland", "GY": "guernsey", "IM": "isle of man", "JE": "jersey"}
# "Stratford, London", "NW10 London": the qualifier comes last.
_LAST_LONDON = re.compile(r"(?<=\S)[\s,]+london$", re.IGNORECASE)
_MOST_QUALIFIER_WORDS = 5
_BOROUGH_TITLE = re.compile(r"(?:the )?(?:(?:london|royal) borough of|lb(?: of)?|city of) ")


_BORDER_AREAS = frozenset("CA CH DG GL HR LD LL NP SY TD".split())
"""Postcode areas in two nations, or next to the border."""

_SHORTEST_MISSPELT = 4
"""With fewer letters, one slip makes another name: "Ely" is not "Eye"."""

_SHORTEST_WITH_TWO_SLIPS = 8
_MOST_CANDIDATES = 12


class Gazetteer:
    """The places that can be typed, from the tables in one folder. It raises on no text, however odd."""

    def __init__(self, folder: Path) -> None:
        self.postcodes = PostcodeTable(folder)
        self.sectors = SectorTable(folder)
        self.outcodes = OutcodeTable(folder)
        self.places = PlaceTable(folder)
        self.towns = TownTable(folder)

    def find(self, text: str) -> Place | None:
        """Return the place that the whole text names, or None.

        A full postcode gives its sector. A sector we do not have gives its outward code, whose note says so.
        An outward code used for post only gives None; `why_not` says why. So does a name that several places
        share; `shared` says which.
        """
        answer = self._answer(text)
        return answer if isinstance(answer, Place) else None

    def shared(self, text: str) -> SharedName | None:
        """Return the places that a name may mean, if she has to say which; else None."""
        answer = self._answer(text)
        return answer if isinstance(answer, SharedName) else None

    def why_not(self, text: str) -> str | None:
        """Return a sentence on why a real code is not a place, or None."""
        answer = self._answer(text)
        return answer if isinstance(answer, str) else None

    def meant(self, text: str, most: int = MOST_MEANT) -> tuple[str, ...]:
        """Return the names that a misspelt one may mean, Brent's first, then London's; never for a code.

        `find` or `shared` accepts each of them. They contain nothing of the typed text.
        """
        key = name_key(_LAST_LONDON.sub("", text.strip())) if len(text) <= LONGEST_NAME else ""
        answers = [answer for name in _names_near(key, self._spellings) if (answer := self._place_or_names(name))]
        ordered = sorted(
            answers, key=lambda answer: (answer.scope.in_brent is not True, answer.scope.in_london is not True)
        )
        return tuple(dict.fromkeys(answer.name for answer in ordered))[:most]

    def places_in(self, text: str) -> tuple[str, Place | SharedName | None]:
        """Take one place out of a longer phrase: return the rest of the text, and the place or None.

        A full postcode counts as its sector, and every one is cut out. Otherwise it is the longest Brent
        place, sector or outward code. A name and a code for one spot ("Harlesden NW10") go together. A
        borough's name stays in the text: it is a word in listings. A town counts if "in" or "near" comes before
        it, or a large one at the very end.
        """
        rest, sectors, words = split_phrase(text)
        place: Place | SharedName | None = next(filter(None, map(self.find, sectors)), None)
        for _ in ("name", "code"):
            found = phrases.place_in(rest, words, self._keys_in_phrases, or_town=place is None and not sectors)
            if found is None:
                break
            span, is_town = found
            other = self._place_or_names(rest[span.start : span.end])
            if is_town:
                rest, place = phrases.without_town(rest, span), other
                break
            if not other or (place and not is_same_spot(place, other)):
                break
            rest, place = phrases.without(rest, span), place or other
            words = words_in(rest)
        # Taking a name out can bring the halves of a postcode together.
        return without_postcodes(rest)[0] if place else rest, place

    def sector_point(self, postcode: str) -> tuple[float, float] | None:
        """Return the middle (latitude, longitude) of a postcode's sector, else of its outward code, or None.

        For a site whose own coordinates are not known: mark the point approximate.
        """
        place = self.find(postcode)
        return place.point if place and place.kind in {PlaceKind.SECTOR, PlaceKind.OUTCODE} else None

    def _place_or_names(self, text: str) -> Place | SharedName | None:
        answer = self._answer(text)
        return None if isinstance(answer, str) else answer

    def _answer(self, text: str) -> Place | SharedName | str | None:
        """Return the place the text names, or those it may mean, or a sentence on why it is not one, or None."""
        text = text.strip()
        if not 0 < len(text) <= LONGEST_NAME:
            return None
        rest, sectors = without_postcodes(text)
        if len(sectors) == 1 and not name_key(rest):
            text = sectors[0]
        named = _LAST_LONDON.sub("", text)
        return (
            self._code(_PUNCTUATION.sub(" ", plain(named)).upper().split())
            or self._named(text)
            or self._qualified(text)
            or self._region(name_key(text))
        )

    def _code(self, words: list[str]) -> Place | str | None:
        """Read a sector or an outward code. "E1 1" and "E11" differ, so spaces count; "NW 10" is NW10."""
        if not words or len(words) > 3 or not all(map(_CODE_WORD.fullmatch, words)):
            return None
        if area := _NO_POSTCODES.fullmatch("".join(words)):
            return self._region(_LARGER[area[1]])
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
            # Its own point is a sorting office, maybe in another borough than the owners of its boxes.
            note = notes.for_post_only(sector.name, area.name)
            row = sector._replace(latitude=area.latitude, longitude=area.longitude)
            return sector_place(row, note, None)
        if 0 < sector.share_in_brent < 1:
            note = notes.partly_in_brent(sector.name, sector.share_in_brent)
            return sector_place(sector, note, InBrent.PARTLY)
        return sector_place(sector, None, InBrent.YES if sector.share_in_brent else InBrent.NO)

    def _outcode(self, outcode: str) -> Place | str | None:
        row = self.outcodes.row(outcode)
        if row is None:
            return None
        if row.non_geographic:
            return notes.post_and_no_place(row.name)
        if row.name not in self._london_outcodes:
            return self._outside_london(
                place_at(PlaceKind.OUTCODE, row, notes.known_only_whole(row.name), InBrent.NO), row
            )
        note = notes.from_the_middle_of(row.name)
        if 0 < row.share_in_brent < 1:
            note = f"{notes.partly_in_brent(row.name, row.share_in_brent)} {note}"
        place = place_at(PlaceKind.OUTCODE, row, note, InBrent.PARTLY if row.share_in_brent else InBrent.NO)
        # For one that is partly in London, by its sectors, nobody can say.
        return replace(place, nation=Nation.ENGLAND, in_london=self._london_outcodes[row.name])

    def _outside_london(self, place: Place, row: Row) -> Place:
        """Add the nation and areas of an outward code, from its council and the towns near it."""
        about = self.towns.nearest(place.point)
        nation = row.nation
        area = re.split("[0-9]", row.name)[0]
        if area in _BORDER_AREAS and any(town.nation is not nation for town in about):
            nation = None
        return replace(place, nation=nation, in_london=False, areas=about[0].areas if about else frozenset())

    def _named(self, text: str) -> Place | SharedName | None:
        """Return the place with this name; all of them if there are several."""
        key = name_key(text)
        untitled = _BOROUGH_TITLE.sub("", key, count=1)
        if untitled != key and (row := self.places.boroughs.get(untitled)):
            return borough_place(row)
        candidates = self._all_named(key)
        if len(candidates) > 1:
            return shared_name(text, (place for _, place in candidates))
        return candidates[0][1] if candidates else None

    def _all_named(self, key: str) -> list[tuple[frozenset[str], Place]]:
        """Return every place with a name and its qualifiers: Brent's first, then London's, then the largest."""
        places: list[tuple[frozenset[str], Place]] = []
        if row := self.places.brent_places.get(key):
            places.append((_IN_BRENT, brent_place(row)))
        elif row := self.places.boroughs.get(key):
            places.append((_IN_LONDON, borough_place(row)))
        towns = [
            town
            for town in self.towns.named(place_key(key))
            if not any(is_same_place(town, place) for _, place in places)
        ]
        towns.sort(key=lambda town: not town.in_london)  # a stable sort: the largest stay first
        is_shared = len(places) + len(towns) > 1
        places = [(qualifiers, with_qualifier(place) if is_shared else place) for qualifiers, place in places]
        return places + [(town.qualifiers, self._town(town, is_shared=is_shared)) for town in towns]

    def _qualified(self, text: str) -> Place | SharedName | None:
        """Read "Newport, Isle of Wight", also without its comma. If the qualifier is wrong, ask which place it is."""
        name, comma, which = text.partition(",")
        if comma:
            candidates = self._all_named(name_key(name))
            if not candidates and (region := self._region(name_key(name))):
                return region
            matches = [place for qualifiers, place in candidates if _says(which, qualifiers)] or [
                place for _, place in candidates
            ]
            is_so = len(matches) == 1 and (len(matches) < len(candidates) or _says(which, candidates[0][0]))
            return matches[0] if is_so else shared_name(name, matches) if matches else None
        words = text.split()
        for last in range(1, min(len(words), _MOST_QUALIFIER_WORDS + 1)):
            candidates = self._all_named(name_key(" ".join(words[:-last])))
            matches = [place for qualifiers, place in candidates if _says(" ".join(words[-last:]), qualifiers)]
            if matches:
                return matches[0] if len(matches) == 1 else shared_name(" ".join(words[:-last]), matches)
        return None

    def _town(self, town: Town, *, is_shared: bool) -> Place:
        own = len(self.towns.named(place_key(town.name))) + (name_key(town.name) in self.places.rows) > 1
        is_all_london = town.name == LONDON and town.in_london
        return Place(
            PlaceKind.TOWN,
            f"{town.name}, {town.which}" if own and is_shared else town.name,
            town.latitude,
            town.longitude,
            notes.from_the_middle_of(town.name),
            None if is_all_london else InBrent.NO,
            town.nation,
            town.in_london,
            frozenset() if is_all_london else town.areas,
        )

    def _region(self, key: str) -> Place | None:
        """Return a county, a nation or the like. Tried last: it reads every line of the table of towns."""
        region = self.towns.regions.get(key) if key in self.towns.region_names else None
        return region and region_place(*region)

    @cached_property
    def _london_outcodes(self) -> Mapping[str, bool | None]:
        """Return the outward codes with sectors in our table: whether all are in London, none, or some (None)."""
        in_london: dict[str, set[bool]] = {}
        for row in self.sectors.rows.values():
            in_london.setdefault(row.name.split()[0], set()).add(row.in_london)
        return {name: answers.pop() if len(answers) == 1 else None for name, answers in in_london.items()}

    @cached_property
    def _spellings(self) -> tuple[str, ...]:
        """The keys of all names: places in Brent, boroughs, towns from the largest, counties."""
        places, towns = self.places, self.towns
        keys = (places.brent_places, places.boroughs, towns.lines, towns.region_names)
        return tuple(dict.fromkeys(name for each in keys for name in each))

    @cached_property
    def _keys_in_phrases(self) -> phrases.PlaceKeys:
        areas = {re.split("[0-9]", outcode)[0] for outcode in self._london_outcodes}
        return phrases.PlaceKeys(
            names=self.places.brent_places,
            london_areas=areas,
            is_code=lambda code: self.find(code) is not None,
            towns=self.towns.lines,
            regions=self.towns.region_names,
            people_in=self._people_in,
        )

    def _people_in(self, key: str) -> int | None:
        """Return the population of the largest town with a name, or None. Boroughs stay words of a search."""
        if key in self.places.boroughs:
            return None
        if towns := self.towns.named(place_key(key)):
            return towns[0].population
        return phrases.KNOWN_TOWN if key in self.towns.region_names else None


_IN_LONDON = frozenset({"london", "greater london", "england"})
_IN_BRENT = _IN_LONDON | {"brent"}


def _says(which: str, qualifiers: frozenset[str]) -> bool:
    return name_key(which) in qualifiers


def _names_near(key: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin with `key`, then the nearest in spelling, in the order of `names`; a few at most."""
    if len(key) < _SHORTEST_MISSPELT or any(map(str.isdigit, key)):
        return []
    slips = 1 if len(key) < _SHORTEST_WITH_TWO_SLIPS else 2
    matches = process.extract(key, names, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_CANDIDATES)
    least = min((far for _, far, _ in matches), default=0)
    near = [name for name, far, _ in matches if far == least]
    return [*(name for name in names if name.startswith(key)), *near][:_MOST_CANDIDATES]
