"""Turning what the type checker found into sentences that the person who wrote the file understands."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from fawang.reference.catalog.source import ContentFault, Loc, Tree

_PLAIN = {
    "string_type": "这里应是文字；数字或 true/false 作文字用时请加引号",
    "int_type": "这里应是整数",
    "int_parsing": "这里应是整数",
    "int_from_float": "这里应是整数",
    "bool_type": "这里只能写 true 或 false",
    "bool_parsing": "这里只能写 true 或 false",
    "tuple_type": "这里应是一列，每行以“- ”开头",
    "list_type": "这里应是一列，每行以“- ”开头",
    "dict_type": "这里应是“键: 值”的一组",
    "model_type": "这里应是“键: 值”的一组",
    "model_attributes_type": "这里应是“键: 值”的一组",
    "datetime_parsing": "时间写法不对，应如 2026-11-21T09:00:00+08:00",
    "datetime_from_date_parsing": "时间写法不对，应如 2026-11-21T09:00:00+08:00",
    "string_too_short": "内容不能为空",
}


def near(word: str, known: Iterable[str]) -> str:
    """“，是不是想写…？” when a known word is close, else nothing."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"，是不是想写“{found[0]}”？" if found else ""


def faults_of(error: ValidationError, model: type[BaseModel], tree: Tree) -> list[ContentFault]:
    """All faults of a validation, each at its line."""
    faults = []
    for one in error.errors(include_url=False):
        loc = tuple(step for step in one["loc"] if step not in ("[key]", "function-before"))
        faults.append(tree.fault(loc, _sentence(dict(one), loc, model)))
    return sorted(set(faults))


def _sentence(one: dict[str, Any], loc: Loc, model: type[BaseModel]) -> str:
    kind, context, last = one["type"], one.get("ctx", {}), str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        return f"不认识“{last}”" + (near(last, keys_at(model, loc[:-1])) or "，请删去或改正")
    if kind == "missing":
        return f"缺少“{last}”"
    if kind == "literal_error":
        written = f"{last}: {one['input']}" if loc and isinstance(loc[-1], str) else str(one["input"])
        known = str(context.get("expected")).replace("'", "").replace(" or ", ", ").replace(", ", "、")
        return f"“{written}”不可用，只能是 {known}"
    if kind == "string_pattern_mismatch":
        return f"“{one['input']}”不能作编码：只用小写字母、数字、- 和 _，以字母开头"
    if kind == "string_too_long":
        return f"“{last}”太长，最多 {context.get('max_length')} 个字"
    if kind == "value_error":
        return str(context.get("error", one["msg"]))
    if kind in ("too_short", "too_long"):
        least, most = context.get("min_length", 0), context.get("max_length", "…")
        return f"“{last}”的项数不对，应为 {least} 至 {most} 项"
    if kind in _PLAIN:
        return f"“{last}”{_PLAIN[kind]}"
    return f"“{last}”不合要求：{one['msg']}"


def keys_at(model: type[BaseModel], loc: Loc) -> set[str]:
    """The keys that may stand at a place of a model, as the files write them."""
    here: Any = model
    for step in loc:
        here = _inside(here, step)
    found = _model_of(here)
    if found is None:
        return set()
    return {info.alias or name for name, info in found.model_fields.items()}


def _inside(kind: Any, step: str | int) -> Any:
    found = _model_of(kind)
    if found is not None:
        for name, info in found.model_fields.items():
            if step in (name, info.alias):
                return info.annotation
        return None
    for option in _options(kind):
        origin, args = get_origin(option), get_args(option)
        if origin is dict:
            return args[1]
        if origin in (tuple, list):
            return args[0]
    return None


def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _model_of(kind: Any) -> type[BaseModel] | None:
    for option in _options(kind):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None
