"""Forms, and fields drawn the GOV.UK way. Each widget is one dictionary of parameters for a macro."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields import SelectChoice

from pathway.core.addresses import AddressError, normal_email

NOT_OFFERED = "Choose again: what was sent is not among the answers here"


class _Words:
    """What wtforms says by itself, in words that say what to do."""

    def gettext(self, words: str) -> str:
        return NOT_OFFERED if words == "Not a valid choice." else words

    def ngettext(self, one: str, several: str, number: int) -> str:
        words = one if number == 1 else several
        return NOT_OFFERED if "not a valid choice" in one else words


class BaseForm(Form):  # type: ignore[misc] # wtforms has no type information
    """An anonymous form. It carries no CSRF token and no cookie: `same_origin` guards its POST."""

    class Meta:
        """Settings of wtforms."""

        def get_translations(self, _form: Form) -> _Words:
            """Return the words for what it says by itself."""
            return _Words()

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (address of the field, message) for the error summary, in the form's order."""
        return [
            (f"#{field.id}", str(message))
            for field in self
            for message in field.errors  # one line each, as the summary shows them
        ]


def normal_address(_form: Form, field: Field) -> None:
    """Refuse what is no e-mail address, and bring one into its normal form: small letters, no spaces around it."""
    try:
        field.data = normal_email(field.data or "")
    except AddressError as error:
        raise ValidationError(str(error)) from error


def _error(field: Field) -> dict[str, Any] | None:
    return {"text": field.errors[0]} if field.errors else None


def _hint(field: Field) -> dict[str, Any] | None:
    return {"text": field.description} if field.description else None


def _hint_and_error(field: Field) -> Markup:
    """Return the two for a field that no macro draws whole."""
    hint = Markup('<div id="{}-hint" class="govuk-hint">{}</div>').format(field.id, field.description)
    error = Markup(
        '<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'
    )
    said = hint if field.description else Markup("")
    return said + error.format(field.id, field.errors[0]) if field.errors else said


def _named(field: Field) -> dict[str, Any]:
    """Return what every field with one label has."""
    return {
        "id": field.id,
        "name": field.name,
        "label": {"text": field.label.text},
        "hint": _hint(field),
        "errorMessage": _error(field),
    }


class GovInput:
    """Draws a one-line text field. `kind` is the input's type; a password is never sent back to the page."""

    def __init__(self, kind: str = "text", **attributes: Any) -> None:
        self.kind = kind
        self.attributes = attributes

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """Return the field's HTML. `id`: another than its own, where a page shows it more than once."""
        params = {
            **_named(field),
            "id": attributes.pop("id", field.id),
            "type": self.kind,
            "value": "" if self.kind == "password" else field._value(),
            "spellcheck": False if self.kind in {"password", "email"} else None,
            "autocomplete": self.attributes.get("autocomplete"),
            "inputmode": self.attributes.get("inputmode"),
            "classes": self.attributes.get("classes"),
            "attributes": {"maxlength": str(attributes.pop("maxlength", 200)), **attributes},
        }
        return _macro("input", params)


class GovRadios:
    """Draws a set of radios, nothing preselected, all of one size: none looks graver than another."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """Return the field's HTML. `classes`: further classes of the set."""
        params = {
            "idPrefix": field.id,
            "name": field.name,
            "fieldset": {"legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--m"}},
            "classes": f"govuk-radios--small {attributes.pop('classes', '')}".strip(),
            "hint": _hint(field),
            "errorMessage": _error(field),
            "items": [
                {
                    "value": choice.value,
                    "text": choice.label,
                    "checked": field.data == choice.value,
                    "hint": {"text": field.hints[choice.value]} if choice.value in field.hints else None,
                }
                for choice in field.iter_choices()
            ],
        }
        return _macro("radios", params)


class GovTextArea:
    """Draws a text field of several lines."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """Return the field's HTML. `rows`: how many lines it shows; `maxlength`: characters at most."""
        params = {
            **_named(field),
            "value": field._value(),
            "rows": str(attributes.pop("rows", 4)),
            "attributes": {"maxlength": str(attributes.pop("maxlength", 2000)), **attributes},
        }
        return _macro("textarea", params)


class GovCheckboxes:
    """Draws a set of boxes to tick."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """Return the field's HTML. `classes`: further classes of the set."""
        params = {
            "idPrefix": field.id,
            "name": field.name,
            "fieldset": {"legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--s"}},
            "classes": f"govuk-checkboxes--small {attributes.pop('classes', '')}".strip(),
            "hint": _hint(field),
            "errorMessage": _error(field),
            "items": [
                {"value": choice.value, "text": choice.label, "checked": choice.value in (field.data or ())}
                for choice in field.iter_choices()
            ],
        }
        return _macro("checkboxes", params)


