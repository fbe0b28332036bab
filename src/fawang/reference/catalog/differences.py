"""What changed between two versions of a service, in words and with its place in the files of today. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fawang.reference.catalog.definitions import (
    Action,
    ClockChange,
    Effects,
    FieldDefinition,
    Option,
    Piece,
    ServiceDefinition,
)
from fawang.reference.catalog.source import Loc

#: A place in the newer definition (of the nearest piece that is still there), and what changed.
Difference = tuple[Loc, str]
_VERBS = {
    "start": "开始", "stop": "停止", "pause": "暂停", "resume": "恢复", "extend": "延长", "cancel": "取消",
}  # fmt: skip
_HEAD = {
    "name": "名称",
    "summary": "简介",
    "who_can_apply": "谁能办",
    "fee": "收费",
    "time": "时限",
    "how_to_complain": "投诉办法",
    "title": "标题",
    "category": "类别",
    "dispatch": "交给谁办",
    "eligibility": "资格规则",
    "limits": "对外公布的期限",
    "remedies": "救济",
    "in_person": "本人办理",
    "flags": "标记",
    "kind": "轻量或者全程",
}


def differences(old: ServiceDefinition, new: ServiceDefinition) -> Iterator[Difference]:
    """Every change that somebody who has a matter under the old version would meet."""
    for key, name in _HEAD.items():
        if getattr(old, key) != getattr(new, key):
            yield (key,), f"服务的{name}改了"
    yield from _materials(old, new)
    yield from _form(old, new)
    yield from _states(old, new)
    yield from _start(old, new)
    yield from _actions(old, new)
    for key, what in (("notices", "通知"), ("documents", "文书")):
        yield from _mapping(getattr(old, key), getattr(new, key), (key,), what)


def _materials(old: ServiceDefinition, new: ServiceDefinition) -> Iterator[Difference]:
    before, after = _by_code(old.materials), _by_code(new.materials)
    yield from _gone_and_added(before, after, ("materials",), "材料")
    for index, one in enumerate(new.materials):
        if one.code in before and before[one.code] != one:
            yield ("materials", index), f"材料 {one.code} 的要求改了：{_keys(before[one.code], one)}"


def _form(old: ServiceDefinition, new: ServiceDefinition) -> Iterator[Difference]:
    before, after = _by_code(old.form.pages), _by_code(new.form.pages)
    yield from _gone_and_added(before, after, ("form", "pages"), "页")
    for index, page in enumerate(new.form.pages):
        at: Loc = ("form", "pages", index)
        was = before.get(page.code)
        if was is None:
            continue
        if was.show_if != page.show_if:
            yield (*at, "show_if"), f"页 {page.code} 什么时候出现，条件改了"
        if (was.title, was.help) != (page.title, page.help):
            yield (*at, "title"), f"页 {page.code} 的话改了"
        yield from _fields(was.fields, page.fields, (*at, "fields"), f"页 {page.code}")


def _fields(
    old: Sequence[FieldDefinition], new: Sequence[FieldDefinition], at: Loc, where: str
) -> Iterator[Difference]:
    before, after = _by_code(old), _by_code(new)
    for code in before:
        if code not in after:
            yield at, f"{where} 删去了字段 {code}"
    for index, one in enumerate(new):
        was = before.get(one.code)
        if was is None:
            yield (*at, index), f"{where} 加了字段 {one.code}{'（必填）' if one.required else ''}"
        elif was != one:
            yield (*at, index), f"{where} 的字段 {one.code} 改了：{_keys(was, one)}"


def _states(old: ServiceDefinition, new: ServiceDefinition) -> Iterator[Difference]:
    before, after = old.steps.states, new.steps.states
    yield from _gone_and_added(before, after, ("steps", "states"), "状态")
    for code, state in after.items():
        was, at = before.get(code), ("steps", "states", code)
        if was is None or was == state:
            continue
        if was.name != state.name:
            yield (*at, "name"), f"状态 {code} 改名：“{was.name}”→“{state.name}”"
        rest = _keys(was, state, but="name")
        if rest:
            yield at, f"状态 {code} 改了：{rest}"


def _start(old: ServiceDefinition, new: ServiceDefinition) -> Iterator[Difference]:
    if old.steps.start != new.steps.start:
        yield ("steps", "start"), f"开始的状态换了：{old.steps.start} → {new.steps.start}"
    yield from _effects(old.steps.on_start, new.steps.on_start, ("steps", "on_start"), "提交时")


def _actions(old: ServiceDefinition, new: ServiceDefinition) -> Iterator[Difference]:
    before, after = _by_code(old.steps.actions), _by_code(new.steps.actions)
    yield from _gone_and_added(before, after, ("steps", "actions"), "步骤")
    for index, action in enumerate(new.steps.actions):
        was = before.get(action.code)
        if was is not None and was != action:
            yield from _action(was, action, ("steps", "actions", index))


def _action(was: Action, action: Action, at: Loc) -> Iterator[Difference]:
    name = f"步骤 {action.code}"
    for key, what in (("from_", "从哪些状态"), ("to", "到哪个状态"), ("by", "谁能做")):
        if getattr(was, key) != getattr(action, key):
            yield (*at, key.strip("_")), f"{name} {what}换了：{_said(was, key)} → {_said(action, key)}"
    yield from _fields(was.fields, action.fields, (*at, "fields"), name)
    yield from _effects(was, action, at, name)
    told = {"code", "from_", "to", "by", "fields", "clocks", "notices", "documents", "tell"}
    rest = [key for key in _changed(was, action) if key not in told]
    if rest:
        yield at, f"{name} 改了：{'、'.join(rest)}"


def _effects(was: Effects, now: Effects, at: Loc, name: str) -> Iterator[Difference]:
    if was.clocks != now.clocks:
        yield (*at, "clocks"), f"{name} 的期限换了：{_clocks(was.clocks)} → {_clocks(now.clocks)}"
    if was.notices != now.notices:
        yield (*at, "notices"), f"{name} 发的通知换了：{_list(was.notices)} → {_list(now.notices)}"
    if was.documents != now.documents:
        yield (*at, "documents"), f"{name} 起草的文书换了：{_list(was.documents)} → {_list(now.documents)}"
    if was.tell != now.tell:
        yield (*at, "tell"), f"{name} 告诉申请人的话改了"


def _mapping(old: Mapping[str, Piece], new: Mapping[str, Piece], at: Loc, what: str) -> Iterator[Difference]:
    yield from _gone_and_added(old, new, at, what)
    for code, one in new.items():
        if code in old and old[code] != one:
            yield (*at, code), f"{what} {code} 改了：{_keys(old[code], one)}"


def _gone_and_added(
    old: Mapping[str, Any], new: Mapping[str, Any], at: Loc, what: str
) -> Iterator[Difference]:
    for code in old:
        if code not in new:
            yield at, f"{what} {code} 删去了"
    places = {code: index for index, code in enumerate(new)}
    for code, index in places.items():
        if code not in old:
            yield (
                (*at, index if at[-1] in ("pages", "actions", "materials") else code),
                f"{what} {code} 是新的",
            )


def _by_code(pieces: Sequence[Any]) -> dict[str, Any]:
    return {one.code: one for one in pieces}


def _changed(was: Piece, one: Piece) -> list[str]:
    return [key for key in type(one).model_fields if getattr(was, key) != getattr(one, key)]


def _keys(was: Piece, one: Piece, but: str = "") -> str:
    """The keys in which two pieces differ; of options, which ones came and went."""
    found = []
    for key in _changed(was, one):
        if key == "options":
            found.append(_options(getattr(was, key), getattr(one, key)))
        elif key != but:
            found.append(key)
    return "、".join(found)


def _options(old: Sequence[Option], new: Sequence[Option]) -> str:
    before, after = {one.code for one in old}, {one.code for one in new}
    parts = [f"删去选项 {code}" for code in sorted(before - after)]
    parts += [f"加了选项 {code}" for code in sorted(after - before)]
    return "、".join(parts) or "选项"


def _said(action: Action, key: str) -> str:
    value = getattr(action, key)
    return _list(value) if isinstance(value, tuple) else str(value or "不变")


def _list(codes: Sequence[str]) -> str:
    return "、".join(codes) or "没有"


def _clocks(changes: Sequence[ClockChange]) -> str:
    return "、".join(f"{_VERBS[one.verb]} {one.limit}" for one in changes) or "没有"
