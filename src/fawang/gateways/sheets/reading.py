"""Reading the first sheet of a workbook, or a text of separated values, as texts."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from fawang.gateways.sheets.refusals import (
    SheetBroken,
    SheetEmpty,
    SheetHasFormulas,
    SheetTooLarge,
    SheetTypeRefused,
)

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 2000, 60, 2000
#: A workbook of so many rows unpacks to no more than this; an archive made to fill the memory does.
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 200
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ACTIVE = ("vbaproject", "activex", "oleobject", "embeddings/", "externallinks/", "macrosheets/")
_SHEET_PART = re.compile(r"xl/worksheets/.*\.xml")
#: Kept from one block to the next, so that a tag over their border is found too.
_OVERLAP = 64


def read_sheet(raw: bytes) -> list[tuple[str, ...]]:
    """Every row of the first sheet, empty ones too, so that the n-th is row n of the spreadsheet. The first
    bytes decide what it is, never the name. Raises SheetRefused subclasses."""
    if len(raw) > MOST_BYTES:
        raise SheetTooLarge
    if raw.startswith(b"PK\x03\x04"):
        rows = _workbook_rows(raw)
    elif (
        raw.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"<"))
        or b"\x00" in raw[:4096]
    ):
        raise SheetTypeRefused
    else:
        rows = _text_rows(raw)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise SheetEmpty
    return rows


def _workbook_rows(raw: bytes) -> list[tuple[str, ...]]:
    _look_inside(raw)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise SheetTooLarge
            return [_cells(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError, IndexError):
        raise SheetBroken from None


def _look_inside(raw: bytes) -> None:
    """Unpack every part once, counting, before a reader holds any of it in memory."""
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
            names = [part.filename.lower() for part in parts]
            if "xl/workbook.xml" not in names:
                raise SheetTypeRefused
            if len(parts) > _MOST_PARTS:
                raise SheetTooLarge
            if any(word in name for name in names for word in _ACTIVE):
                raise SheetHasFormulas
            for part in parts:
                with package.open(part) as stream:
                    left = _look_through(
                        stream, left, _SHEET_PART.fullmatch(part.filename.lower()) is not None
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise SheetBroken from None


def _look_through(stream: Any, left: int, is_sheet: bool) -> int:
    tail = b""
    while block := stream.read(256 * 1024):
        left -= len(block)
        if left < 0:
            raise SheetTooLarge
        seen = tail + block
        if _DOCTYPE.search(seen):
            raise SheetBroken
        if is_sheet and _FORMULA.search(seen):
            raise SheetHasFormulas
        tail = seen[-_OVERLAP:]
    return left


def _text_rows(raw: bytes) -> list[tuple[str, ...]]:
    text = _decoded(raw)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",\t;", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows: list[tuple[str, ...]] = []
        for row in reader:
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise SheetTooLarge
            rows.append(_cells(row))
    except csv.Error:
        raise SheetBroken from None
    if any(cell.startswith(("=", "@")) for row in rows for cell in row):
        raise SheetHasFormulas
    return rows


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetTypeRefused


def _cells(row: Iterable[Any]) -> tuple[str, ...]:
    return tuple(_words(cell)[:MOST_CELL] for cell in row)


def _words(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        # A spreadsheet keeps every number as a float: 13800000001.0 was typed without its point.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip() if cell is not None else ""
