"""Whether a running matter fits another version of its service: its timeline is walked on both definitions,
as if it had begun on the other one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import Projection
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.definitions import Action, ClockChange, Option, ServiceDefinition

Verdict = Literal["fits", "state", "approval", "clocks", "answers"]
VERDICTS: dict[Verdict, str] = {
    "fits": "可以换",
    "state": "会丢掉状态",
    "approval": "正在等审批",
    "clocks": "期限不一样",
    "answers": "缺少回答",
}


@dataclass(frozen=True)
class Fit:
    """What came of one matter; `reasons` in words, empty when it fits."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Running:
    """What is looked at of a running matter. `applied_on` is the day it was opened; `attached` are the codes
    of the materials it has."""

    entries: tuple[Entry, ...]
    present: Projection
    answers: Mapping[str, Any]
    attached: Collection[str]
    applied_on: date


@dataclass
class _Way:
    """Where a timeline leads under a definition. A clock is (paused, the entry that began it, the field it is
    counted from or lasts until, what it was extended by): equal only when it ends on the same day."""

    state: str
    clocks: dict[str, tuple[bool, int, str, tuple[str, ...]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def fit(old: ServiceDefinition, new: ServiceDefinition, running: Running) -> Fit:
    """The first kind of thing that stands against moving, with all its reasons."""
    walked, known = _walk(new, running.entries), _walk(old, running.entries)
    present = running.present
    lost = list(walked.faults)
    if present.state not in new.steps.states:
        lost.append(f"新版本没有状态“{present.state}”")
    elif not lost and walked.state != known.state:
        lost.append(f"照新版本走，现在应当是“{walked.state}”，实际是“{present.state}”")
    if lost:
        return Fit("state", tuple(lost))
    waiting = present.proposal
    if waiting is not None and new.steps.action(waiting.action) != old.steps.action(waiting.action):
        return Fit("approval", (f"“{waiting.name}”还在等审批，它在新版本里不一样，批完再换",))
    if clocks := tuple(_clock_reasons(known, walked)):
        return Fit("clocks", clocks)
    if answers := tuple(_answer_reasons(old, new, running)):
        return Fit("answers", answers)
    return Fit("fits")


def _walk(definition: ServiceDefinition, entries: Iterable[Entry]) -> _Way:
    steps = definition.steps
    way = _Way(steps.start)
    for entry in entries:
        code = entry.data.get("action")
        if entry.seq == 1:
            _run_clocks(way, steps.on_start.clocks, entry)
        elif code is None:
            _follow_facts(way, entry)
        elif (action := steps.action(code)) is None:
            way.faults.append(f"第 {entry.seq} 条办过“{entry.data.get('name', code)}”，新版本没有这一步")
            _follow_facts(way, entry)
        else:
            _take(definition, way, action, entry)
    return way


def _take(definition: ServiceDefinition, way: _Way, action: Action, entry: Entry) -> None:
    states = definition.steps.states
    if way.state not in action.from_:
        way.faults.append(f"第 {entry.seq} 条“{action.name}”，照新版本在“{way.state}”时不能办")
    option = _option(action, entry)
    _run_clocks(way, (*action.clocks, *(option.clocks if option else ())), entry)
    way.state = (option.to if option else None) or action.to or way.state
    if way.state in states and not states[way.state].open:
        way.clocks.clear()


def _option(action: Action, entry: Entry) -> Option | None:
    chosen = entry.data.get("outcome")
    asked = next((one for one in action.fields if one.code == action.outcome), None)
    return next((one for one in asked.options if one.code == chosen), None) if asked and chosen else None


def _run_clocks(way: _Way, changes: Iterable[ClockChange], entry: Entry) -> None:
    for change in changes:
        if change.verb == "start":
            way.clocks[change.limit] = (False, entry.seq, change.counted_from or change.until or "", ())
        elif change.verb == "cancel" and change.limit == "all":
            way.clocks.clear()
        elif change.verb in ("stop", "cancel"):
            way.clocks.pop(change.limit, None)
        elif change.limit in way.clocks:
            _, begun, counted, extended = way.clocks[change.limit]
            by = (change.by_limit or "",) if change.verb == "extend" else ()
            way.clocks[change.limit] = (change.verb == "pause", begun, counted, extended + by)


def _follow_facts(way: _Way, entry: Entry) -> None:
    """An entry that is no step of the definition has the same effect under every version."""
    way.state = (entry.data.get("set") or {}).get("state", way.state)
    for change in entry.data.get("clocks") or ():
        if change["verb"] in ("stop", "cancel"):
            gone = list(way.clocks) if change["limit"] == "all" else [change["limit"]]
            for limit in gone:
                way.clocks.pop(limit, None)


def _clock_reasons(known: _Way, walked: _Way) -> Iterable[str]:
    for limit in sorted(known.clocks.keys() | walked.clocks.keys()):
        if limit not in walked.clocks:
            yield f"期限 {limit} 正在计时，新版本这时没有它"
        elif limit not in known.clocks:
            yield f"新版本这时应当在算期限 {limit}，实际没有"
        elif known.clocks[limit] != walked.clocks[limit]:
            yield f"期限 {limit} 在新版本里的起算、暂停或者延长不一样"


def _answer_reasons(old: ServiceDefinition, new: ServiceDefinition, running: Running) -> Iterable[str]:
    """What the new form would refuse and the old one did not."""
    today, attached = running.applied_on, running.attached
    before = check_all(old, running.answers, today=today, attached=attached).faults
    for code, message in check_all(new, running.answers, today=today, attached=attached).faults.items():
        if code not in before:
            asked = new.form.field(code)
            yield f"{asked.label if asked else code}：{message}"
