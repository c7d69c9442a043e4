"""Where a typed place is, from tables on this machine, never over the network.

`Gazetteer` answers what `near` may hold; `text` cuts full postcodes out of free text; `distance` puts
miles into words. The tables and their licence are described in `seed/geo/README.md`.
"""

from pathway.directory.geography.distance import curved, distance_words, in_space, miles_between, straight
from pathway.directory.geography.gazetteer import MOST_MEANT, Gazetteer
from pathway.directory.geography.place import InBrent, Place, PlaceKind, SharedName
from pathway.directory.geography.tables import (
    OfflineAdapter,
    OutcodeTable,
    PlaceTable,
    PostcodeTable,
    SectorTable,
)
from pathway.directory.geography.text import PostcodeSpan, postcodes_in, without_postcodes
from pathway.directory.geography.towns import TownTable

__all__ = [
    "MOST_MEANT",
    "Gazetteer",
    "InBrent",
    "OfflineAdapter",
    "OutcodeTable",
    "Place",
    "PlaceKind",
    "PlaceTable",
    "PostcodeSpan",
    "PostcodeTable",
    "SectorTable",
    "SharedName",
    "TownTable",
    "curved",
    "distance_words",
    "in_space",
    "miles_between",
    "postcodes_in",
    "straight",
    "without_postcodes",
]
