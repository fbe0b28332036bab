"""What people write about a document: front matter, lines at the top of a text, a .yaml beside the file."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from fawang.reference.law.collection.documents import BadDocument, Known
from fawang.reference.law.collection.heads import DAY, day_of_match

#: Every word under which something may be told, to the field it fills.
WORDS = {
    "名称": "name",
    "标题": "name",
    "title": "name",
    "name": "name",
    "类别": "kind",
    "效力级别": "kind",
    "kind": "kind",
    "制定机关": "issuer",
    "发布机关": "issuer",
    "issuer": "issuer",
    "文号": "number",
    "发文字号": "number",
    "number": "number",
    "专题": "topic",
    "分类": "topic",
    "topic": "topic",
    "公布日期": "published",
    "发布日期": "published",
    "published": "published",
    "版本日期": "version_date",
    "修订日期": "version_date",
    "version": "version_date",
    "施行日期": "in_force_from",
    "生效日期": "in_force_from",
    "effective": "in_force_from",
    "失效日期": "in_force_until",
    "废止日期": "in_force_until",
    "repealed": "in_force_until",
}
DAYS = frozenset({"published", "version_date", "in_force_from", "in_force_until"})


def take_known(lines: list[str], path: Path, given: Known) -> tuple[list[str], Known]:
    """The lines that remain, and everything told about the document: beside the file, in it, then in general.

    Raises BadDocument for a day that is none.
    """
    beside = path.with_suffix(".yaml")
    told = _mapping(beside.read_text(encoding="utf-8-sig"), beside.name) if beside.is_file() else {}
    if lines and lines[0] == "---" and "---" in lines[1:40]:
        end = lines.index("---", 1)
        told = _mapping("\n".join(lines[1:end]), path.name) | told
        lines = lines[end + 1 :]
    while lines:
        word, colon, value = lines[0].replace("：", ":", 1).partition(":")
        if not colon or word.strip() not in WORDS:
            break
        told = {word.strip(): value.strip()} | told
        lines = lines[1:]
    return lines, _merged(told, given)


def _mapping(text: str, name: str) -> dict[str, Any]:
    try:
        told = yaml.safe_load(text) or {}
    except yaml.YAMLError as fault:
        raise BadDocument(f"{name} 的说明写法有误：{str(fault).splitlines()[0]}。") from fault
    if not isinstance(told, dict):
        raise BadDocument(f"{name} 的说明要一行一项，写成“制定机关: 某某”。")
    return told


def _merged(told: dict[str, Any], given: Known) -> Known:
    values: dict[str, Any] = {f.name: getattr(given, f.name) for f in fields(given)}
    for word, value in told.items():
        target = WORDS.get(str(word).strip())
        if target is None or value in (None, ""):
            continue
        values[target] = _day(word, value) if target in DAYS else str(value).strip()
    return replace(given, **values)


def _day(word: str, value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = DAY.search(str(value))
    day = day_of_match(found) if found else None
    if day is None:
        raise BadDocument(f"“{word}”写的“{value}”不是日期，请写成 2026-03-01。")
    return day
