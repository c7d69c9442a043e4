"""A section's form as a browser sends it."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from pathway.directory.editing.sections import SECTIONS, Around, SectionForm
from pathway.directory.listing_record import ServiceRecord

AROUND = Around(terms={}, sector_point=lambda _postcode: None)


def fields_of(form: Any) -> list[tuple[str, str]]:
    """Every field of a form that was opened, as a browser sends it back untouched."""
    pairs: list[tuple[str, str]] = []
    for field in form:
        if entries := getattr(field, "entries", None):
            for entry in entries:
                pairs += fields_of(entry.form)
        elif field.type in {"GovTicksField", "GovGroupedTicksField"}:
            pairs += [(field.name, value) for value in field.data or ()]
        elif field.type == "GovTickField":
            pairs += [(field.name, "y")] if field.data else []
        elif field.type != "Rows":
            pairs.append((field.name, field._value() if hasattr(field, "_value") else field.data or ""))
    return pairs


def opened(word: str, service: ServiceRecord) -> list[tuple[str, str]]:
    """What a browser sends when somebody opens a section and changes nothing."""
    form_class = SECTIONS[word].form
    form = form_class(data=form_class.data_of(service))
    form.know(service)
    return fields_of(form)


def sent(word: str, service: ServiceRecord, pairs: Sequence[tuple[str, str]]) -> SectionForm:
    """The form of a section as sent."""
    form = SECTIONS[word].form(MultiDict(pairs))
    form.know(service)
    return form


def retyped(pairs: Sequence[tuple[str, str]], **values: str) -> list[tuple[str, str]]:
    """The same with other values for some fields; "-" in a name is written "_" twice."""
    new: Mapping[str, str] = {name.replace("__", "-"): value for name, value in values.items()}
    return [pair for pair in pairs if pair[0] not in new] + list(new.items())
