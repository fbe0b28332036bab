"""Whether every clock that ends on a day of the form finds that day. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import ClockChange, ServiceDefinition
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near


def until_findings(definition: ServiceDefinition, dated: Collection[str]) -> Iterator[Finding]:
    """Everything wrong with clocks that end on a day of the form. `dated`: the limits of `kind: until`."""
    steps = definition.steps
    for number, change in enumerate(steps.on_start.clocks):
        yield from _change(definition, change, ("steps", "on_start", "clocks", number), dated)
    for index, action in enumerate(steps.actions):
        at: Loc = ("steps", "actions", index)
        for number, change in enumerate(action.clocks):
            yield from _change(definition, change, (*at, "clocks", number), dated)
        for place, field in enumerate(action.fields):
            for which, option in enumerate(field.options):
                here: Loc = (*at, "fields", place, "options", which, "clocks")
                for number, change in enumerate(option.clocks):
                    yield from _change(definition, change, (*here, number), dated)


def _change(
    definition: ServiceDefinition, change: ClockChange, at: Loc, dated: Collection[str]
) -> Iterator[Finding]:
    if change.verb in ("pause", "resume", "extend") and change.limit in dated:
        yield (*at, change.verb), f"“{change.limit}”到申请表写的那一天为止，不能暂停，也不能延长"
    if change.verb != "start":
        return
    if change.until is None:
        if change.limit in dated:
            message = f"“{change.limit}”是 kind: until 的期限，要写 until: 申请表里的日期字段"
            yield (*at, "start"), message
        return
    if change.limit not in dated:
        yield (*at, "until"), f"“{change.limit}”有法定的长度，不能写 until；只有 kind: until 的期限可以"
    yield from _day(definition, change.until, (*at, "until"))


def _day(definition: ServiceDefinition, code: str, at: Loc) -> Iterator[Finding]:
    """The day must be there whatever else is answered: without it the clock would never end."""
    page = next((p for p in definition.form.pages if any(f.code == code for f in p.fields)), None)
    field = definition.form.field(code)
    if page is None or field is None:
        known = {one.code for one in definition.form.fields() if one.kind == "date"}
        yield at, f"申请表里没有字段“{code}”{near(code, known)}；until 要写申请表里的日期字段"
    elif field.kind != "date":
        yield at, f"“{code}”不是日期（kind: date），期限不能到它为止"
    elif not field.required or field.show_if is not None or page.show_if is not None:
        yield at, f"“{code}”不是人人必填：until 的日期不能写 required: false，它和它那一页也不能写 show_if"
