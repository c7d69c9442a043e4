"""How a service is reached and referred to, and what happens after that."""

from typing import Any

from wtforms import ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from pathway.core.addresses import AddressError, normal_email
from pathway.directory.editing.parts import Values
from pathway.directory.editing.sections.row_fields import ADD, RowForm, Rows
from pathway.directory.editing.sections.section import (
    NOT_SAID,
    Around,
    SectionForm,
    rows_in_place,
    typed_id,
    words_or_none,
)
from pathway.directory.exchange import load
from pathway.directory.listing_record import ContactRecord, ServiceRecord
from pathway.directory.vocabulary import ReferralChannel
from pathway.web.forms import GovInputField, GovRadioField, GovTextField, GovTickField

_CHANNELS = {
    ReferralChannel.PHONE: "By telephone",
    ReferralChannel.WEB_FORM: "By a form on its website",
    ReferralChannel.EMAIL_LINK: "By e-mail: a link to each referral, nothing about her in the mail",
    ReferralChannel.INBOX: "Here, in its own inbox",
    ReferralChannel.SELF_ONLY: "She gets in touch herself",
}
_120 = Length(max=120, message="Use at most 120 characters")
_300 = Length(max=300, message="Use at most 300 characters")


def _email(_form: Any, field: Any) -> None:
    if (field.data or "").strip():
        try:
            field.data = normal_email(field.data)
        except AddressError as error:
            raise ValidationError(str(error)) from error


class ContactForm(RowForm):
    """A role or a desk to ask for."""

    title = GovInputField("Role or desk", description="No names of people.", validators=[_120])
    department = GovInputField("Team", validators=[_120])
    email = GovInputField("Its e-mail address", validators=[_email])


class ReferralForm(SectionForm):
    """How to refer, and what happens next."""

    parts = (
        *("referral_channel", "takes_professionals", "takes_self", "referral_note", "what_happens_next"),
        *("response_time", "url", "email", "contacts"),
    )

    referral_channel = GovRadioField(
        "How does it take referrals?",
        choices=[
            *(SelectChoice(channel.value, label) for channel, label in _CHANNELS.items()),
            SelectChoice(NOT_SAID, "Not known"),
        ],
        default=NOT_SAID,
    )
    takes_professionals = GovTickField("A worker may refer her")
    takes_self = GovTickField("She may get in touch herself")
    referral_note = GovInputField("Before ringing", description="What to have at hand, or to know.", validators=[_300])
    what_happens_next = GovTextField(
        "What happens when one rings", validators=[Length(max=2000, message="Use at most 2,000 characters")]
    )
    response_time = GovInputField("How soon they answer", validators=[_300])
    url = GovInputField("Website", validators=[Length(max=500, message="Use at most 500 characters")])
    email = GovInputField(
        "E-mail address that everybody may read",
        description="If it takes referrals by e-mail, links and codes go here: a mailbox that only the team reads.",
        validators=[_email],
    )
    contacts = Rows(ContactForm, "Whom to ask for", row_name="Desk", at_most=8)

    def validate_url(self, field: Any) -> None:
        """Want an address of the web, and no other."""
        typed = (field.data or "").strip()
        if typed and not typed.lower().startswith(("https://", "http://")):
            raise ValidationError("A website begins with https:// or http://. Copy it from the browser's address bar")

    @classmethod
    def data_of(cls, service: ServiceRecord) -> dict[str, Any]:
        """Return what its fields hold for a listing."""
        texts = ("referral_note", "what_happens_next", "response_time", "url", "email")
        rows = [
            {
                "row_id": str(contact.id),
                "title": contact.title or "",
                "department": contact.department or "",
                "email": contact.email or "",
            }
            for contact in service.contacts
        ]
        return {
            **{name: getattr(service, name) or "" for name in texts},
            "referral_channel": service.referral_channel or NOT_SAID,
            "takes_professionals": service.takes_professionals,
            "takes_self": service.takes_self,
            "contacts": rows,
        }

    def press(self, action: str) -> None:
        """Add a row."""
        if action == ADD:
            self.contacts.grow()

    def values(self, service: ServiceRecord, _around: Around) -> Values:
        """Return the parts as typed."""
        texts = ("referral_note", "what_happens_next", "response_time", "url", "email")
        ids = {contact.id for contact in service.contacts}
        rows = [
            ContactRecord(
                typed_id(row.row_id.data, ids),
                words_or_none(row.title.data),
                words_or_none(row.department.data),
                words_or_none(row.email.data),
            )
            for row in self.contacts.counting
        ]
        contacts = load.in_order("contacts", rows_in_place("contacts", rows, service.contacts, service.slug))
        return {
            **{name: words_or_none(self[name].data) for name in texts},
            "referral_channel": ReferralChannel(self.referral_channel.data) if self.referral_channel.data else None,
            "takes_professionals": bool(self.takes_professionals.data),
            "takes_self": bool(self.takes_self.data),
            "contacts": contacts,
        }