class GovGroupedCheckboxes:
    """Draws a long set of boxes to tick in groups, each folded unless something in it is ticked."""

    def __call__(self, field: "GovGroupedTicksField", **attributes: Any) -> Markup:
        """Return the field's HTML. `classes`: further classes of each group."""
        groups, classes = field.in_groups(), attributes.pop("classes", "")
        drawn = [self._group(field, title, choices, classes) for title, choices in groups]
        params = {
            "legend": {"text": field.label.text, "classes": "govuk-fieldset__legend--s"},
            "describedBy": f"{field.id}-hint" if field.description else None,
            "html": _hint_and_error(field) + Markup("").join(drawn),
        }
        return Markup('<div class="govuk-form-group{}">{}</div>').format(
            " govuk-form-group--error" if field.errors else "", _macro("fieldset", params)
        )

    @staticmethod
    def _group(field: Field, title: str, choices: Sequence[tuple[int, Any]], classes: str) -> Markup:
        chosen = set(field.data or ())
        items = [
            {
                "id": f"{field.id}-{number}" if number else field.id,
                "value": choice.value,
                "text": choice.label,
                "checked": choice.value in chosen,
            }
            for number, choice in choices
        ]
        ticked = sum(item["checked"] for item in items)
        params = {"name": field.name, "classes": f"govuk-checkboxes--small {classes}".strip(), "items": items}
        return Markup(
            '<details class="govuk-details pw-ticks"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span> <span class="pw-ticks__count">'
            '<span data-ticked>{}</span> of {}<span class="govuk-visually-hidden"> ticked</span></span>'
            '</summary><div class="govuk-details__text">{}</div></details>'
        ).format(
            Markup(" open") if ticked or field.errors else "",
            title,
            ticked,
            len(items),
            _macro("checkboxes", params),
        )


class GovTick:
    """Draws one box to tick."""

    def __call__(self, field: Field, **_attributes: Any) -> Markup:
        """Return the field's HTML."""
        params = {
            "idPrefix": field.id,
            "name": field.name,
            "classes": "govuk-checkboxes--small",
            "hint": _hint(field),
            "errorMessage": _error(field),
            "items": [{"value": "y", "text": field.label.text, "checked": bool(field.data)}],
        }
        return _macro("checkboxes", params)


class GovSelect:
    """Draws a list to choose one from."""

    def __call__(self, field: Field, **_attributes: Any) -> Markup:
        """Return the field's HTML."""
        params = {
            **_named(field),
            "items": [
                {"value": choice.value, "text": choice.label, "selected": choice.value == field.data}
                for choice in field.iter_choices()
            ],
        }
        return _macro("select", params)


class GovInputField(StringField):  # type: ignore[misc] # wtforms has no type information
    """A one-line text field."""

    widget = GovInput()


class GovNumberField(StringField):  # type: ignore[misc] # wtforms has no type information
    """A whole number, as typed."""

    widget = GovInput(inputmode="numeric", classes="govuk-input--width-4")


class GovDateField(DateField):  # type: ignore[misc] # wtforms has no type information
    """A day. What was typed is kept, a day or not."""

    widget = GovInput("date", classes="govuk-input--width-10")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day as browsers send it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("This is no day of the calendar. Write it like 2026-12-24") from None


class GovTimeField(TimeField):  # type: ignore[misc] # wtforms has no type information
    """A time of the clock. What was typed is kept, a time or not."""

    widget = GovInput("time", classes="govuk-input--width-5")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a time as browsers send it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("This is no time of the clock. Write it like 09:30") from None


class GovEmailField(StringField):  # type: ignore[misc] # wtforms has no type information
    """An e-mail address."""

    widget = GovInput("email", autocomplete="username", classes="govuk-input--width-30")


class GovPasswordField(StringField):  # type: ignore[misc] # wtforms has no type information
    """The password she has."""

    widget = GovInput("password", autocomplete="current-password", classes="govuk-input--width-30")


class GovNewPasswordField(StringField):  # type: ignore[misc] # wtforms has no type information
    """A password she chooses."""

    widget = GovInput("password", autocomplete="new-password", classes="govuk-input--width-30")


class GovCodeField(StringField):  # type: ignore[misc] # wtforms has no type information
    """A six-digit code. Not a number: it may begin with 0."""

    widget = GovInput(autocomplete="one-time-code", inputmode="numeric", classes="govuk-input--width-10")


class GovRadioField(RadioField):  # type: ignore[misc] # wtforms has no type information
    """One choice of a few. `hints` says more of a choice, by its value."""

    widget = GovRadios()
    hints: Mapping[str, str] = MappingProxyType({})


class GovTextField(TextAreaField):  # type: ignore[misc] # wtforms has no type information
    """A text of several lines."""

    widget = GovTextArea()


class GovTicksField(SelectMultipleField):  # type: ignore[misc] # wtforms has no type information
    """Any of a few choices."""

    widget: Any = GovCheckboxes()


class GovGroupedTicksField(GovTicksField):
    """Any of many choices, in groups: a title and values for each. What no group names comes last."""

    widget = GovGroupedCheckboxes()

    def __init__(self, *args: Any, groups: Mapping[str, Collection[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups

    def in_groups(self) -> list[tuple[str, list[tuple[int, Any]]]]:
        """Return the choices of each group, each with the number of its place on the page."""
        choices = list(self.iter_choices())
        named = {value for values in self.groups.values() for value in values}
        parts = [*self.groups.items(), ("Others", {choice.value for choice in choices} - named)]
        drawn, numbers = [], count()
        for title, values in parts:
            group = [(next(numbers), choice) for choice in choices if choice.value in values]
            drawn += [(title, group)] if group else []
        return drawn


class GovTickField(BooleanField):  # type: ignore[misc] # wtforms has no type information
    """Yes when ticked."""

    widget = GovTick()


class GovSelectField(SelectField):  # type: ignore[misc] # wtforms has no type information
    """One choice of a list."""

    widget = GovSelect()


def choices_of(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, words) as wtforms wants them."""
    return [SelectChoice(str(value), words) for value, words in pairs]


def _macro(name: str, params: Mapping[str, Any]) -> Markup:
    options = {key: value for key, value in params.items() if value is not None}
    template = _design_system().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    drawn: Markup = getattr(template.module, f"govuk{name.capitalize()}")(options)
    return drawn


@cache
def _design_system() -> Environment:
    """Return GOV.UK's macros. They ask their one dict for keys that may be missing, which our own templates may not."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True)
