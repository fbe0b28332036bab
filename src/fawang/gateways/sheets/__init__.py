"""Spreadsheets in and out."""

from fawang.gateways.sheets.reading import MOST_BYTES, read_sheet
from fawang.gateways.sheets.refusals import (
    SheetBroken,
    SheetEmpty,
    SheetHasFormulas,
    SheetRefused,
    SheetTooLarge,
    SheetTypeRefused,
)
from fawang.gateways.sheets.writing import csv_bytes, xlsx_bytes

__all__ = [
    "MOST_BYTES",
    "SheetBroken",
    "SheetEmpty",
    "SheetHasFormulas",
    "SheetRefused",
    "SheetTooLarge",
    "SheetTypeRefused",
    "csv_bytes",
    "read_sheet",
    "xlsx_bytes",
]
