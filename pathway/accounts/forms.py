"""What may be typed about accounts."""

from typing import Any

import phonenumbers
from wtforms import StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from pathway.accounts import passwords, totp
from pathway.accounts.vocabulary import Role
from pathway.core.clock import utc_now
from pathway.web.forms import (
    BaseForm,
    GovCodeField,
    GovEmailField,
    GovInputField,
    GovNewPasswordField,
    GovPasswordField,
    GovRadioField,
    normal_address,
)

SIX_DIGITS = 6


class EmailCodeForm(BaseForm):
    """An address to which a code is sent."""

    email = GovEmailField(
        "Your work e-mail address", validators=[InputRequired("Enter your e-mail address"), normal_address]
    )


class CodeForm(BaseForm):
    """The code that was sent."""

    code = GovCodeField("Six-digit code", validators=[InputRequired("Enter the six-digit code")])

    def validate_code(self, field: Any) -> None:
        """Take six digits, however they are spaced."""
        if sum(letter in "0123456789" for letter in field.data) != SIX_DIGITS:
            raise ValidationError("The code has six digits")


class PasswordForm(BaseForm):
    """Everything at once, so that no message says which part was wrong."""

    username = GovEmailField("E-mail address", validators=[InputRequired("Enter your e-mail address"), normal_address])
    password = GovPasswordField("Password", validators=[InputRequired("Enter your password")])
    app_code = GovCodeField(
        "Code from your app",
        description="Six digits. If your phone is lost, a recovery code instead",
        validators=[InputRequired("Enter the code from your app, or a recovery code"), Length(max=40)],
    )


class AgainForm(BaseForm):
    """A code, to confirm once more who she is."""

    code = GovCodeField("Six-digit code", validators=[InputRequired("Enter the six-digit code"), Length(max=40)])


class NewPasswordForm(BaseForm):
    """A new password. `about_her`: words about her that others know."""

    password = GovNewPasswordField(
        "New password",
        description=f"At least {passwords.SHORTEST} characters. Three or four words that do not belong together",
        validators=[InputRequired("Enter a password")],
    )
    about_her: tuple[str, ...] = ()

    def validate_password(self, field: Any) -> None:
        """Refuse one that would soon be guessed."""
        if problem := passwords.why_weak(field.data, *self.about_her):
            raise ValidationError(problem)


class AuthenticatorForm(BaseForm):
    """The first code of an app. `secret` is what the app was given; `counter` is that of the code, if it is right."""

    code = GovCodeField("Six-digit code from the app", validators=[InputRequired("Enter the code that the app shows")])
    secret: str | None = None
    counter: int | None = None

    def validate_code(self, field: Any) -> None:
        """Want a code that an app with this secret shows now."""
        self.counter = totp.used_counter(self.secret, field.data, utc_now(), 0)
        if self.counter is None:
            raise ValidationError("That code did not match. Scan the picture again, and type the code it shows now")


class EnrolmentForm(NewPasswordForm, AuthenticatorForm):
    """A password, and the first code of the app."""


class LabelForm(BaseForm):
    """A name for a device or a passkey."""

    label = StringField(
        "Name", validators=[InputRequired("Enter a name"), Length(max=60, message="Use 60 characters or fewer")]
    )


class DetailsForm(BaseForm):
    """Her name as colleagues see it, and a British mobile number; an empty one takes it away."""

    name = GovInputField("Your name", validators=[InputRequired("Enter your name"), Length(max=100)])
    number = GovInputField(
        "Mobile number for urgent texts",
        description="For example 07700 900123. A text says that something waits, and nothing else. May be empty",
    )

    def validate_number(self, field: Any) -> None:
        """Take a number that can get texts, in the international form."""
        typed = (field.data or "").strip()
        if not typed:
            field.data = None
            return
        try:
            number = phonenumbers.parse(typed, "GB")
        except phonenumbers.NumberParseException as error:
            raise ValidationError("Enter a mobile number, like 07700 900123") from error
        national = phonenumbers.national_significant_number(number)
        if number.country_code != 44 or not national.startswith("7") or len(national) != len("7700900123"):
            raise ValidationError("Enter a British mobile number, like 07700 900123")
        field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class RoleForm(BaseForm):
    """A role for somebody. The view passes the roles that may be chosen."""

    role = GovRadioField("Role", validators=[InputRequired("Choose a role")])

    def __init__(self, formdata: Any = None, *, roles: list[Role], **kwargs: Any) -> None:
        """Take what was sent, and the roles to choose from."""
        super().__init__(formdata, **kwargs)
        self.role.choices = [SelectChoice(role.value, role.label) for role in Role if role in roles]
        self.role.hints = {role.value: role.does for role in roles}


class NewUserForm(RoleForm):
    """Somebody to invite, and her role."""

    name = GovInputField(
        "Name", validators=[InputRequired("Enter a name"), Length(max=100, message="Use 100 characters")]
    )
    email = GovEmailField(
        "Work e-mail address",
        description="The link to set up the account goes there, and to nobody else",
        validators=[InputRequired("Enter an e-mail address"), normal_address],
    )
    role = GovRadioField("Role", validators=[InputRequired("Choose a role")])  # again, so that it comes last
