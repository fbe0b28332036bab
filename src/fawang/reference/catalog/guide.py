"""What the public guide of a service says that its definition does not say in so many words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fawang.reference.catalog.definitions import Action, ServiceDefinition, State, StepsDefinition

_LONGEST_LINE = 8
#: Words in the name of a state in which a matter ended otherwise than was hoped for.
_NOT_GOOD = ("没", "不", "未", "撤", "终止")


def kind_word(service: ServiceDefinition) -> str:
    """What is done with a light service: 预约, 查询 or 请求; "" for a full one."""
    if service.kind != "light":
        return ""
    if "booked" in service.steps.states or "预约" in service.name:
        return "预约"
    return "查询" if "查" in service.name else "请求"


def main_line(steps: StepsDefinition) -> list[State]:
    """The states that a matter goes through when all goes well, in order: from the start always along the
    first listed step of the office that leads on, leaving aside where it only waits and comes back."""
    at, line = steps.start, [steps.start]
    while steps.states[at].open and len(line) < _LONGEST_LINE:
        ways = [to for action in steps.actions_from(at) for to in _targets(action) if to not in line]
        onward = [to for to in ways if steps.states[to].open and not _comes_back(steps, to, line)]
        onward.sort(key=lambda to: _sounds_bad(steps.states[to]))
        following = next(iter(onward or [to for to in ways if _ends_well(steps, to)]), None)
        if following is None:
            break
        line.append(following)
        at = following
    return [steps.states[code] for code in line if code != "archived"]


def _ends_well(steps: StepsDefinition, code: str) -> bool:
    return not steps.states[code].open and not _sounds_bad(steps.states[code])


def _sounds_bad(state: State) -> bool:
    return any(word in state.name for word in _NOT_GOOD)


def _targets(action: Action) -> list[str]:
    if set(action.by) <= {"applicant", "system"}:
        return []
    chosen = [option.to for one in action.fields for option in one.options if option.to]
    return ([action.to] if action.to else []) + chosen


def _comes_back(steps: StepsDefinition, code: str, line: Iterable[str]) -> bool:
    """Whether a state is a wait on the side: from it nothing good lies ahead, or the applicant is waited for
    and all that follows is where the line has been."""
    onward = {to for action in steps.actions_from(code) for to in (*_targets(action), action.to) if to}
    ahead = {to for action in steps.actions_from(code) for to in _targets(action)} - {code, *line}
    ends = any(_ends_well(steps, to) for to in ahead)
    if steps.states[code].waiting_for == "applicant" and onward & set(line):
        return not ends
    return not ends and not any(steps.states[to].open for to in ahead)
