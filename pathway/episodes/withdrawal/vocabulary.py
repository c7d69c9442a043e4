"""What a worker passes on, on her word."""

from enum import StrEnum
from types import MappingProxyType


class HerWord(StrEnum):
    """What she said. `NEW_CONTACT`: how she may be reached from now on, which her own worker types."""

    STOP = "stop"
    PHONE = "phone"
    NOBODY = "nobody"
    NEW_CONTACT = "new_contact"


SPOKEN = (HerWord.STOP, HerWord.PHONE, HerWord.NOBODY)
"""What any signed-in worker may pass on."""

SPOKEN_WORDS: MappingProxyType[HerWord, str] = MappingProxyType(
    {
        HerWord.STOP: "She takes her agreement back",
        HerWord.PHONE: "Somebody else has her phone",
        HerWord.NOBODY: "Nobody is to contact her",
    }
)

AGENCIES_ARE_TOLD: MappingProxyType[HerWord, str] = MappingProxyType(
    {
        HerWord.STOP: "She took her agreement back. Stop, and do not contact her.",
        HerWord.PHONE: "Somebody else has her phone. Do not ring or text the number you have.",
        HerWord.NOBODY: "Do not contact her by any way.",
        HerWord.NEW_CONTACT: "How she may be reached has changed. Use nothing you noted before.",
    }
)
"""What each agency has to know, on its page and as her worker reads it out on the telephone."""
