"""Addresses and the mailboxes behind them."""

import pytest

from pathway.core.addresses import domain_of, mailbox_of


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("worker@example.org", "worker@example.org"),
        ("worker+a@example.org", "worker@example.org"),
        ("worker+a+b@example.org", "worker@example.org"),
        ("+only@example.org", "+only@example.org"),
    ],
)
def test_a_mailbox_has_no_tag(email: str, mailbox: str) -> None:
    assert mailbox_of(email) == mailbox
    assert domain_of(email) == "example.org"
