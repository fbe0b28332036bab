"""The engine: plain values in, a plan out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Protocol

from fawang.core.clock import ZONE, day_of
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.projection import Clock, Projection
from fawang.reference.catalog.answers import shown_value
from fawang.reference.catalog.definitions import Action, ClockChange, FieldDefinition, ServiceDefinition
from fawang.stages.workflows.refusals import (
    ActionUnknown,
    ConditionNotMet,
    DoneAlready,
    HeldByAnother,
    MatterAlreadyClosed,
    NotForThisRole,
    NotInThisState,
    TooEarly,
)

#: Stands for what only the applicant may read.
HIDDEN = "（验证手机号后可以看到）"
_WORD = re.compile(r"\{([a-z][a-z0-9_-]*)\}")


@dataclass(frozen=True)
class Due:
    """When a period ends, what it is called, and whether its year's holidays are still unpublished."""

    at: datetime
    label: str
    provisional: bool = False


class Deadlines(Protocol):
    """The legal calendar as the engine needs it."""

    def begin(self, limit: str, moment: datetime) -> Due:
        """The end of a period that starts to run at a moment."""

    def resume(self, clock: Clock, moment: datetime) -> Due:
        """The new end of a paused clock that runs on from a moment."""


@dataclass(frozen=True)
class Actor:
    """Who acts. `ref` as in the timeline; `who` is what the applicant's page may call them."""

    role: str
    ref: str
    name: str
    who: str
    staff_id: int | None = None


@dataclass(frozen=True)
class Case:
    """A matter as the engine sees it. `words` fill the braces of texts (number, case_code, service,
    organisation, phone, surname, site); `names` gives the names of staff by id."""

    definition: ServiceDefinition
    present: Projection
    answers: Mapping[str, Any]
    urgency: str = "normal"
    category: str = ""
    channel: str = "web"
    words: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """What a condition may look at."""
        return {
            **self.answers,
            "flags": list(self.present.flags),
            "done": list(self.present.done),
            "urgency": self.urgency,
            "category": self.category,
            "channel": self.channel,
            "means": self.present.means,
        }

    @property
    def state_name(self) -> str:
        """The present state in the applicant's words."""
        state = self.definition.steps.states.get(self.present.state)
        return state.name if state else self.present.state


@dataclass(frozen=True)
class NoticeDue:
    """A message that follows from a step: its code in the definition, whom it is for, its words."""

    code: str
    to: str
    text: str


@dataclass(frozen=True)
class Plan:
    """One entry to write, and the notices to send once it is written."""

    entry: NewEntry
    notices: tuple[NoticeDue, ...] = ()


def begin(
    case: Case, *, actor: Actor, now: datetime, deadlines: Deadlines, content: Mapping[str, Any]
) -> Plan:
    """The first entry of a new matter: its state, marks and clocks. `case.present` holds the means finding,
    the marks and the priority decided for it; `content` is what the entry attests (digests)."""
    steps = case.definition.steps
    changes = [_clock_data(change, {}, case.present, now, deadlines) for change in steps.on_start.clocks]
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
    if changes:
        data["clocks"] = changes
    if case.present.flags:
        data["flags"] = list(case.present.flags)
    words = _words(case, actor, steps.start, None, _first_due(changes, ()))
    told = fill(steps.on_start.tell, words) or "已收到您的申请。"
    return Plan(
        NewEntry("received", actor.ref, actor.name, data, told),
        tuple(_notices(case, steps.on_start.notices, words)),
    )


def available(case: Case, *, role: str, staff_id: int | None, now: datetime) -> list[Action]:
    """The actions that this person may do now, in the order of the definition."""
    found = []
    for action in case.definition.steps.actions_from(case.present.state):
        try:
            _check(case, action, role, staff_id, now)
        except (NotForThisRole, HeldByAnother, DoneAlready, ConditionNotMet, TooEarly, MatterAlreadyClosed):
            continue
        found.append(action)
    return found


def plan(
    case: Case,
    action_code: str,
    *,
    actor: Actor,
    data: Mapping[str, Any],
    now: datetime,
    deadlines: Deadlines,
) -> Plan:
    """What doing an action means. `data` holds the cleaned values of the action's fields by code, personal
    ones already sealed. Raises the refusals of this stage."""
    action = case.definition.steps.action(action_code)
    if action is None:
        raise ActionUnknown
    _check(case, action, actor.role, actor.staff_id, now)
    entered = {code: value for code, value in data.items() if value not in (None, "", [], ())}
    sets = _sets(case, action, actor, entered)
    changes = list(_all_clock_changes(action, entered, case.present, now, deadlines))
    if sets.get("open") is False and any(clock.live for clock in case.present.clocks):
        # Nothing runs on at a closed matter, whatever the definition forgot to stop.
        changes.append({"verb": "cancel", "limit": "all"})
    written: dict[str, Any] = {"action": action.code, "name": action.name, "who": actor.who, "set": sets}
    if entered:
        written["fields"] = entered
    if changes:
        written["clocks"] = changes
    if action.flags:
        written["flags"] = list(action.flags)
    if action.outcome and entered.get(action.outcome):
        written["outcome"] = entered[action.outcome]
    if action.article:
        written["article"] = f"{action.article.law}{action.article.article}"
    due = _first_due(changes, case.present.clocks)
    words = _words(case, actor, sets.get("state", case.present.state), sets.get("lawyer"), due)
    public = {f.code: f for f in action.fields if f.public and f.code in entered}
    words |= {code: words_of_value(case.definition, one, entered[code]) for code, one in public.items()}
    free = {code: HIDDEN for code, one in public.items() if one.kind in ("text", "long_text", "address")}
    if free:
        # Free words may name people; whoever has only the case code reads the step without them.
        written["outline"] = fill(action.tell, {**words, **free})
    return Plan(
        NewEntry("action", actor.ref, actor.name, written, fill(action.tell, words)),
        tuple(_notices(case, action.notices, words)),
    )


