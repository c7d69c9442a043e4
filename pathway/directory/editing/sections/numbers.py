"""The numbers of a service."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from pathway.directory.editing.parts import Values
from pathway.directory.editing.sections.row_fields import ADD, RowForm, Rows
from pathway.directory.editing.sections.section import (
    NOT_SAID,
    YES_NO,
    Around,
    SectionForm,
    from_yes_no,
    rows_in_place,
    to_yes_no,
    typed_id,
    words_or_none,
)
from pathway.directory.listing_record import PhoneRecord, ServiceRecord
from pathway.directory.phone_numbers import digits_of, why_no_number
from pathway.directory.vocabulary import PhoneType
from pathway.web.forms import GovInputField, GovRadioField, GovSelectField

MOST = 12
_TYPES = {PhoneType.VOICE: "To ring", PhoneType.SMS: "For text messages", PhoneType.TEXTPHONE: "Textphone"}


class NumberForm(RowForm):
    """One number."""

    number = GovInputField("Number")
    extension = GovInputField("Extension", validators=[Length(max=10, message="Use at most 10 characters")])
    kind = GovSelectField(
        "What for", choices=[SelectChoice(kind.value, label) for kind, label in _TYPES.items()], validate_choice=False
    )
    description = GovInputField(
        "Whose number it is",
        description="As a worker would ask for it: duty desk, nights and weekends.",
        validators=[Length(max=300, message="Use at most 300 characters")],
    )
    as_it_is = ""

    def validate_number(self, field: Any) -> None:
        """Want a number that can be rung from Britain, unless it is the one that was there."""
        typed = " ".join((field.data or "").split())
        if typed != self.as_it_is and (fault := why_no_number(typed)):
            raise ValidationError(fault)


class NumbersForm(SectionForm):
    """Numbers."""

    parts = ("phones", "schedules", "is_free_to_ring")
    columns: ClassVar[Mapping[str, str]] = {"hours": "phones"}

    phones = Rows(NumberForm, "Numbers", row_name="Number", at_most=MOST)
    is_free_to_ring = GovRadioField(
        "Is its first number free to ring?",
        choices=YES_NO,
        default=NOT_SAID,
    )

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        rows = [
            {
                "row_id": str(phone.id),
                "number": phone.number,
                "extension": phone.extension or "",
                "kind": phone.type.value,
                "description": phone.description or "",
            }
            for phone in service.phones
        ]
        return {"phones": rows or [{}], "is_free_to_ring": to_yes_no(service.is_free_to_ring)}

    def press(self, action: str) -> None:
        """Add a row."""
        if action == ADD:
            self.phones.grow()

    def know(self, service: ServiceRecord) -> None:
        """Let the numbers that are there pass as they are."""
        before = {phone.id: phone.number for phone in service.phones}
        for entry in self.phones.entries:
            entry.form.as_it_is = before.get(typed_id(entry.form.row_id.data, before), "")

    def values(self, service: ServiceRecord, _around: Around) -> Values:
        """Return the parts as typed. A number that goes takes its hours with it; a changed one was rung by nobody."""
        before = {phone.id: phone for phone in service.phones}
        rows = [_phone(row, before) for row in self.phones.counting]
        phones = rows_in_place("phones", rows, service.phones, service.slug)
        ids = {phone.id for phone in phones}
        return {
            "phones": phones,
            "schedules": tuple(row for row in service.schedules if row.phone_id is None or row.phone_id in ids),
            "is_free_to_ring": from_yes_no(self.is_free_to_ring.data),
        }


def _phone(row: Any, before: dict[Any, PhoneRecord]) -> PhoneRecord:
    id_ = typed_id(row.row_id.data, before)
    number = " ".join((row.number.data or "").split())
    earlier = before.get(id_)
    digits = earlier.digits if earlier and earlier.number == number else digits_of(number) or ""
    is_the_same = earlier is not None and earlier.digits == digits
    return PhoneRecord(
        id=id_,
        number=number,
        digits=digits,
        extension=words_or_none(row.extension.data),
        type=PhoneType(row.kind.data) if row.kind.data in set(PhoneType) else PhoneType.VOICE,
        description=words_or_none(row.description.data),
        number_checked_on=earlier.number_checked_on if earlier and is_the_same else None,
        number_checked_by=earlier.number_checked_by if earlier and is_the_same else None,
    )
