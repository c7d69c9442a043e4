"""E-mail addresses as they are compared and stored."""

from email_validator import EmailNotValidError, validate_email

from pathway.core.errors import PathwayError


class AddressError(PathwayError):
    """What was typed is no e-mail address; the message says why."""


def normal_email(text: str) -> str:
    """Return an address in small letters. Raises AddressError; the network is not asked."""
    try:
        address = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressError("Enter an e-mail address in the correct format, like name@example.org") from error
    return address.normalized.lower()


def mailbox_of(email: str) -> str:
    """Return a normal address without its tag: most mail systems deliver name+anything to name."""
    name, _, domain = email.rpartition("@")
    return f"{name.partition('+')[0] or name}@{domain}"


def domain_of(email: str) -> str:
    """Return the part after the @ of a normal address."""
    return email.rpartition("@")[2]
