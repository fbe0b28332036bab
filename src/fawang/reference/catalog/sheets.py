"""A list of a form as a spreadsheet: which columns there are, and what a row of texts means. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fawang.core.text import clean, one_line
from fawang.reference.catalog.answers import check_items
from fawang.reference.catalog.definitions import FieldDefinition

#: The header may stand below a title and a remark.
_HEADER_WITHIN = 6
_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_MARKS = re.compile(r"[\s*＊:：]|（[^（）]*）|\([^()]*\)")

#: A place by its name: its code, or "" when there is none or several.
PlaceFinder = Callable[[str], str]


@dataclass(frozen=True)
class SheetItems:
    """What a spreadsheet brought: the good rows, the rows that are wrong by their number, and what is wrong
    with the table itself (then nothing was read)."""

    items: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    table_fault: str = ""


def header_of(definition: FieldDefinition) -> list[str]:
    """The labels of the columns, in the order of the form."""
    return [one.label for one in definition.fields]


def example_of(definition: FieldDefinition) -> list[str]:
    """One line of remarks under the header: what may stand in each column."""
    return [_remark(one) for one in definition.fields]


def items_from_rows(
    definition: FieldDefinition,
    rows: Sequence[Sequence[str]],
    *,
    today: date,
    place: PlaceFinder,
    earlier: Mapping[str, Any],
) -> SheetItems:
    """The items that the rows of a spreadsheet hold. A good row is kept though another is wrong."""
    at, columns = _columns(definition, rows)
    missing = [
        one.label for one in definition.fields if one.required and not one.show_if and one.code not in columns
    ]
    if not columns or missing:
        wanted = "、".join(missing or header_of(definition))
        return SheetItems(table_fault=f"表里没有这几列：{wanted}。请下载模板，照着第一行的列名填。")
    found = SheetItems()
    remarks = example_of(definition)
    for number, row in enumerate(rows[at + 1 :], at + 2):
        cells = {code: one_line(row[column]) if column < len(row) else "" for code, column in columns.items()}
        if not any(cells.values()) or list(cells.values()) == [
            r for o, r in zip(definition.fields, remarks, strict=True) if o.code in columns
        ]:
            continue
        raw = {one.code: _raw(one, cells[one.code], place) for one in definition.fields if one.code in cells}
        items, faults = check_items(definition, [raw], earlier=earlier, today=today)
        if faults:
            found.faults[number] = "".join(faults[0].values())
        else:
            found.items.extend(items)
    return found


def _columns(definition: FieldDefinition, rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row of the header, and the column of each field; the first row that names most of them."""
    labels = {_bare(one.label): one.code for one in definition.fields}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            code = labels.get(_bare(cell))
            if code is not None:
                found.setdefault(code, column)
        if len(found) > len(best[1]):
            best = (number, found)
    # In the order of the form, whatever the order of the columns.
    return best[0], {one.code: best[1][one.code] for one in definition.fields if one.code in best[1]}


def _bare(label: str) -> str:
    return _MARKS.sub("", label)


def _raw(one: FieldDefinition, cell: str, place: PlaceFinder) -> Any:
    """A cell as the form would have sent it; words that name no option stay, to be refused by name."""
    cell = clean(cell)
    if one.kind == "choice":
        return _option(one, cell)
    if one.kind == "choices":
        return [_option(one, part.strip()) for part in _SEPARATORS.split(cell) if part.strip()]
    if one.kind == "yes_no":
        return {one.words[0]: "yes", one.words[1]: "no", "有": "yes", "没有": "no", "无": "no"}.get(
            cell, cell
        )
    if one.kind == "statement":
        return "yes" if cell in ("同意", "是", "√", "yes") else cell
    if one.kind == "region" and cell and not cell.isdigit():
        return place(cell) or cell
    return cell


def _option(one: FieldDefinition, words: str) -> str:
    return next((o.code for o in one.options if words in (o.label, o.code)), words)


def _remark(one: FieldDefinition) -> str:
    """What may stand in a column, for the line under the header."""
    remarks = {
        "identity_number": "18 位，单元格设成文本",
        "amount": "元，只写数字",
        "date": "例如 2026-03-05",
        "yes_no": f"{one.words[0]} 或 {one.words[1]}",
        "phone": "11 位手机号",
        "number": "只写数字",
        "region": "例如 石港县东湾镇",
    }
    words = remarks.get(one.kind, "")
    if one.kind in ("choice", "choices"):
        words = "、".join(option.label for option in one.options)
    return (
        f"（{words}{'' if one.required else '，可以不填' if words else '可以不填'}）"
        if words or not one.required
        else ""
    )
