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

SAY_TO_HER: MappingProxyType[HerWord, str] = MappingProxyType(
    {
        HerWord.STOP: "They will be told to stop. What they already wrote down follows their own rules.",
        HerWord.PHONE: "They will be told not to ring or text that number. Tell your worker how to reach you safely.",
        HerWord.NOBODY: "They will be told that nobody may contact you, until you say how.",
    }
)
"""What a worker says to her once it is passed on: by what she said, whether there is such a referral or not."""

AGENCIES_ARE_TOLD: MappingProxyType[HerWord, str] = MappingProxyType(
    {
        HerWord.STOP: "She took her agreement back. Stop, and do not contact her.",
        HerWord.PHONE: "Somebody else has her phone. Do not ring or text the number you have.",
        HerWord.NOBODY: "Do not contact her by any way.",
        HerWord.NEW_CONTACT: "How she may be reached has changed. Use nothing you noted before.",
    }
)
"""What each agency has to know, on its page and as her worker reads it out on the telephone."""
