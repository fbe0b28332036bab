"""Whether the way of a matter holds together: every state reachable, every path able to end, every clock
stopped. Pure; walks all combinations of state, running clocks and things that may be done only once."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fawang.reference.catalog.answers import derived_codes
from fawang.reference.catalog.definitions import (
    MATTER_WORDS,
    TEXT_WORDS,
    Action,
    ClockChange,
    FieldDefinition,
    Option,
    ServiceDefinition,
)
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near

#: Something wrong: where in the definition, and what to do about it.
Finding = tuple[Loc, str]
_WORD = re.compile(r"\{([^{}]*)\}")
_NODE_LIMIT = 50_000
#: Steps that the platform itself offers wherever a step waits for approvals.
OWN_ACTIONS = frozenset({"approve", "send_back", "take_back"})


@dataclass(frozen=True)
class _Node:
    state: str
    clocks: frozenset[tuple[str, str]]
    done: frozenset[str]


def step_findings(
    definition: ServiceDefinition,
    limit_codes: frozenset[str],
    extensions: Mapping[str, str] | None = None,
) -> Iterator[Finding]:
    """Everything wrong with the steps and notices of a service. `limit_codes`: the periods there are;
    `extensions`: what may be added to a period, by code, with the code of that period."""
    named = [*_references(definition, limit_codes), *_extensions(definition, extensions or {})]
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
        yield from _outcomes(action, at, states, limit_codes)
        yield from _own_fields(definition, action, at)
        yield from _system_and_approvals(action, at, limit_codes)
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


def outcome_field(action: Action) -> FieldDefinition | None:
    """The field whose option is the outcome of an action."""
    return next((one for one in action.fields if action.outcome and one.code == action.outcome), None)


def _outcomes(action: Action, at: Loc, states: set[str], limit_codes: frozenset[str]) -> Iterator[Finding]:
    for place, field in enumerate(action.fields):
        for index, option in enumerate(field.options):
            here: Loc = (*at, "fields", place, "options", index)
            if (option.by or option.to or option.clocks) and field.code != action.outcome:
                yield here, f"只有 outcome 指的字段，选项才能写 by、to、clocks；请写 outcome: {field.code}"
            if option.to and option.to not in states:
                yield (*here, "to"), f"没有状态“{option.to}”{near(option.to, states)}"
            for role in option.by:
                if role not in action.by:
                    yield (*here, "by"), f"“{role}”不在这一步的 by 里，选不到这一项"
            yield from _effects(option.clocks, (), here, set(), limit_codes)


def _extensions(definition: ServiceDefinition, extensions: Mapping[str, str]) -> Iterator[Finding]:
    for index, action in enumerate(definition.steps.actions):
        changes = [*action.clocks, *(c for f in action.fields for o in f.options for c in o.clocks)]
        for change in changes:
            if change.by_limit is None:
                continue
            at: Loc = ("steps", "actions", index, "clocks")
            if change.by_limit not in extensions:
                hint = near(change.by_limit, extensions)
                yield at, f"content/limits 里没有 kind: extension 的期限“{change.by_limit}”{hint}"
            elif extensions[change.by_limit] != change.extend:
                message = f"“{change.by_limit}”延长的是 {extensions[change.by_limit]}，不是 {change.extend}"
                yield at, message


def _system_and_approvals(action: Action, at: Loc, limit_codes: frozenset[str]) -> Iterator[Finding]:
    if action.code in OWN_ACTIONS:
        yield (*at, "code"), f"“{action.code}”是审批用的，平台自己就有，请换一个编码"
    if action.on_expiry is not None:
        if action.on_expiry not in limit_codes:
            hint = near(action.on_expiry, limit_codes)
            yield (*at, "on_expiry"), f"content/limits 里没有期限“{action.on_expiry}”{hint}"
        if "system" not in action.by:
            yield (*at, "by"), "到期由系统自己办的步骤，by 里要有 system"
        if any(one.required for one in action.fields):
            yield (*at, "fields"), "到期由系统自己办的步骤不能有必填的字段：没有人填"
    if action.approvals:
        outside = sorted({"applicant", "system"} & {*action.by, *(one.role for one in action.approvals)})
        if outside:
            yield (*at, "approvals"), f"要审批的步骤只能由工作人员提出和审批，不能有 {'、'.join(outside)}"
    elif action.together:
        yield (*at, "together"), "together 要和 approvals 一起写"
    own = {one.code: one for one in action.fields}
    if action.transfer is not None:
        field = own.get(action.transfer)
        if field is None or field.kind != "organisation":
            yield (
                (*at, "transfer"),
                f"“{action.transfer}”应是本步骤中一个 kind: organisation 的字段{near(action.transfer, own)}",
            )
    for place, one in enumerate(action.fields):
        if one.kind == "organisation" and not one.office_kinds:
            yield (*at, "fields", place, "office_kinds"), "要写 office_kinds：可以选哪几类机构"


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
    fields |= {code for field in definition.form.fields() for code in derived_codes(field)}
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
        for part in ("text", "long", "voice", "english"):
            at: Loc = ("notices", code, part)
            yield from _words(getattr(notice, part), at, TEXT_WORDS - {"actor"})
            if notice.to != "applicant" and re.search(r"\{(case_code|surname)\}", getattr(notice, part)):
                yield at, "发给工作人员的通知不写查询码和申请人的姓"
        if "{case_code}" in notice.voice:
            yield ("notices", code, "voice"), "电话里不念查询码：听的人记不下来，旁边的人听得到"


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
            for to, changes in variants(action):
                following, found = _follow(definition, node, action, to, changes)
                for place, message in found:
                    faults[("steps", "actions", index, place), message] = None
                if following not in seen:
                    seen.add(following)
                    queue.append(following)
    yield from faults
    yield from _reach(definition, {node.state for node in seen})


def variants(action: Action) -> list[tuple[str | None, tuple[ClockChange, ...]]]:
    """Every way an action can go: where it leads and what it does to the clocks, by outcome."""
    field = outcome_field(action)
    options: list[Option | None] = list(field.options) if field else []
    if field is None or not field.required or not options:
        options.append(None)
    ways = [
        ((one.to if one else None) or action.to, (*action.clocks, *(one.clocks if one else ())))
        for one in options
    ]
    return list(dict.fromkeys(ways))


def _follow(
    definition: ServiceDefinition,
    node: _Node,
    action: Action,
    to: str | None,
    changes: tuple[ClockChange, ...],
) -> tuple[_Node, list[tuple[str, str]]]:
    states = definition.steps.states
    target = to or node.state
    clocks, wrong = _apply(node.clocks, changes)
    faults = [("clocks", f"在“{states[node.state].name}”时做“{action.name}”：{message}") for message in wrong]
    if not states[target].open and clocks:
        left = "、".join(sorted(code for code, _ in clocks))
        faults.append(("to", f"办到“{states[target].name}”时期限 {left} 还没有停"))
    done = node.done | {action.code} if action.once else node.done
    return _Node(target, clocks, done), faults


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
        elif change.verb == "extend":
            if now != "running":
                faults.append(f"期限 {code} 现在是 {now}，不能 extend")
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
            if any((to or "") in ending for to, _ in variants(action)):
                ending |= set(action.from_)
        grown = len(ending) > before
    for code, state in steps.states.items():
        if code not in reached:
            yield ("steps", "states", code), f"状态“{state.name}”走不到：没有哪一步能到这里"
        elif code not in ending:
            yield ("steps", "states", code), f"从“{state.name}”走不到头：没有路通向办结"
