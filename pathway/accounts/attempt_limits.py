"""How often a sign-in may be tried: for an account, a mail domain, a link, and from a network. Only failures count.

The limits of an account are tighter for each network than over all, so that a stranger who guesses uses up his own
tries and not its owner's.
"""

from datetime import timedelta

from pathway.core.addresses import domain_of, mailbox_of
from pathway.web.limits import count_or_refuse, forget_count, give_back

AN_HOUR = timedelta(hours=1)
WRONG_FROM_A_NETWORK = 100
OF_AN_ACCOUNT_FROM_A_NETWORK = 10
OF_AN_ACCOUNT = 100
CODES_ASKED_FROM_A_NETWORK = 60
CODES_TO_A_MAILBOX_FROM_A_NETWORK = 5
CODES_TO_A_MAILBOX = 20
WRONG_CODES_OF_A_DOMAIN_FROM_A_NETWORK = 50
WRONG_CODES_OF_A_DOMAIN = 200
"""Of a million: somebody who invents mailboxes of a domain, to join as its referrer, would guess for most of a year."""

CODES_OF_A_LINK_FROM_A_NETWORK = 10
CODES_OF_A_LINK = 20
WRONG_CODES_OF_A_LINK = 50
"""Of a million, an hour: whoever has somebody's link, and not the mailbox, guesses for more than two years."""


def count_from_here() -> None:
    """Count one try from this network. Raises LimitExceededError."""
    count_or_refuse("guess-from", at_most=WRONG_FROM_A_NETWORK, per=AN_HOUR)


def count_of_account(what: str, email: str) -> None:
    """Count one try at somebody's `what` (password, again), here and in all. Raises LimitExceededError."""
    count_from_here()
    count_or_refuse(f"guess-{what}", at_most=OF_AN_ACCOUNT_FROM_A_NETWORK, who=email, here=True, per=AN_HOUR)
    count_or_refuse(f"guess-{what}", at_most=OF_AN_ACCOUNT, who=email, per=AN_HOUR)


def account_was_right(what: str, email: str) -> None:
    """Take back what `count_of_account` counted: it was she."""
    give_back("guess-from", per=AN_HOUR)
    forget_count(f"guess-{what}", who=email, here=True, per=AN_HOUR)
    give_back(f"guess-{what}", who=email, per=AN_HOUR)


def passkey_was_right() -> None:
    """Take back what `count_from_here` counted."""
    give_back("guess-from", per=AN_HOUR)


def count_asked_code(email: str) -> None:
    """Count a code that is asked for, from here and to a mailbox, whatever its tag. Raises LimitExceededError."""
    mailbox = mailbox_of(email)
    count_or_refuse("code-from", at_most=CODES_ASKED_FROM_A_NETWORK, per=AN_HOUR)
    count_or_refuse("code-to", at_most=CODES_TO_A_MAILBOX_FROM_A_NETWORK, who=mailbox, here=True, per=AN_HOUR)
    count_or_refuse("code-to", at_most=CODES_TO_A_MAILBOX, who=mailbox, per=AN_HOUR)


def count_code_of_domain(email: str) -> None:
    """Count one try at a code of a domain's mailbox, from here and in all. Raises LimitExceededError."""
    domain = domain_of(email)
    count_from_here()
    count_or_refuse("guess-domain", at_most=WRONG_CODES_OF_A_DOMAIN_FROM_A_NETWORK, who=domain, here=True, per=AN_HOUR)
    count_or_refuse("guess-domain", at_most=WRONG_CODES_OF_A_DOMAIN, who=domain, per=AN_HOUR)


def code_was_right(email: str) -> None:
    """Take back the counts of asking for a code and of trying it."""
    domain = domain_of(email)
    give_back("guess-from", per=AN_HOUR)
    give_back("guess-domain", who=domain, here=True, per=AN_HOUR)
    give_back("guess-domain", who=domain, per=AN_HOUR)
    give_back("code-from", per=AN_HOUR)


def count_code_of_link(link: str) -> None:
    """Count a code that is asked for by a link, from here and in all, working or not. Raises LimitExceededError."""
    count_or_refuse("code-from", at_most=CODES_ASKED_FROM_A_NETWORK, per=AN_HOUR)
    count_or_refuse("link-code", at_most=CODES_OF_A_LINK_FROM_A_NETWORK, who=link, here=True, per=AN_HOUR)
    count_or_refuse("link-code", at_most=CODES_OF_A_LINK, who=link, per=AN_HOUR)


def count_guess_of_link(link: str) -> None:
    """Count one try at a code of a link, from here and in all. Raises LimitExceededError."""
    count_from_here()
    count_or_refuse("guess-link", at_most=WRONG_CODES_OF_A_LINK, who=link, per=AN_HOUR)


def link_was_right(link: str) -> None:
    """Take back the counts of asking for a code of a link and of trying it."""
    give_back("guess-from", per=AN_HOUR)
    give_back("guess-link", who=link, per=AN_HOUR)
    give_back("code-from", per=AN_HOUR)
    give_back("link-code", who=link, here=True, per=AN_HOUR)
    give_back("link-code", who=link, per=AN_HOUR)
