"""Stored answers in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fawang.core import text
from fawang.core.money import formal_yuan
from fawang.reference.catalog.definitions import FieldDefinition


def shown_value(definition: FieldDefinition, value: Any, *, masked: bool = True) -> str:
    """An answer in words, personal numbers masked."""
    if value in (None, "", []):
        return ""
    if definition.kind == "list":
        return "\n".join(item_lines(definition, value, masked=masked))
    if isinstance(value, list | tuple):
        return "、".join(definition.label_of(str(item)) for item in value)
    if definition.kind == "choice":
        return definition.label_of(str(value))
    if definition.kind == "yes_no":
        return dict(definition.yes_no).get(str(value), str(value))
    if definition.kind == "statement":
        return "同意" if value == "yes" else "不同意"
    if definition.kind == "date":
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    if definition.kind == "amount":
        return f"{Decimal(str(value)):,f}{definition.unit or '元'}"
    if masked and definition.kind == "phone":
        return text.mask_phone(str(value))
    if masked and definition.kind == "identity_number":
        return text.mask_identity(str(value))
    if masked and definition.kind == "email" and definition.sealed:
        return text.mask_email(str(value))
    if definition.kind == "signature":
        return "已经签名"
    return f"{value}{definition.unit}"


def capitals(definition: FieldDefinition, value: Any) -> str:
    """The sum of an `amount` in the capital form of official papers (肆万元整); "" for anything else."""
    if definition.kind != "amount" or value in (None, "") or definition.unit not in ("", "元"):
        return ""
    return formal_yuan(Decimal(str(value)))


def item_lines(
    definition: FieldDefinition, items: Sequence[Mapping[str, Any]], *, masked: bool = True
) -> list[str]:
    """Each item of a list on one line: its number, then its answers one after the other. The first answer
    and numbers that say themselves what they are stand without their label."""
    plain = {one.label for one in definition.fields[:1]}
    plain |= {one.label for one in definition.fields if one.kind in ("phone", "identity_number")}
    lines = []
    for number, item in enumerate(items, 1):
        pairs = item_pairs(definition, item, masked=masked)
        parts = [words if label in plain else f"{label}：{words}" for label, words in pairs]
        lines.append(f"{number}. " + "，".join(parts))
    return lines


def item_pairs(
    definition: FieldDefinition, item: Mapping[str, Any], *, masked: bool = True
) -> list[tuple[str, str]]:
    """One item of a list as (label, words), without what was not answered."""
    pairs = [(one.label, shown_value(one, item.get(one.code), masked=masked)) for one in definition.fields]
    return [(label, words) for label, words in pairs if words]
