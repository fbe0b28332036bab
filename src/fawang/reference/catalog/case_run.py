"""A worked case walked through the definition alone: no database, no people, only roles and moments. It says
what the engine says, so that whoever writes a service learns at once what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from fawang.core.calendar import Pause, end_of_day
from fawang.core.clock import ZONE, day_of
from fawang.reference.catalog import limits
from fawang.reference.catalog.answers import check_fields
from fawang.reference.catalog.definitions import (
    Action,
    Approval,
    CaseStep,
    ClockChange,
    Option,
    ServiceDefinition,
    WorkedCase,
)
from fawang.reference.catalog.opening import category_of

#: Steps that the platform offers by itself while a step waits for approvals.
APPROVE, SEND_BACK, TAKE_BACK = "approve", "send_back", "take_back"
#: `by: system, do: clocks` lets the clock worker run at that moment, whatever comes of it.
RUN_CLOCKS = "clocks"
#: Fields that only a database can check: the runner fills them in.
_CHOSEN_LATER = ("staff", "organisation")


@dataclass
class _Clock:
    started_at: datetime
    due: datetime
    state: str = "running"
    pauses: list[Pause] = field(default_factory=list)
    paused_at: datetime | None = None
    extended: list[str] = field(default_factory=list)
    overdue: bool = False

    @property
    def live(self) -> bool:
        """Running or paused."""
        return self.state in ("running", "paused")


@dataclass
class _Proposal:
    action: Action
    step: CaseStep
    agreed: set[int] = field(default_factory=set)

    def awaited(self) -> list[tuple[int, Approval]]:
        """The signatures that may be given now."""
        left = [(n, one) for n, one in enumerate(self.action.approvals) if n not in self.agreed]
        return left if self.action.together else left[:1]


class CaseRun:
    """A worked case walked through the definition alone."""

    def __init__(
        self,
        definition: ServiceDefinition,
        case: WorkedCase,
        answers: Mapping[str, Any],
        flags: list[str],
        means: str,
    ) -> None:
        self.definition, self.case, self.answers = definition, case, answers
        self.state = definition.steps.start
        self.flags, self.means = list(flags), means
        self.done: list[str] = []
        self.dates: dict[str, str] = {}
        self.notices: tuple[str, ...] = definition.steps.on_start.notices
        self.documents: tuple[str, ...] = definition.steps.on_start.documents
        self._running: dict[str, _Clock] = {}
        self._proposal: _Proposal | None = None
        self._change(definition.steps.on_start.clocks, {}, case.at, case.at)

    @property
    def due(self) -> dict[str, datetime]:
        """When each clock ends, by limit."""
        return {code: clock.due for code, clock in self._running.items()}

    @property
    def clocks(self) -> dict[str, str]:
        """The state of each clock, by limit."""
        return {code: clock.state for code, clock in self._running.items()}

    def refusal(self, step: CaseStep) -> str:
        """Why the step may not be taken now; empty when it may."""
        if step.by == "system":
            return self._not_deemed(step)
        if step.do in (APPROVE, SEND_BACK, TAKE_BACK):
            return self._not_asked(step)
        action = self.definition.steps.action(step.do)
        if action is None:
            return f"没有步骤“{step.do}”"
        if self.state not in action.from_:
            return f"状态“{self.state}”下不能做“{action.name}”"
        if step.by not in action.by:
            return f"“{action.name}”不能由 {step.by} 来做"
        if action.once and action.code in self.done:
            return action.why_not or f"“{action.name}”只能做一次"
        if self._proposal is not None and step.by != "applicant" and (action.to or action.approvals):
            return f"“{self._proposal.action.name}”正在等审批，批完才能办别的"
        if action.when is not None and not action.when.holds(self._facts()):
            return action.why_not
        day = self.dates.get(action.not_before or "")
        if day and day_of(step.at).isoformat() <= day:
            return action.why_not or f"还没过 {day}"
        return self._field_faults(action, step) or self._option_faults(action, step)

    def take(self, step: CaseStep) -> None:
        """Take a step that is not refused."""
        self.notices, self.documents = (), ()
        if step.by == "system":
            self._run_clocks(step.at)
        elif step.do == APPROVE:
            self._agree(step)
        elif step.do in (SEND_BACK, TAKE_BACK):
            self._proposal = None
        else:
            action = self.definition.steps.action(step.do)
            assert action is not None
            if action.approvals:
                self._proposal = _Proposal(action, step)
            else:
                self._do(action, step.data, step.at)

    def _do(self, action: Action, data: Mapping[str, Any], at: datetime) -> None:
        option = _option(action, data)
        before = self.state
        self.state = (option.to if option else None) or action.to or self.state
        if self.state != before or (self._proposal and self._proposal.action is action):
            self._proposal = None
        self.done.append(action.code)
        self.flags += [flag for flag in action.flags if flag not in self.flags]
        values, _ = check_fields(action.fields, data, earlier={}, today=day_of(at))
        self.dates |= {f.code: values[f.code] for f in action.fields if f.kind == "date" and f.code in values}
        # What the law presumes, it presumes on the day on which the period ran out.
        expired = self._running.get(action.on_expiry or "")
        since = min(expired.due, at) if expired else at
        self._change((*action.clocks, *(option.clocks if option else ())), values, at, since)
        if not self.definition.steps.states[self.state].open:
            self._end("all")
        self.notices = (*self.notices, *action.notices)
        self.documents = (*self.documents, *action.documents)

    def _agree(self, step: CaseStep) -> None:
        asked = self._proposal
        assert asked is not None
        asked.agreed.add(next(n for n, one in asked.awaited() if one.role == step.by))
        if not asked.awaited():
            self._do(asked.action, asked.step.data, step.at)

    def _not_asked(self, step: CaseStep) -> str:
        if self._proposal is None:
            return "现在没有等待审批的事"
        if step.do == TAKE_BACK:
            return "" if step.by == self._proposal.step.by else "只有提出的人可以撤回审批"
        awaited = [one for _, one in self._proposal.awaited()]
        if step.by not in {one.role for one in awaited}:
            return f"现在等的是“{'、'.join(one.name for one in awaited)}”审批"
        if step.do == SEND_BACK and not str(step.data.get("reason") or "").strip():
            return "请写明退回的理由"
        return ""

    def _not_deemed(self, step: CaseStep) -> str:
        if step.do == RUN_CLOCKS or step.do in [action.code for _, action in self._deemed(step.at)]:
            return ""
        return f"到这个时候，系统没有因为到期而做“{step.do}”"

    def _deemed(self, at: datetime) -> Iterator[tuple[str, Action]]:
        """What the law itself says follows from the clocks that have run out by now."""
        for code, clock in self._running.items():
            if clock.state != "running" or clock.overdue or clock.due >= at:
                continue
            for action in self.definition.steps.actions_from(self.state):
                if action.on_expiry == code and (action.when is None or action.when.holds(self._facts())):
                    yield code, action
                    break

    def _run_clocks(self, at: datetime) -> None:
        for code in [c for c, k in self._running.items() if k.state == "running" and k.due < at]:
            clock = self._running[code]
            if clock.state != "running" or clock.overdue:
                continue
            found = next((action for limit, action in self._deemed(at) if limit == code), None)
            clock.overdue = True
            if found is not None:
                self._do(found, {}, at)

    def _facts(self) -> dict[str, Any]:
        return {
            **self.answers,
            "flags": self.flags,
            "done": self.done,
            "means": self.means,
            "urgency": "normal",
            "channel": "web",
            "category": category_of(self.definition, self.answers) or self.definition.name,
        }

    def _field_faults(self, action: Action, step: CaseStep) -> str:
        asked = [field for field in action.fields if field.kind not in _CHOSEN_LATER]
        _, faults = check_fields(asked, step.data, earlier={}, today=day_of(step.at))
        unknown = set(step.data) - {field.code for field in action.fields}
        if unknown:
            return f"步骤“{action.name}”没有字段 {'、'.join(sorted(unknown))}"
        return "；".join(f"{code}：{message}" for code, message in faults.items())

    def _option_faults(self, action: Action, step: CaseStep) -> str:
        option = _option(action, step.data)
        if option and option.by and step.by not in option.by:
            return f"“{option.label}”不能由 {step.by} 来选"
        for change in (*action.clocks, *(option.clocks if option else ())):
            clock = self._running.get(change.limit)
            if change.verb != "extend" or clock is None or not clock.live:
                continue
            if clock.state == "paused":
                return f"期限 {change.limit} 正在暂停，不能延长"
            if step.at > clock.due:
                return f"期限 {change.limit} 已经到期，不能再延长"
            if action.once and change.by_limit in clock.extended:
                return f"期限 {change.limit} 已经延长过一次，不能再延长"
        return ""

    def _change(
        self, changes: tuple[ClockChange, ...], values: Mapping[str, Any], at: datetime, begun: datetime
    ) -> None:
        for change in changes:
            code = change.limit
            clock = self._running.get(code)
            if change.verb == "start":
                day = values.get(change.counted_from or "")
                since = datetime.combine(date.fromisoformat(str(day)), time(), ZONE) if day else begun
                other = self._running.get(change.as_of or "")
                since = other.started_at if other else since
                if (due := self._due(change, since)) is not None:
                    self._running[code] = _Clock(since, due)
            elif change.verb == "cancel":
                self._end(code)
            elif clock is not None and clock.live:
                _move(clock, change, at)

    def _due(self, change: ClockChange, since: datetime) -> datetime | None:
        """When a period ends that begins now; None for one that lasts to a day that is over."""
        if change.until is None:
            return limits.limit_deadline(change.limit, since).at
        day = self.answers.get(change.until)
        due = end_of_day(date.fromisoformat(str(day))) if day else None
        return due if due is not None and due >= since else None

    def _end(self, limit: str) -> None:
        for code, clock in self._running.items():
            if clock.live and limit in ("all", code):
                clock.state = "cancelled"


def _move(clock: _Clock, change: ClockChange, at: datetime) -> None:
    if change.verb == "pause" and clock.state == "running" and at <= clock.due:
        clock.state, clock.paused_at = "paused", at
    elif change.verb == "resume" and clock.paused_at is not None:
        clock.pauses.append(Pause(clock.paused_at, at))
        clock.state, clock.paused_at = "running", None
        clock.due = _deadline(change.limit, clock)
    elif change.verb == "extend":
        clock.extended.append(str(change.by_limit))
        clock.due = _deadline(change.limit, clock)
    elif change.verb == "stop":
        clock.state = "met" if (clock.paused_at or at) <= clock.due else "late"
        clock.paused_at = None


def _deadline(code: str, clock: _Clock) -> datetime:
    return limits.limit_deadline(code, clock.started_at, pauses=clock.pauses, extended_by=clock.extended).at


def _option(action: Action, data: Mapping[str, Any]) -> Option | None:
    """The outcome that a step of a case chooses."""
    asked = next((one for one in action.fields if action.outcome and one.code == action.outcome), None)
    value = data.get(action.outcome or "")
    return next((one for one in asked.options if one.code == value), None) if asked else None
