"""Reads an official division table (CSV) into plain rows, telling every mistake at once."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from fawang.core.refusals import Refusal
from fawang.reference.places import rules

NAME_LIMIT = 60

#: Headings found in official and provincial tables, by the column they mean.
HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("code", "代码", "区划代码", "行政区划代码", "统计用区划代码"),
    "name": ("name", "名称", "区划名称", "单位名称"),
    "parent": ("parent", "上级", "上级代码", "上级区划代码"),
    "lat": ("lat", "latitude", "纬度"),
    "lon": ("lon", "lng", "longitude", "经度"),
}


@dataclass(frozen=True)
class Fault:
    """One mistake in a table: its line (1 is the first line of the file) and what to do about it."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.message}"


class TableFaults(Refusal):
    """The table was not taken, because of the listed mistakes; nothing was written."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        lines = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"区划代码表有 {len(faults)} 处错误，未导入任何内容，请改正后重新导入：\n{lines}")


@dataclass(frozen=True)
class PlaceRow:
    """One division of a table: padded code, name, padded parent code ("" when none), position in degrees."""

    line: int
    code: str
    name: str
    parent: str
    latitude: float | None
    longitude: float | None


def decode(raw: bytes) -> str:
    """Text of a table in UTF-8 or GB18030; TableFaults when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableFaults([Fault(1, "文件编码无法识别，请另存为 UTF-8 或 GB18030 编码的 CSV")])


def parse(raw: bytes, known: frozenset[str] | set[str] = frozenset()) -> list[PlaceRow]:
    """Rows of a table, parents before children. `known` holds codes already in the system, which a row may
    name as its parent. Raises TableFaults with every mistake of the file."""
    text = decode(raw)
    if "\x00" in text:
        raise TableFaults([Fault(1, "文件不是文本表格，请导出为 CSV 后再导入")])
    reader = csv.reader(io.StringIO(text, newline=""))
    faults: list[Fault] = []
    rows: dict[str, PlaceRow] = {}
    columns: dict[str, int] | None = None
    try:
        for cells in reader:
            cells = [cell.strip().strip("\u3000") for cell in cells]
            if not any(cells):
                continue
            if columns is None:
                columns = _columns(cells, reader.line_num)
                if not cells[columns["code"]].isdigit():
                    continue
            row = _row(cells, columns, reader.line_num, faults)
            if row is not None:
                _keep(row, rows, faults)
    except csv.Error as error:
        faults.append(Fault(reader.line_num or 1, f"这一行不是合格的 CSV（{error}）"))
    if not rows and not faults:
        faults.append(Fault(1, "表中没有任何区划，请检查是否选错了文件"))
    placed = [_with_parent(row, rows, known, faults) for row in rows.values()]
    if faults:
        raise TableFaults(faults)
    return sorted(placed, key=lambda row: (rules.level_of(row.code), row.code))


def _columns(cells: list[str], line: int) -> dict[str, int]:
    """Which column holds what, from the heading line; a file without one is code, name, in this order."""
    lowered = [cell.lower() for cell in cells]
    if lowered[0].isdigit():
        return {"code": 0, "name": 1}
    found = {key: lowered.index(name) for key, names in HEADINGS.items() for name in names if name in lowered}
    missing = [label for key, label in (("code", "代码"), ("name", "名称")) if key not in found]
    if missing:
        raise TableFaults(
            [Fault(line, f"表头缺少“{'、'.join(missing)}”列；需要的列是 代码(code)、名称(name)")]
        )
    return found


def _row(cells: list[str], columns: dict[str, int], line: int, faults: list[Fault]) -> PlaceRow | None:
    """The row of one line, or None after its mistakes were added to `faults`."""

    def cell(key: str) -> str:
        index = columns.get(key)
        return cells[index] if index is not None and index < len(cells) else ""

    code, name, parent = cell("code"), cell("name"), cell("parent")
    before = len(faults)
    if fault := rules.code_fault(code):
        faults.append(Fault(line, fault))
    if not name:
        faults.append(Fault(line, "缺少名称"))
    elif len(name) > NAME_LIMIT:
        faults.append(Fault(line, f"名称有 {len(name)} 个字，最多 {NAME_LIMIT} 个字"))
    elif any(sign in name for sign in "<>&\"'"):
        faults.append(Fault(line, f"名称“{name}”里有不允许的符号"))
    if parent and (fault := rules.code_fault(parent)):
        faults.append(Fault(line, f"上级：{fault}"))
    latitude = _degrees(cell("lat"), "纬度", 90, line, faults)
    longitude = _degrees(cell("lon"), "经度", 180, line, faults)
    if (latitude is None) != (longitude is None) and len(faults) == before:
        faults.append(Fault(line, "纬度和经度要么都填，要么都不填"))
    if len(faults) > before:
        return None
    padded_parent = rules.pad_code(parent) if parent else ""
    return PlaceRow(line, rules.pad_code(code), name, padded_parent, latitude, longitude)


def _degrees(text: str, label: str, limit: int, line: int, faults: list[Fault]) -> float | None:
    """Degrees written in a cell; None for an empty one or a mistake."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        faults.append(Fault(line, f"{label}“{text}”不是数字"))
        return None
    if not -limit <= value <= limit:
        faults.append(Fault(line, f"{label} {text} 超出 ±{limit} 度（经纬度是否填反了？）"))
        return None
    return value


def _keep(row: PlaceRow, rows: dict[str, PlaceRow], faults: list[Fault]) -> None:
    """Put a row among the others; a second row of the same code with another name is a mistake."""
    earlier = rows.setdefault(row.code, row)
    if earlier.name != row.name:
        faults.append(
            Fault(
                row.line, f"代码 {row.code} 重复：第 {earlier.line} 行是“{earlier.name}”，这里是“{row.name}”"
            )
        )


def _with_parent(
    row: PlaceRow, rows: dict[str, PlaceRow], known: frozenset[str] | set[str], faults: list[Fault]
) -> PlaceRow:
    """The row with its parent settled: the one it names, else the nearest division above that exists."""
    ancestors = rules.ancestor_codes(row.code)[1:]
    if row.parent:
        if row.parent not in ancestors:
            faults.append(Fault(row.line, f"上级 {row.parent} 与代码 {row.code} 不相配，应是它的前几位"))
        elif row.parent not in rows and row.parent not in known:
            faults.append(Fault(row.line, f"上级 {row.parent} 不在表中，也不在系统里，请先补上这一行"))
        return row
    parent = next((code for code in ancestors if code in rows or code in known), "")
    if ancestors and not parent:
        faults.append(Fault(row.line, f"“{row.name}”（{row.code}）的各级上级都不在表中，也不在系统里"))
    return PlaceRow(row.line, row.code, row.name, parent, row.latitude, row.longitude)
