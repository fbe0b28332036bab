"""Steps: what may be done now, and what doing it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fawang.core.clock import day_of
from fawang.records.matters.rules.chain import NewEntry
from fawang.reference.catalog.definitions import Action, ServiceDefinition
from fawang.stages.workflows.refusals import (
    ActionRefused,
    ActionUnknown,
    AwaitingApproval,
    ConditionNotMet,
    DoneAlready,
    HeldByAnother,
    MatterAlreadyClosed,
    NotForThisRole,
    NotInThisState,
    TooEarly,
)
from fawang.stages.workflows.rules.case import Actor, Case, Deadlines, Plan, chosen_option
from fawang.stages.workflows.rules.clocks import begins, clock_changes, clock_data, first_due
from fawang.stages.workflows.rules.texts import (
    FREE_KINDS,
    HIDDEN,
    fill,
    notices_for,
    words_for,
    words_of_value,
)


def begin(
    case: Case, *, actor: Actor, now: datetime, deadlines: Deadlines, content: Mapping[str, Any]
) -> Plan:
    """The first entry of a new matter: its state, marks and clocks. `case.present` holds the means finding,
    the marks and the priority decided for it; `content` is what the entry attests (digests)."""
    steps = case.definition.steps
    begun = [change for change in steps.on_start.clocks if begins(change, case, now, deadlines)]
    changes = [clock_data(change, {}, case, now, deadlines) for change in begun]
    data: dict[str, Any] = {
        "set": {
            "state": steps.start,
            "open": steps.states[steps.start].open,
            "means": case.present.means,
            "priority": case.present.priority,
        },
        "who": actor.who,
        "content": dict(content),
    }
    if days := steps.states[steps.start].quiet_days:
        data["set"]["quiet_days"] = days
    if changes:
        data["clocks"] = changes
    if case.present.flags:
        data["flags"] = list(case.present.flags)
    words = words_for(case, actor, steps.start, None, first_due(changes, ()))
    told = fill(steps.on_start.tell, words) or "已收到您的申请。"
    return Plan(
        NewEntry("received", actor.ref, actor.name, data, told),
        tuple(notices_for(case, steps.on_start.notices, words)),
    )


def available(case: Case, *, role: str, staff_id: int | None, now: datetime) -> list[Action]:
    """The actions that this person may do now, in the order of the definition."""
    found = []
    for action in case.definition.steps.actions_from(case.present.state):
        try:
            check(case, action, role, staff_id, now)
        except ActionRefused:
            continue
        found.append(action)
    return found


def roles_for(action: Action, entered: Mapping[str, Any]) -> tuple[str, ...]:
    """Who may do an action with what was entered: the chosen outcome may narrow it down."""
    option = chosen_option(action, entered)
    return tuple(role for role in action.by if not option or not option.by or role in option.by)


def plan(
    case: Case,
    action_code: str,
    *,
    actor: Actor,
    data: Mapping[str, Any],
    now: datetime,
    deadlines: Deadlines,
    approved_by: tuple[str, ...] = (),
) -> Plan:
    """What doing an action means. `data` holds the cleaned values of the action's fields by code, personal
    ones already sealed; `approved_by` names those who agreed to it. Raises the refusals of this stage."""
    action = case.definition.steps.action(action_code)
    if action is None:
        raise ActionUnknown
    entered = {code: value for code, value in data.items() if value not in (None, "", [], ())}
    check(case, action, actor.role, actor.staff_id, now, approved=bool(approved_by))
    if actor.role not in roles_for(action, entered):
        option = chosen_option(action, entered)
        raise NotForThisRole(option.label if option else action.name)
    sets = _sets(case, action, actor, entered)
    changes = list(clock_changes(action, entered, case, now, deadlines))
    if sets.get("open") is False and any(clock.live for clock in case.present.clocks):
        # Nothing runs on at a closed matter, whatever the definition forgot to stop.
        changes.append({"verb": "cancel", "limit": "all"})
    written: dict[str, Any] = {"action": action.code, "name": action.name, "who": actor.who, "set": sets}
    written |= _facts_of(action, entered, changes, approved_by)
    if body := case.body(entered.get(action.transfer)) if action.transfer else None:
        written["body"] = body.name
    words = words_for(
        case,
        actor,
        sets.get("state", case.present.state),
        sets.get("lawyer"),
        first_due(changes, case.present.clocks),
    )
    words |= _words_of_new_body(case, action, entered)
    public = {f.code: f for f in action.fields if f.public and f.code in entered}
    words |= {code: _value_words(case, one, entered[code]) for code, one in public.items()}
    free = {code: HIDDEN for code, one in public.items() if one.kind in FREE_KINDS}
    if free:
        # Free words may name people; whoever has only the case code reads the step without them.
        written["outline"] = fill(action.tell, {**words, **free})
    return Plan(
        NewEntry("action", actor.ref, actor.name, written, fill(action.tell, words)),
        tuple(notices_for(case, action.notices, words)),
    )


def deemed(definition: ServiceDefinition, state: str, limit: str) -> Action | None:
    """The action that the system does when this clock runs out in this state, if there is one."""
    return next((a for a in definition.steps.actions_from(state) if a.on_expiry == limit), None)


def check(
    case: Case, action: Action, role: str, staff_id: int | None, now: datetime, *, approved: bool = False
) -> None:
    """Raise the refusal of an action that may not be done now. `approved`: it was proposed by this person
    and everybody asked has agreed."""
    if not case.present.open and role != "system" and case.present.state not in action.from_:
        raise MatterAlreadyClosed
    if case.present.merged_into:
        # Its state is still the one in which it was merged, but it goes on in the other matter.
        raise MatterAlreadyClosed
    if case.present.state not in action.from_:
        raise NotInThisState(action.name, case.state_name)
    if role not in action.by:
        raise NotForThisRole(action.name)
    if role == "lawyer" and case.present.lawyer != staff_id:
        raise NotForThisRole(action.name)
    if role == "officer" and case.present.holder not in (None, staff_id) and not approved:
        raise HeldByAnother(case.names.get(case.present.holder or 0, ""))
    if action.once and action.code in case.present.done:
        raise DoneAlready(action.name)
    _check_proposal(case, action, role, approved=approved)
    if action.when and not action.when.holds(case.facts()):
        raise ConditionNotMet(action.why_not)
    day = case.present.recorded.get(action.not_before) if action.not_before else None
    if day and day_of(now) <= date.fromisoformat(str(day)):
        raise TooEarly(action.name, str(day))


def _check_proposal(case: Case, action: Action, role: str, *, approved: bool) -> None:
    """While a step waits for its approvals, nobody of the office overtakes it. The applicant may still
    withdraw, and the law's own consequences still follow; then the proposal falls away."""
    asked = case.present.proposal
    if asked is None or approved or role in ("applicant", "system"):
        return
    moves = action.to or any(option.to for one in action.fields for option in one.options)
    if moves or action.approvals:
        raise AwaitingApproval(asked.name)


