"""Which addresses count as one network."""

import pytest

from pathway.web.limits import network


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("198.51.100.7", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
    ],
)
def test_networks(one: str, another: str, same: bool) -> None:
    assert (network(one) == network(another)) is same


def test_what_is_no_address_stands_for_itself() -> None:
    assert network("unix") == "unix"
    assert network(None) == ""
