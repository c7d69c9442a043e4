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
    aim.com aol.co.uk aol.com blueyonder.co.uk btconnect.com btinternet.com btopenworld.com cjsm.net doctors.org.uk
    duck.com fastmail.com fastmail.fm gmail.com gmx.co.uk gmx.com googlemail.com hey.com hotmail.co.uk hotmail.com
    hscni.net hushmail.com icloud.com live.co.uk live.com mac.com mail.com mailbox.org me.com msn.com nhs.net
    nhs.scot ntlworld.com o2.co.uk outlook.com pm.me posteo.net proton.me protonmail.ch protonmail.com riseup.net
    rocketmail.com sky.com talk21.com talktalk.net tesco.net tiscali.co.uk tuta.com tuta.io tutanota.com virgin.net
    virginmedia.com wales.nhs.uk yahoo.co.uk yahoo.com yandex.com ymail.com zoho.com zoho.eu zohomail.eu
    """.split()
)
"""Mail domains that the people of many organisations share. They cannot say where somebody works."""