def _facts_of(
    action: Action, entered: Mapping[str, Any], changes: list[dict[str, Any]], approved_by: tuple[str, ...]
) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if entered:
        facts["fields"] = dict(entered)
    if changes:
        facts["clocks"] = changes
    if action.flags:
        facts["flags"] = list(action.flags)
    if action.outcome and entered.get(action.outcome):
        facts["outcome"] = entered[action.outcome]
    if action.article:
        facts["article"] = f"{action.article.law}{action.article.article}"
    if approved_by:
        facts["approved_by"] = list(approved_by)
    return facts


def _sets(case: Case, action: Action, actor: Actor, entered: Mapping[str, Any]) -> dict[str, Any]:
    sets: dict[str, Any] = {}
    option = chosen_option(action, entered)
    to = (option.to if option else None) or action.to
    if to and to != case.present.state:
        sets["state"] = to
        sets["open"] = case.definition.steps.states[to].open
        days = case.definition.steps.states[to].quiet_days
        if days != case.present.quiet_days:
            sets["quiet_days"] = days
    if actor.role == "officer" and case.present.holder is None:
        # Doing something with an untaken matter takes it: otherwise a second officer could act in between.
        sets["holder"] = actor.staff_id
    for what, source in (("holder", action.sets.holder), ("lawyer", action.sets.lawyer)):
        if source == "actor":
            sets[what] = actor.staff_id
        elif source == "none":
            sets[what] = None
        elif source:
            sets[what] = int(entered[source]) if source in entered else None
    if action.transfer and action.transfer in entered:
        # The new body takes it up from its own queue; the number, the timeline and with them the place in
        # the queue stay as they are.
        sets |= {"organisation": int(entered[action.transfer]), "holder": None}
    return sets


def _words_of_new_body(case: Case, action: Action, entered: Mapping[str, Any]) -> dict[str, str]:
    """After a transfer the applicant is told the phone of the body that has the matter now."""
    body = case.body(entered.get(action.transfer)) if action.transfer else None
    return {"phone": body.phone} if body and body.phone else {}


def _value_words(case: Case, one: Any, value: Any) -> str:
    if one.kind == "organisation":
        body = case.body(value)
        return body.name if body else ""
    if one.kind == "staff":
        return case.names.get(int(value), "")
    return words_of_value(case.definition, one, value)
