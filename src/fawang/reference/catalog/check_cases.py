"""Worked cases against the definition itself: the answers pass, the marks and pages are as expected, each
step may be taken by that role in that state, and the clocks end when the case says. Needs no database; CI
runs the same cases through the real engine as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fawang.core.clock import day_of
from fawang.reference.catalog import limits
from fawang.reference.catalog.answers import check_all, check_fields
from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import (
    Action,
    CaseStep,
    ClockChange,
    Expectation,
    ServiceDefinition,
    WorkedCase,
)
from fawang.reference.catalog.eligibility import Assessment
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near


class CaseRun:
    """A worked case walked through the definition alone."""

    def __init__(self, definition: ServiceDefinition, case: WorkedCase, flags: list[str], means: str) -> None:
        self.definition, self.case = definition, case
        self.state = definition.steps.start
        self.flags, self.means = list(flags), means
        self.done: list[str] = []
        self.dates: dict[str, str] = {}
        self.due: dict[str, datetime] = {}
        self.paused: dict[str, datetime] = {}
        self.clocks: dict[str, str] = {}
        self._started: dict[str, datetime] = {}
        self._change(definition.steps.on_start.clocks, case.at)

    def refusal(self, step: CaseStep) -> str:
        """Why the step may not be taken now; empty when it may."""
        action = self.definition.steps.action(step.do)
        if action is None:
            return f"没有步骤“{step.do}”"
        if self.state not in action.from_:
            return f"状态“{self.state}”下不能做“{action.name}”"
        if step.by not in action.by:
            return f"“{action.name}”不能由 {step.by} 来做"
        if action.once and action.code in self.done:
            return action.why_not or f"“{action.name}”只能做一次"
        if action.when is not None and not action.when.holds(self._facts()):
            return action.why_not
        day = self.dates.get(action.not_before or "")
        if day and day_of(step.at).isoformat() <= day:
            return action.why_not or f"还没过 {day}"
        return self._field_faults(action, step)

    def take(self, step: CaseStep) -> None:
        """Take a step that is not refused."""
        action = self.definition.steps.action(step.do)
        assert action is not None
        self.state = action.to or self.state
        self.done.append(action.code)
        self.flags += [flag for flag in action.flags if flag not in self.flags]
        values, _ = check_fields(action.fields, step.data, earlier={}, today=day_of(step.at))
        self.dates |= {f.code: values[f.code] for f in action.fields if f.kind == "date" and f.code in values}
        self._change(action.clocks, step.at)

    def _facts(self) -> dict[str, Any]:
        return {**self.case.answers, "flags": self.flags, "done": self.done, "means": self.means}

    def _field_faults(self, action: Action, step: CaseStep) -> str:
        asked = [field for field in action.fields if field.kind != "staff"]
        _, faults = check_fields(asked, step.data, earlier={}, today=day_of(step.at))
        unknown = set(step.data) - {field.code for field in action.fields}
        if unknown:
            return f"步骤“{action.name}”没有字段 {'、'.join(sorted(unknown))}"
        return "；".join(f"{code}：{message}" for code, message in faults.items())

    def _change(self, changes: tuple[ClockChange, ...], at: datetime) -> None:
        for change in changes:
            code = change.limit
            if change.verb == "start":
                self.due[code], self.clocks[code] = limits.limit_deadline(code, at).at, "running"
                self._started[code] = at
            elif change.verb == "pause":
                self.paused[code], self.clocks[code] = at, "paused"
            elif change.verb == "resume":
                self.due[code] = limits.resumed_deadline(
                    code,
                    started_at=self._started[code],
                    due_at=self.due[code],
                    paused_at=self.paused.pop(code),
                    resumed_at=at,
                ).at
                self.clocks[code] = "running"
            elif change.verb == "stop":
                self.clocks[code] = "met" if at <= self.due[code] or code in self.paused else "late"
            else:
                live = [c for c, state in self.clocks.items() if state in ("running", "paused")]
                self.clocks |= dict.fromkeys(
                    live if code == "all" else [c for c in live if c == code], "cancelled"
                )


def case_findings(
    definition: ServiceDefinition, case: WorkedCase, at: Loc, assessment: Assessment | None, flags: list[str]
) -> Iterator[Finding]:
    """Everything in which a worked case and its definition disagree."""
    unknown = set(case.answers) - {field.code for field in definition.form.fields()}
    for code in sorted(unknown):
        known = {field.code for field in definition.form.fields()}
        yield (*at, "answers", code), f"申请表里没有字段“{code}”{near(code, known)}"
    checked = check_all(definition, case.answers, today=day_of(case.at), attached=case.attached)
    wanted = set(case.expect.faults or ())
    if set(checked.faults) != wanted:
        told = "；".join(f"{code}：{message}" for code, message in checked.faults.items()) or "没有错误"
        yield (*at, "answers"), f"案例“{case.name}”的答案与预期不符：{told}"
    if case.expect.pages is not None and case.expect.pages != checked.pages:
        yield (*at, "expect", "pages"), f"实际要走的页是 {'、'.join(checked.pages)}"
    if wanted:
        return
    means = assessment.means if assessment else "not_applicable"
    run = CaseRun(definition, case, flags, means)
    yield from _compare(run, case.expect, (*at, "expect"))
    for index, step in enumerate(case.then):
        here: Loc = (*at, "then", index)
        refusal = run.refusal(step)
        if refusal and not step.expect.refused:
            yield (*here, "do"), f"案例“{case.name}”这一步做不了：{refusal}"
            return
        if step.expect.refused:
            if step.expect.refused not in refusal or not refusal:
                told = f"实际说的是：{refusal}" if refusal else "实际可以做"
                yield (*here, "expect", "refused"), f"预期因“{step.expect.refused}”被拒绝，{told}"
            continue
        run.take(step)
        yield from _compare(run, step.expect, (*here, "expect"))


def _compare(run: CaseRun, expect: Expectation, at: Loc) -> Iterator[Finding]:
    if expect.state is not None and expect.state != run.state:
        yield (*at, "state"), f"预期状态 {expect.state}，实际是 {run.state}"
    if expect.flags is not None and set(expect.flags) != set(run.flags):
        yield (*at, "flags"), f"预期标记 {'、'.join(expect.flags)}，实际是 {'、'.join(run.flags) or '无'}"
    if expect.means is not None and expect.means != run.means:
        yield (*at, "means"), f"预期经济状况 {expect.means}，实际是 {run.means}"
    for code, moment in expect.due.items():
        due = run.due.get(code)
        if due is None or not due.isoformat().startswith(moment):
            yield (*at, "due", code), f"预期 {moment} 到期，实际是 {due.isoformat() if due else '没有计时'}"
    for code, state in expect.clocks.items():
        if run.clocks.get(code) != state:
            yield (*at, "clocks", code), f"预期 {code} 是 {state}，实际是 {run.clocks.get(code, '没有')}"
