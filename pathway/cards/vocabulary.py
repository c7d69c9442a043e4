"""Which card is wanted: what is typed in the address, and the sizes of paper."""

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """How large a card is: for a purse, or to be read by somebody who sees little."""

    SMALL = "small"
    LARGE = "large"


class Sides(StrEnum):
    """How the sheet is printed: on both sides, or on one side and folded once more."""

    TWO = "two"
    ONE = "one"


class Sheet(StrEnum):
    """How many are on a sheet: as many as there is room for, or a single one."""

    FULL = "full"
    SINGLE = "single"


class Language(StrEnum):
    """A language of a card beside English, by its code. The fonts of cards have its letters."""

    ALBANIAN = "sq"
    ARABIC = "ar"
    BULGARIAN = "bg"
    FARSI = "fa"
    HUNGARIAN = "hu"
    POLISH = "pl"
    PORTUGUESE = "pt"
    ROMANIAN = "ro"
    SOMALI = "so"
    SPANISH = "es"
    URDU = "ur"

    @property
    def label(self) -> str:
        """What a page in English calls it."""
        return self.name.capitalize()

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self in {Language.ARABIC, Language.FARSI, Language.URDU}


class Notice(StrEnum):
    """What is printed of the same words to be seen by everybody."""

    POSTER = "poster"
    LEAFLET = "leaflet"
    ADVERT = "advert"

    @property
    def label(self) -> str:
        """What a page calls it."""
        return _NOTICE_LABELS[self]

    @property
    def paper_mm(self) -> tuple[int, int]:
        """Its width and height."""
        return _NOTICE_MM[self]


_NOTICE_LABELS = {
    Notice.POSTER: "Poster, A4",
    Notice.LEAFLET: "Leaflet, A5",
    Notice.ADVERT: "Press advert, 129 by 90 mm",
}
_NOTICE_MM = {Notice.POSTER: (210, 297), Notice.LEAFLET: (148, 210), Notice.ADVERT: (129, 90)}


SIZE_LABELS = {
    Size.SMALL: "The size of a bank card, folded once",
    Size.LARGE: "Large print, the size of a postcard, folded once",
}
SIDES_LABELS = {
    Sides.TWO: "On both sides, turned over the long edge",
    Sides.ONE: "On one side, folded twice",
}
SHEET_LABELS = {
    Sheet.FULL: "As many as there is room for",
    Sheet.SINGLE: "One",
}

FACES_MM = {Size.SMALL: (85.6, 54.0), Size.LARGE: (105.0, 148.5)}
"""Width and height of a folded card."""

ON_A_SHEET = {
    (Size.SMALL, Sides.TWO): 4,
    (Size.SMALL, Sides.ONE): 2,
    (Size.LARGE, Sides.TWO): 2,
    (Size.LARGE, Sides.ONE): 1,
}
"""How many fit on a sheet of A4."""


@dataclass(frozen=True)
class Wish:
    """The card that is asked for.

    `chosen`: ids or slugs of listings, each once; none of them: the default set. `language` None: English.
    """

    chosen: tuple[str, ...] = ()
    size: Size = Size.SMALL
    sides: Sides = Sides.TWO
    sheet: Sheet = Sheet.FULL
    has_code: bool = False
    language: Language | None = None

    @property
    def count(self) -> int:
        """How many cards are on a sheet."""
        return ON_A_SHEET[self.size, self.sides] if self.sheet is Sheet.FULL else 1

    def parameters(self) -> list[tuple[str, str]]:
        """Return the wish as an address has it. What is usual is left out."""
        usual = Wish()
        pairs = [("s", identifier) for identifier in self.chosen]
        pairs += [
            (name, value.value)
            for name, value, is_usual in (
                ("size", self.size, self.size is usual.size),
                ("sides", self.sides, self.sides is usual.sides),
                ("sheet", self.sheet, self.sheet is usual.sheet),
            )
            if not is_usual
        ]
        pairs += [("qr", "yes")] if self.has_code else []
        return [*pairs, ("lang", self.language.value)] if self.language else pairs


class PlaceKind(StrEnum):
    """Where cards were handed out or left: the kind of place, never which one."""

    STREET = "street"
    CLINIC = "clinic"
    HOSPITAL = "hospital"
    PHARMACY = "pharmacy"
    HOSTEL = "hostel"
    DROP_IN = "drop_in"
    POLICE = "police"
    COUNCIL = "council"
    COMMUNITY = "community"
    WORSHIP = "worship"
    BUSINESS = "business"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What a page calls it."""
        return _PLACE_LABELS[self]


_PLACE_LABELS = {
    PlaceKind.STREET: "On the street",
    PlaceKind.CLINIC: "Clinic or GP",
    PlaceKind.HOSPITAL: "Hospital",
    PlaceKind.PHARMACY: "Pharmacy",
    PlaceKind.HOSTEL: "Hostel or refuge",
    PlaceKind.DROP_IN: "Drop-in or food bank",
    PlaceKind.POLICE: "Police station or court",
    PlaceKind.COUNCIL: "Council office or library",
    PlaceKind.COMMUNITY: "Community centre",
    PlaceKind.WORSHIP: "Place of worship",
    PlaceKind.BUSINESS: "Shop, salon, hotel or bar",
    PlaceKind.OTHER: "Another kind of place",
}
