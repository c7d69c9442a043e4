"""Which mail domains say nothing of where somebody works."""

import pytest

from pathway.organizations.vocabulary import SHARED_DOMAINS

SHARED = """
aol.co.uk aol.com blueyonder.co.uk btinternet.com cjsm.net doctors.org.uk duck.com fastmail.com gmail.com
gmx.co.uk gmx.com googlemail.com hey.com hotmail.co.uk hotmail.com hscni.net icloud.com live.co.uk live.com
mac.com mail.com me.com msn.com nhs.net nhs.scot ntlworld.com outlook.com pm.me proton.me protonmail.com
rocketmail.com sky.com talktalk.net tiscali.co.uk tuta.io tutanota.com virginmedia.com wales.nhs.uk yahoo.co.uk
yahoo.com ymail.com zoho.com
""".split()


@pytest.mark.parametrize("domain", SHARED)
def test_the_mailboxes_of_many_organisations_are_nobodys(domain: str) -> None:
    assert domain in SHARED_DOMAINS


@pytest.mark.parametrize("domain", sorted(SHARED_DOMAINS))
def test_each_is_written_as_a_domain_is_compared(domain: str) -> None:
    assert domain == domain.strip().lower()
    assert "." in domain
    assert "@" not in domain
