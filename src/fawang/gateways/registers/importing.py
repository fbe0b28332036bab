"""Taking a table over: every row is checked before any is written, and the whole table is replaced."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.checks import (
    credit_code_fault,
    identity_number_fault,
    normalise_credit_code,
    normalise_identity,
)
from fawang.gateways.registers.local import sealed
from fawang.gateways.registers.models import RegisterRow
from fawang.gateways.registers.port import Certificate, RegisterFileRefused
from fawang.gateways.sheets import read_sheet

#: Headings by which the four known columns are found; every other column is kept under its own.
COLUMNS = {
    "identity": ("身份证号", "证件号码", "公民身份号码", "统一社会信用代码", "identity"),
    "holder": ("持证人", "姓名", "名称", "单位名称", "holder"),
    "number": ("证书编号", "证号", "编号", "number"),
    "valid_until": ("有效期至", "有效期止", "valid_until"),
}
_MOST_FAULTS = 20
_BATCH = 1000


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do."""

    rows: int
    #: Rows of this register that it replaces.
    replaced: int


def import_register(*, name: str, raw: bytes, now: datetime, dry_run: bool = False) -> Imported:
    """Replace a register by the rows of a .csv or .xlsx file, audited; with `dry_run` only look. Raises
    RegisterFileRefused with every mistaken row, and what `read_sheet` refuses."""
    rows = list(_rows(raw))
    found = _certificates(rows)
    with transaction.atomic():
        old = RegisterRow.objects.filter(register=name)
        done = Imported(len(found), old.count())
        if dry_run:
            return done
        old.delete()
        RegisterRow.objects.bulk_create(
            [
                RegisterRow(
                    register=name,
                    identity_index=crypto.blind_index(identity, "identity"),
                    content_sealed=sealed(one),
                    imported_at=now,
                )
                for identity, one in found
            ],
            batch_size=_BATCH,
        )
        record(
            actor="system",
            action="register.import",
            object_type="register",
            object_ref=name,
            now=now,
            detail={"rows": done.rows, "replaced": done.replaced},
        )
    return done


def _rows(raw: bytes) -> Iterable[tuple[str, ...]]:
    """A text is read here row by row, since a register may be longer than any list of people; a workbook
    goes through the reader that knows hostile ones."""
    if raw.startswith(b"PK\x03\x04"):
        return read_sheet(raw)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text, newline=""))]
        except csv.Error:
            break
    raise RegisterFileRefused(["文件读不出来：请另存为 UTF-8 的 .csv，或者 .xlsx。"])


def _certificates(rows: list[tuple[str, ...]]) -> list[tuple[str, Certificate]]:
    if not rows:
        raise RegisterFileRefused(["文件是空的。"])
    heads = rows[0]
    place = {
        column: next((at for at, head in enumerate(heads) if head in names), None)
        for column, names in COLUMNS.items()
    }
    missing = [COLUMNS[column][0] for column in ("identity", "holder", "number") if place[column] is None]
    if missing:
        raise RegisterFileRefused([f"第 1 行（表头）里没有这几列：{'、'.join(missing)}"])
    known = {at for at in place.values() if at is not None}
    found: list[tuple[str, Certificate]] = []
    faults: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        cells = {column: _cell(row, at) for column, at in place.items()}
        if fault := _fault(cells):
            faults.append(f"第 {number} 行：{fault}")
            continue
        facts = {heads[at]: _cell(row, at) for at in range(len(heads)) if at not in known and heads[at]}
        until = _day(cells["valid_until"])
        one = Certificate(cells["number"], cells["holder"], until, {k: v for k, v in facts.items() if v})
        found.append((_normal(cells["identity"]), one))
    if faults:
        more = [f"……还有 {len(faults) - _MOST_FAULTS} 行"] if len(faults) > _MOST_FAULTS else []
        raise RegisterFileRefused(faults[:_MOST_FAULTS] + more)
    return found


def _cell(row: tuple[str, ...], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _fault(cells: dict[str, str]) -> str:
    if empty := [COLUMNS[c][0] for c in ("identity", "holder", "number") if not cells[c]]:
        return f"没有填{'、'.join(empty)}"
    given = cells["identity"]
    # A spreadsheet rounds a long number: what came back as 9.9012E+17 is nobody's.
    person, body = identity_number_fault(normalise_identity(given)), credit_code_fault(given)
    if person and body:
        return "证件号码不对，既不是身份证号，也不是统一社会信用代码（电子表格里请把这一列设为文本）"
    if cells["valid_until"] and _day(cells["valid_until"]) is None:
        return f"有效期“{cells['valid_until'][:20]}”看不懂，请写成 2030-01-31；长期有效的留空"
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")) if text else None
    except ValueError:
        return None


def _normal(identity: str) -> str:
    """The number as the journeys look for it."""
    plain = normalise_identity(identity)
    return normalise_credit_code(identity) if identity_number_fault(plain) else plain