def deemed(case: Case, limit: str) -> Action | None:
    """The action that the system does when this clock runs out in the present state, if there is one."""
    return next(
        (a for a in case.definition.steps.actions_from(case.present.state) if a.on_expiry == limit), None
    )


def fill(text: str, words: Mapping[str, str]) -> str:
    """A text with its {words} filled in. What is filled in is never read as a text again."""
    return _WORD.sub(lambda found: words.get(found[1], ""), text)


def _check(case: Case, action: Action, role: str, staff_id: int | None, now: datetime) -> None:
    if not case.present.open and role != "system" and case.present.state not in action.from_:
        raise MatterAlreadyClosed
    if case.present.state not in action.from_:
        raise NotInThisState(action.name, case.state_name)
    if role not in action.by:
        raise NotForThisRole(action.name)
    if role == "lawyer" and case.present.lawyer != staff_id:
        raise NotForThisRole(action.name)
    if role == "officer" and case.present.holder not in (None, staff_id):
        raise HeldByAnother(case.names.get(case.present.holder or 0, ""))
    if action.once and action.code in case.present.done:
        raise DoneAlready(action.name)
    if action.when and not action.when.holds(case.facts()):
        raise ConditionNotMet(action.why_not)
    day = case.present.recorded.get(action.not_before) if action.not_before else None
    if day and day_of(now) <= date.fromisoformat(str(day)):
        raise TooEarly(action.name, str(day))


def _sets(case: Case, action: Action, actor: Actor, entered: Mapping[str, Any]) -> dict[str, Any]:
    sets: dict[str, Any] = {}
    if action.to and action.to != case.present.state:
        sets["state"] = action.to
        sets["open"] = case.definition.steps.states[action.to].open
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
    return sets


def _all_clock_changes(
    action: Action, entered: Mapping[str, Any], present: Projection, now: datetime, deadlines: Deadlines
) -> Iterator[dict[str, Any]]:
    ended: set[str] = set()
    for change in action.clocks:
        if change.verb == "start" and present.clock(change.limit) and change.limit not in ended:
            # A period that begins anew ends the run before it.
            yield {"verb": "cancel", "limit": change.limit}
        if change.verb in ("stop", "cancel"):
            ended.add(change.limit)
        if change.verb != "start" and change.limit != "all" and not present.clock(change.limit):
            # The period never began on this way through the steps (a decision made without a request for
            # materials, say); the definition lists what would happen to it if it had.
            continue
        clock = present.clock(change.limit)
        if clock and change.verb == "resume" and clock.state != "paused":
            continue
        # A period that is over cannot be paused any more: what is late stays late.
        if clock and change.verb == "pause" and (clock.state != "running" or now > clock.due_at):
            continue
        yield _clock_data(change, entered, present, now, deadlines)


def _clock_data(
    change: ClockChange, entered: Mapping[str, Any], present: Projection, now: datetime, deadlines: Deadlines
) -> dict[str, Any]:
    data: dict[str, Any] = {"verb": change.verb, "limit": change.limit}
    if change.why:
        data["why"] = change.why
    if change.verb == "start":
        started = now
        if change.counted_from and entered.get(change.counted_from):
            day = date.fromisoformat(str(entered[change.counted_from]))
            started = datetime.combine(day, time(), ZONE)
        due = deadlines.begin(change.limit, started)
        data |= {"label": due.label, "started_at": started.isoformat(), "due_at": due.at.isoformat()}
        data["provisional"] = due.provisional
    elif change.verb == "resume":
        clock = present.clock(change.limit)
        assert clock is not None
        due = deadlines.resume(clock, now)
        data |= {"due_at": due.at.isoformat(), "provisional": due.provisional}
    return data


def _first_due(changes: list[dict[str, Any]], clocks: tuple[Clock, ...]) -> datetime | None:
    """The nearest end of what runs after the changes, for the texts; the replay computes the real one."""
    ends = {clock.limit: clock.due_at for clock in clocks if clock.state == "running"}
    for change in changes:
        if change["verb"] in ("start", "resume"):
            ends[change["limit"]] = datetime.fromisoformat(change["due_at"])
        elif change["verb"] in ("stop", "pause", "cancel"):
            ends = {} if change["limit"] == "all" else {k: v for k, v in ends.items() if k != change["limit"]}
    return min(ends.values(), default=None)


def _words(
    case: Case, actor: Actor, state: str, new_lawyer: int | None, due: datetime | None
) -> dict[str, str]:
    lawyer = new_lawyer or case.present.lawyer
    return {
        **case.words,
        "state": case.definition.steps.states[state].name if state in case.definition.steps.states else state,
        "due": day_words(due) if due else "",
        "lawyer": case.names.get(lawyer, "") if lawyer else "",
        "actor": actor.name,
    }


def day_words(moment: datetime) -> str:
    """2026年11月30日"""
    day = day_of(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def _notices(case: Case, codes: tuple[str, ...], words: Mapping[str, str]) -> Iterator[NoticeDue]:
    for code in codes:
        notice = case.definition.notices[code]
        yield NoticeDue(code, notice.to, fill(notice.text, words))


def words_of_value(definition: ServiceDefinition, one: FieldDefinition, value: Any) -> str:
    """An entered value in words; materials by their names."""
    if one.kind == "materials":
        known = {material.code: material.name for material in definition.materials}
        return "、".join(known.get(str(code), str(code)) for code in value)
    return shown_value(one, value)
