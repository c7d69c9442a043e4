"""Forms, and fields drawn the GOV.UK way. Each widget is one dictionary of parameters for a macro."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms import Field, Form, RadioField, StringField

NUL = "\x00"


class BaseForm(Form):  # type: ignore[misc] # wtforms has no type information
    """An anonymous form. It carries no CSRF token and no cookie: `same_origin` guards its POST."""

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) for the error summary, in the form's order."""
        return [
            (f"#{field.id}", str(message))
            for field in self
            for message in field.errors  # one line each, as the summary shows them
        ]


def _error(field: Field) -> dict[str, Any] | None:
    return {"text": field.errors[0]} if field.errors else None


def _hint(field: Field) -> dict[str, Any] | None:
    return {"text": field.description} if field.description else None


class GovInput:
    """Draws a one-line text field."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """Return the field's HTML."""
        params = {
            "id": field.id,
            "name": field.name,
            "label": {"text": field.label.text},
            "hint": _hint(field),
            "errorMessage": _error(field),
            "value": field.data or "",
            "attributes": {"maxlength": str(attributes.pop("maxlength", 200)), **attributes},
        }
        return _macro("input", params)


class GovRadios:
    """Draws a set of radios, nothing preselected."""

    def __call__(self, field: Field, **_attributes: Any) -> Markup:
        """Return the field's HTML."""
        params = {
            "idPrefix": field.id,
            "name": field.name,
            "fieldset": {"legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--m"}},
            "hint": _hint(field),
            "errorMessage": _error(field),
            "items": [
                {"value": choice.value, "text": choice.label, "checked": field.data == choice.value}
                for choice in field.iter_choices()
            ],
        }
        return _macro("radios", params)


class GovInputField(StringField):  # type: ignore[misc] # wtforms has no type information
    """A one-line text field."""

    widget = GovInput()


class GovRadioField(RadioField):  # type: ignore[misc] # wtforms has no type information
    """One choice of a few."""

    widget = GovRadios()


def _macro(name: str, params: Mapping[str, Any]) -> Markup:
    given = {key: value for key, value in params.items() if value is not None}
    template = _design_system().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    drawn: Markup = getattr(template.module, f"govuk{name.capitalize()}")(given)
    return drawn


@cache
def _design_system() -> Environment:
    """Return GOV.UK's macros. They ask their one dict for keys that may be missing, which our own templates may not."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True)
