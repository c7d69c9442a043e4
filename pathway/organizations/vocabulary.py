"""Kinds of organisation."""

from enum import StrEnum


class OrganizationKind(StrEnum):
    """Enforcement (police, immigration, licensing, revenues) may look things up and is never sent a referral."""

    COUNCIL = "council"
    NHS = "nhs"
    CHARITY = "charity"
    ENFORCEMENT = "enforcement"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as a page says it."""
        return {
            self.COUNCIL: "Council",
            self.NHS: "NHS",
            self.CHARITY: "Charity",
            self.ENFORCEMENT: "Enforcement: police, immigration, licensing or revenues",
        }.get(self, "Other")


SHARED_DOMAINS = frozenset(
    """
    aol.com btinternet.com fastmail.com gmail.com gmx.co.uk gmx.com googlemail.com hotmail.co.uk hotmail.com icloud.com
    live.co.uk live.com mac.com mail.com me.com msn.com nhs.net ntlworld.com outlook.com proton.me protonmail.com
    sky.com talktalk.net tutanota.com virginmedia.com yahoo.co.uk yahoo.com ymail.com zoho.com
    """.split()
)
"""Mail domains that the people of many organisations share. They cannot say where somebody works."""
