"""Whether the way of a matter holds together: every state reachable, every path able to end, every clock
stopped. Pure; walks all combinations of state, running clocks and things that may be done only once."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from fawang.reference.catalog.definitions import (
    MATTER_WORDS,
    TEXT_WORDS,
    Action,
    ClockChange,
    ServiceDefinition,
)
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near

#: Something wrong: where in the definition, and what to do about it.
Finding = tuple[Loc, str]
_WORD = re.compile(r"\{([^{}]*)\}")
_NODE_LIMIT = 50_000


@dataclass(frozen=True)
class _Node:
    state: str
    clocks: frozenset[tuple[str, str]]
    done: frozenset[str]


def step_findings(definition: ServiceDefinition, limit_codes: frozenset[str]) -> Iterator[Finding]:
    """Everything wrong with the steps and notices of a service. `limit_codes`: the periods there are."""
    named = list(_references(definition, limit_codes))
    yield from named
    yield from _conditions(definition)
    yield from _texts(definition)
    if not named:
        yield from _paths(definition)


def _references(definition: ServiceDefinition, limit_codes: frozenset[str]) -> Iterator[Finding]:
    steps = definition.steps
    states, notices = set(steps.states), set(definition.notices)
    if steps.start not in states:
        yield ("steps", "start"), f"没有状态“{steps.start}”{near(steps.start, states)}"
    yield from _effects(
        steps.on_start.clocks, steps.on_start.notices, ("steps", "on_start"), notices, limit_codes
    )
    seen: set[str] = set()
    for index, action in enumerate(steps.actions):
        at: Loc = ("steps", "actions", index)
        if action.code in seen:
            yield (*at, "code"), f"步骤“{action.code}”写了两次"
        seen.add(action.code)
        for code in (*action.from_, *([action.to] if action.to else [])):
            if code not in states:
                yield (*at, "to" if code == action.to else "from"), f"没有状态“{code}”{near(code, states)}"
        yield from _effects(action.clocks, action.notices, at, notices, limit_codes)
        yield from _own_fields(definition, action, at)
    used = set(steps.on_start.notices).union(*(action.notices for action in steps.actions))
    for code in sorted(notices - used):
        yield ("notices", code), f"通知“{code}”没有任何步骤用到，请删去或者用上"


def _effects(
    clocks: tuple[ClockChange, ...],
    used: tuple[str, ...],
    at: Loc,
    notices: set[str],
    limit_codes: frozenset[str],
) -> Iterator[Finding]:
    for index, change in enumerate(clocks):
        if change.limit not in limit_codes and not (change.verb == "cancel" and change.limit == "all"):
            message = f"content/limits 里没有期限“{change.limit}”{near(change.limit, limit_codes)}"
            yield (*at, "clocks", index, change.verb), message
    for index, code in enumerate(used):
        if code not in notices:
            yield (*at, "notices", index), f"没有通知“{code}”{near(code, notices)}"


def _own_fields(definition: ServiceDefinition, action: Action, at: Loc) -> Iterator[Finding]:
    own = {field.code: field for field in action.fields}
    every = {field.code: field for one in definition.steps.actions for field in one.fields}
    for target in ("holder", "lawyer"):
        value = getattr(action.sets, target)
        if value not in (None, "actor", "none") and (value not in own or own[value].kind != "staff"):
            yield (
                (*at, "sets", target),
                f"“{value}”应是 actor、none 或本步骤中一个 kind: staff 的字段{near(value, own)}",
            )
    if action.outcome and (action.outcome not in own or own[action.outcome].kind != "choice"):
        yield (
            (*at, "outcome"),
            f"“{action.outcome}”应是本步骤中一个 kind: choice 的字段{near(action.outcome, own)}",
        )
    if action.not_before and (action.not_before not in every or every[action.not_before].kind != "date"):
        yield (
            (*at, "not_before"),
            f"“{action.not_before}”应是某个步骤中 kind: date 的字段{near(action.not_before, every)}",
        )
    for index, change in enumerate(action.clocks):
        if change.counted_from and (
            change.counted_from not in own or own[change.counted_from].kind != "date"
        ):
            yield (
                (*at, "clocks", index, "counted_from"),
                f"“{change.counted_from}”应是本步骤中 kind: date 的字段",
            )
    if action.when is not None and not action.why_not:
        yield (*at, "when"), "有条件的步骤要写 why_not：不满足时告诉办事的人为什么"


def _conditions(definition: ServiceDefinition) -> Iterator[Finding]:
    fields = {field.code for field in definition.form.fields()}
    words = fields | MATTER_WORDS
    actions = {action.code for action in definition.steps.actions}
    flags = {rule.code for rule in definition.flags} | {"early_help_possible", "group"}
    flags = flags.union(*(action.flags for action in definition.steps.actions))
    known = {"flags": flags, "done": actions}
    for index, action in enumerate(definition.steps.actions):
        if action.when is None:
            continue
        at: Loc = ("steps", "actions", index, "when")
        for name in sorted(action.when.fields() - words):
            yield (
                at,
                f"条件里的“{name}”既不是申请表的字段，也不是事项的属性{near(name, words)}",
            )
        for name, wanted in action.when.tests():
            values = wanted if isinstance(wanted, list) else [wanted]
            for value in values if name in known else []:
                if value not in known[name]:
                    yield at, f"条件里的 {name} 没有“{value}”{near(str(value), known[name])}"


def _texts(definition: ServiceDefinition) -> Iterator[Finding]:
    for code, state in definition.steps.states.items():
        for part in ("tell", "next", "come"):
            yield from _words(getattr(state, part), ("steps", "states", code, part), TEXT_WORDS)
    yield from _words(definition.steps.on_start.tell, ("steps", "on_start", "tell"), TEXT_WORDS)
    for index, action in enumerate(definition.steps.actions):
        public = {field.code for field in action.fields if field.public}
        yield from _words(action.tell, ("steps", "actions", index, "tell"), TEXT_WORDS | public)
    for code, notice in definition.notices.items():
        at: Loc = ("notices", code, "text")
        yield from _words(notice.text, at, TEXT_WORDS - {"actor"})
        length = len(_WORD.sub("十个字左右的内容吧", notice.text))
        if length > 140:
            yield at, f"短信太长（约 {length} 字），请写到 140 字以内，最好 70 字以内"
        if notice.to != "applicant" and re.search(r"\{(case_code|surname)\}", notice.text):
            yield at, "发给工作人员的通知不写查询码和申请人的姓"


def _words(text: str, at: Loc, known: frozenset[str] | set[str]) -> Iterator[Finding]:
    for word in _WORD.findall(text):
        if word not in known:
            yield (
                at,
                f"不认识“{{{word}}}”{near(word, known) or '；步骤的字段要写 public: true 才能给申请人看'}",
            )


def _paths(definition: ServiceDefinition) -> Iterator[Finding]:
    """Walk everything that can happen, conditions left aside, and report each fault once."""
    steps = definition.steps
    faults: dict[tuple[Loc, str], None] = {}
    clocks, wrong = _apply(frozenset(), steps.on_start.clocks)
    for message in wrong:
        faults[("steps", "on_start", "clocks"), message] = None
    start = _Node(steps.start, clocks, frozenset())
    seen, queue = {start}, deque([start])
    while queue and len(seen) < _NODE_LIMIT:
        node = queue.popleft()
        for index, action in enumerate(steps.actions):
            if node.state not in action.from_ or (action.once and action.code in node.done):
                continue
            target = action.to or node.state
            clocks, wrong = _apply(node.clocks, action.clocks)
            at: Loc = ("steps", "actions", index)
            for message in wrong:
                faults[
                    (*at, "clocks"), f"在“{steps.states[node.state].name}”时做“{action.name}”：{message}"
                ] = None
            if not steps.states[target].open and clocks:
                left = "、".join(sorted(code for code, _ in clocks))
                faults[(*at, "to"), f"办到“{steps.states[target].name}”时期限 {left} 还没有停"] = None
            done = node.done | {action.code} if action.once else node.done
            following = _Node(target, clocks, done)
            if following not in seen:
                seen.add(following)
                queue.append(following)
    yield from faults
    yield from _reach(definition, {node.state for node in seen})


def _apply(
    running: frozenset[tuple[str, str]], changes: tuple[ClockChange, ...]
) -> tuple[frozenset[tuple[str, str]], list[str]]:
    clocks, faults = dict(running), []
    for change in changes:
        code, now = change.limit, clocks.get(change.limit)
        if change.verb == "cancel":
            clocks = {} if code == "all" else {key: value for key, value in clocks.items() if key != code}
        elif change.verb == "start":
            if now is not None:
                faults.append(f"期限 {code} 已经在计时，不能再开始")
            clocks[code] = "running"
        elif now is None:
            faults.append(f"期限 {code} 没有在计时，不能 {change.verb}")
        elif change.verb == "stop":
            del clocks[code]
        elif (change.verb == "pause") != (now == "running"):
            faults.append(f"期限 {code} 现在是 {now}，不能 {change.verb}")
        else:
            clocks[code] = "paused" if change.verb == "pause" else "running"
    return frozenset(clocks.items()), faults


def _reach(definition: ServiceDefinition, reached: set[str]) -> Iterator[Finding]:
    steps = definition.steps
    ending = {code for code, state in steps.states.items() if not state.open}
    grown = True
    while grown:
        before = len(ending)
        for action in steps.actions:
            if (action.to or "") in ending:
                ending |= set(action.from_)
        grown = len(ending) > before
    for code, state in steps.states.items():
        if code not in reached:
            yield ("steps", "states", code), f"状态“{state.name}”走不到：没有哪一步能到这里"
        elif code not in ending:
            yield ("steps", "states", code), f"从“{state.name}”走不到头：没有路通向办结"
