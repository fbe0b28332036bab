"""Worked cases against the definition itself: the answers pass, the marks and pages are as expected, each
step may be taken by that role in that state, and the clocks end when the case says. Needs no database; CI
runs the same cases through the real engine as well."""

from __future__ import annotations

from collections.abc import Iterator

from fawang.core.clock import day_of
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.case_run import CaseRun
from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import Expectation, ServiceDefinition, WorkedCase
from fawang.reference.catalog.eligibility import Assessment
from fawang.reference.catalog.in_person import agent_refusal
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near


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
    barred = agent_refusal(definition, checked.values)
    if barred or case.expect.refused:
        said = barred.message if barred else ""
        if not case.expect.refused or case.expect.refused not in said:
            told = f"提交会被拒绝：{said}" if said else "实际可以提交"
            yield (*at, "expect", "refused"), f"案例“{case.name}”的提交与预期不符：{told}"
        return
    means = assessment.means if assessment else "not_applicable"
    run = CaseRun(definition, case, {**case.answers, **checked.values}, flags, means)
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
    if expect.notices is not None and set(expect.notices) != set(run.notices):
        sent = "、".join(run.notices) or "没有"
        yield (*at, "notices"), f"预期通知 {'、'.join(expect.notices)}，实际是 {sent}"
    if expect.documents is not None and set(expect.documents) != set(run.documents):
        drafted = "、".join(run.documents) or "没有"
        yield (*at, "documents"), f"预期起草 {'、'.join(expect.documents)}，实际是 {drafted}"
