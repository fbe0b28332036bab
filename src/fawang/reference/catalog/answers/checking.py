"""Answers checked against a form in one pass, in the order of the form. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fawang.reference.catalog.answers.cleaning import clean_single, is_empty, measure, missing_sentence
from fawang.reference.catalog.answers.derived import derived
from fawang.reference.catalog.definitions import FieldDefinition, ServiceDefinition

#: So many faults of a list are told at once; more would only frighten.
_TOLD = 3


@dataclass(frozen=True)
class Checked:
    """Answers after checking. `values` holds the good ones in stored shape; `faults` field code → sentence;
    `pages` the page codes that this person is asked; `first_fault` the page to go back to, or None."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    first_fault: str | None = None


def clean_value(definition: FieldDefinition, raw: Any, *, today: date) -> tuple[Any, str | None]:
    """The stored value and None, or None and a sentence that tells what to do. `raw` is not empty."""
    if definition.kind != "list":
        return clean_single(definition, raw, today=today)
    items, faults = check_items(definition, raw, earlier={}, today=today)
    fault = list_fault(definition, items, faults)
    return (None, fault) if fault else (items, None)


def check_items(
    definition: FieldDefinition, raw: Any, *, earlier: Mapping[str, Any], today: date
) -> tuple[list[dict[str, Any]], dict[int, dict[str, str]]]:
    """The items of a list with their good values, and the faults by place (from 0) and field. An item in
    which nothing was answered is left out. `earlier`: the answers given before the list."""
    items: list[dict[str, Any]] = []
    faults: dict[int, dict[str, str]] = {}
    for one in raw if isinstance(raw, list | tuple) else ():
        if not isinstance(one, Mapping) or all(is_empty(value) for value in one.values()):
            continue
        values, wrong = check_fields(definition.fields, one, earlier=earlier, today=today)
        if wrong:
            faults[len(items)] = wrong
        items.append(values)
    return items, faults


def list_fault(
    definition: FieldDefinition, items: list[dict[str, Any]], faults: Mapping[int, Mapping[str, str]]
) -> str | None:
    """What is wrong with a list as one sentence that names each item, None when nothing is."""
    what = measure(definition)
    told = [f"第 {place + 1} {what}：{words}" for place, wrong in faults.items() for words in wrong.values()]
    if len(told) > _TOLD:
        told = [*told[:_TOLD], f"还有 {len(told) - _TOLD} 处要改。"]
    if not told and len(items) < definition.least:
        return f"最少要填 {definition.least} {what}，现在有 {len(items)}，请再加。"
    if len(items) > definition.most:
        told.append(f"最多填 {definition.most} {what}，现在有 {len(items)}，请删去一些，或者分几份办。")
    return "".join(told) or None


def check_fields(
    fields: Iterable[FieldDefinition],
    raw: Mapping[str, Any],
    *,
    earlier: Mapping[str, Any],
    today: date,
    attached: Collection[str] = (),
    material_needed: Callable[[str, Mapping[str, Any]], bool] | None = None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and faults of some fields asked together; `earlier` are the stored answers given before.
    `attached` are material codes already there; `material_needed` says whether a file is required now."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    seen = dict(earlier)
    for one in fields:
        if one.show_if is not None and not one.show_if.holds(seen):
            continue
        if one.kind == "file":
            code = one.material or one.code
            needed = one.required or (material_needed is not None and material_needed(code, seen))
            if needed and code not in attached:
                faults[one.code] = missing_sentence(one)
            continue
        given = raw.get(one.code)
        if is_empty(given):
            if one.kind == "list" and (one.least == 0 or not one.required):
                found = derived(one, [], today)
                values |= found
                seen |= found
            elif one.required:
                faults[one.code] = missing_sentence(one)
            continue
        if one.kind == "list":
            value, wrong = check_items(one, given, earlier=seen, today=today)
            fault = list_fault(one, value, wrong) if value or not one.required else missing_sentence(one)
        else:
            value, fault = clean_single(one, given, today=today)
        if fault:
            faults[one.code] = fault
        else:
            found = {one.code: value, **derived(one, value, today)}
            values |= found
            seen |= found
    return values, faults


def check_all(
    definition: ServiceDefinition, raw: Mapping[str, Any], *, today: date, attached: Collection[str] = ()
) -> Checked:
    """The whole form at once, as when it is handed in. Answers to unknown or hidden questions are dropped."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    pages: list[str] = []
    first: str | None = None

    def needed(code: str, seen: Mapping[str, Any]) -> bool:
        material = definition.material(code)
        return material is not None and not material.later and material.required(seen)

    for page in definition.form.pages:
        if page.show_if is not None and not page.show_if.holds(values):
            continue
        pages.append(page.code)
        good, bad = check_fields(
            page.fields, raw, earlier=values, today=today, attached=attached, material_needed=needed
        )
        values |= good
        faults |= bad
        if bad and first is None:
            first = page.code
    return Checked(values, faults, tuple(pages), first)
