"""Where a service is: a door to go to, an area, no place, or a place that nobody may know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import uuid4

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from pathway.directory.editing.parts import Values
from pathway.directory.editing.sections.row_fields import ADD, RowForm, Rows
from pathway.directory.editing.sections.section import Around, SectionForm, typed_id, words_or_none
from pathway.directory.exchange.sector_points import on_the_map
from pathway.directory.listing_record import AddressRecord, LocationRecord, ServiceAtLocationRecord, ServiceRecord
from pathway.directory.vocabulary import LocationKind
from pathway.web.forms import GovInputField, GovRadioField

_KINDS = {
    LocationKind.SITE: "A door to go to: its address is public",
    LocationKind.AREA: "A place that one rings about first: it is not on the map",
    LocationKind.PHONE_OR_ONLINE: "No place: by phone or online only",
    LocationKind.CONFIDENTIAL: "Confidential: nothing of where it is is kept here",
}
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) *([0-9][A-Z]{2})")
_TEXTS = ("place_name", "address_1", "city", "postal_code")


class PlaceForm(RowForm):
    """One place."""

    kind = GovRadioField(
        "What kind of place?",
        choices=[SelectChoice(kind.value, label) for kind, label in _KINDS.items()],
        validate_choice=False,
    )
    place_name = GovInputField("Name of the place", validators=[Length(max=200, message="Use at most 200 characters")])
    address_1 = GovInputField("Street and number", validators=[Length(max=200, message="Use at most 200 characters")])
    city = GovInputField("Town", validators=[Length(max=120, message="Use at most 120 characters")])
    postal_code = GovInputField("Postcode")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen or typed."""
        return not self.kind.data and super().is_empty

    @property
    def says_where(self) -> bool:
        """Whether anything was typed about where it is."""
        return any(words_or_none(self[name].data) for name in _TEXTS)

    def validate_kind(self, field: Any) -> None:
        """Want a kind; a confidential place says nothing more."""
        if field.data not in set(LocationKind):
            raise ValidationError("Say what kind of place it is")
        if field.data == LocationKind.CONFIDENTIAL and self.says_where:
            raise ValidationError(
                "A confidential place has no address, postcode or name. Empty those fields, or choose another kind"
            )

    def validate_address_1(self, field: Any) -> None:
        """Want an address of a door."""
        if self.kind.data == LocationKind.SITE and not words_or_none(field.data):
            raise ValidationError("Give the street and number. If nobody may know them, choose “Confidential” instead")

    def validate_postal_code(self, field: Any) -> None:
        """Want a whole postcode of a door, and nothing but one of any place."""
        text = words_or_none(field.data)
        if text is None and self.kind.data == LocationKind.SITE:
            raise ValidationError("Give its postcode: by it the place is found, and how far it is")
        if text is not None:
            match = _POSTCODE.fullmatch(text.upper())
            if match is None:
                raise ValidationError("This is not a whole postcode, such as NW10 4LT")
            field.data = f"{match[1]} {match[2]}"


class PlacesForm(SectionForm):
    """Places."""

    parts = ("at_locations",)
    columns: ClassVar[Mapping[str, str]] = {"places": "places"}

    places = Rows(PlaceForm, "Places", row_name="Place", at_most=20)

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        return {"places": [_data(place) for place in service.at_locations] or [{}]}

    def press(self, action: str) -> None:
        """Add a row."""
        if action == ADD:
            self.places.grow()

    def values(self, service: ServiceRecord, around: Around) -> Values:
        """Return the places as typed.

        A place that other listings share stays as it is for them: this listing moves alone. Only becoming confidential
        is of the place, and so of every listing there.
        """
        before = {place.id: place for place in service.at_locations}
        places = [_place(row, before.get(typed_id(row.row_id.data, before)), around) for row in self.places.counting]
        if [place.id for place in places] == list(before):
            return {"at_locations": tuple(place._replace(position=before[place.id].position) for place in places)}
        return {"at_locations": tuple(place._replace(position=nth) for nth, place in enumerate(places))}


@dataclass(frozen=True)
class _Typed:
    """A place as typed, to compare with what was there."""

    kind: LocationKind
    place_name: str | None
    address_1: str | None
    city: str | None
    postal_code: str | None


def _data(place: ServiceAtLocationRecord) -> dict[str, Any]:
    typed = _typed_of(place.location)
    return {"row_id": str(place.id), "kind": typed.kind.value, **{name: getattr(typed, name) or "" for name in _TEXTS}}


def _typed_of(location: LocationRecord) -> _Typed:
    address = location.addresses[0] if location.addresses else None
    parts = (address.address_1, address.city, address.postal_code) if address else (None, None, None)
    return _Typed(location.kind, location.name, *parts)


def _place(row: Any, before: ServiceAtLocationRecord | None, around: Around) -> ServiceAtLocationRecord:
    typed = _Typed(LocationKind(row.kind.data), *(words_or_none(row[name].data) for name in _TEXTS))
    if before is None:
        return ServiceAtLocationRecord(uuid4(), _location(typed, None, around))
    if typed == _typed_of(before.location):
        return before
    stays_there = before.location.id not in around.shared_places or typed.kind is LocationKind.CONFIDENTIAL
    return before._replace(location=_location(typed, before.location if stays_there else None, around))


def _location(typed: _Typed, before: LocationRecord | None, around: Around) -> LocationRecord:
    """Return a place as typed: `before` as it is now, or a new one. It keeps its point while its postcode stays."""
    id_ = before.id if before else uuid4()
    if typed.kind is LocationKind.CONFIDENTIAL:
        return LocationRecord(id_, typed.kind)
    earlier = before.addresses[0] if before and before.addresses else None
    parts = (typed.address_1, typed.city, typed.postal_code)
    address = (earlier or AddressRecord(uuid4()))._replace(address_1=parts[0], city=parts[1], postal_code=parts[2])
    addresses = (address,) if any(parts) else ()
    location = LocationRecord(id_, typed.kind, typed.place_name, addresses=addresses)
    if before and earlier and earlier.postal_code == typed.postal_code and before.kind is typed.kind:
        return before._replace(name=typed.place_name, addresses=(*addresses, *before.addresses[1:]))
    return on_the_map(location, around.sector_point)
