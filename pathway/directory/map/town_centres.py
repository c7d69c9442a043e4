"""Where to write the name of a town outside London: at the outward code of its centre.

Only towns whose centre has its own outward code are here. A county, a region or a name that two places share is not one
point, so it appears beside the map as words instead of a guess.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from pathway.directory.geography import Gazetteer, PlaceKind
from pathway.directory.geography.text import name_key

_CENTRES = """
Aberdeen AB10, Bath BA1, Birmingham B1, Blackburn BB1, Blackpool FY1, Bolton BL1, Bournemouth BH1, Bradford BD1,
Brighton BN1, Brighton and Hove BN1, Bristol BS1, Cambridge CB2, Canterbury CT1, Cardiff CF10, Carlisle CA1,
Chelmsford CM1, Chester CH1, Colchester CO1, Coventry CV1, Derby DE1, Doncaster DN1, Dundee DD1, Edinburgh EH1,
Exeter EX1, Glasgow G1, Gloucester GL1, Guildford GU1, Huddersfield HD1, Hull HU1, Ipswich IP1, Kingston upon Hull HU1,
Lancaster LA1, Leeds LS1, Leicester LE1, Lincoln LN1, Liverpool L1, Luton LU1, Manchester M1, Middlesbrough TS1,
Milton Keynes MK9, Newcastle upon Tyne NE1, Northampton NN1, Norwich NR1, Nottingham NG1, Oxford OX1, Peterborough PE1,
Plymouth PL1, Portsmouth PO1, Reading RG1, Sheffield S1, Southampton SO14, Southend-on-Sea SS1,
Stoke-on-Trent ST1, Sunderland SR1, Swansea SA1, Swindon SN1, Wakefield WF1, Wolverhampton WV1, Worcester WR1, York YO1
"""


class Spot(NamedTuple):
    """A place that is not a London borough: its name as in the listing, and its point in degrees (WGS 84)."""

    name: str
    latitude: float
    longitude: float


def _centres_by_name(text: str) -> Mapping[str, str]:
    pairs = (entry.strip().rpartition(" ") for entry in text.split(","))
    return MappingProxyType({name_key(name): outcode for name, _, outcode in pairs})


CENTRES = _centres_by_name(_CENTRES)
"""The outward code of a town's centre, by the town's `name_key`."""


def spot_of(name: str, gazetteer: Gazetteer) -> Spot | None:
    """Return where to write the name of a place, or None when no single point fits."""
    place = gazetteer.find(CENTRES.get(name_key(name), name))
    if place is None or place.is_wide or place.kind is PlaceKind.BOROUGH:
        return None
    if place.kind is PlaceKind.BRENT_PLACE and place.note:  # part of it is elsewhere, or a town has its name
        return None
    return Spot(name, place.latitude, place.longitude)
