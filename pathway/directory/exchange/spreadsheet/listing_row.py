"""A listing as a row of a spreadsheet."""

from collections.abc import Iterable, Mapping

from pathway.directory.exchange import cells
from pathway.directory.exchange.fields import FIELDS
from pathway.directory.exchange.parsed_row import ParsedRow, Where
from pathway.directory.exchange.sector_points import SectorPoint
from pathway.directory.exchange.spreadsheet import columns
from pathway.directory.listing_record import ServiceRecord

COLUMNS = list(columns.COLUMNS)
"""The names of all columns, in the order written."""

PUBLIC_COLUMNS = [name for name in COLUMNS if name not in {field.name for field in FIELDS if field.is_staff_only}]


def write_row(service: ServiceRecord, columns: Iterable[str]) -> list[str]:
    """Write a listing's cells in the order of the columns."""
    cell_texts = written(service)
    return [cells.guarded(cell_texts[column]) for column in columns]


def written(service: ServiceRecord) -> dict[str, str]:
    """Return a listing's cells by column, before `guarded`."""
    return {name: "\n".join(column.write(service)) for name, column in columns.COLUMNS.items()}


def read_row(where: Where, row: Mapping[str, str], sector_point: SectorPoint) -> ParsedRow:
    """Read a row, given as cells by column. A cell that cannot be read becomes a fault."""
    parsed_row = ParsedRow(where)
    for name, raw in row.items():
        column = columns.COLUMNS[name]
        part = getattr(parsed_row, column.part)
        if column.part != "organization":
            part[column.key] = column.empty
        try:
            if raw:
                part[column.key] = column.read(cells.unguarded(raw), sector_point)
        except ValueError as error:
            parsed_row.faults.append(f"{name}: {error}")
    parsed_row.id = parsed_row.fields.pop("id", None)
    return parsed_row
