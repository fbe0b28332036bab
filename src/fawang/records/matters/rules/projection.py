"""What the timeline adds up to: the only code that computes a matter's state.

Reserved keys of an entry's data:

* `set`: any of state, open, organisation, holder, lawyer, priority, means, quiet_days: the new values;
* `clocks`: a list of {verb, limit, …} with the verbs start (label, started_at, due_at, provisional),
  pause, resume (due_at, provisional), extend (by, due_at, provisional), stop, cancel (limit `all`: every
  one), overdue and escalated;
* `flags`: marks added to the matter;
* `action`: the code of the action done, and `fields`: what was entered with it, by field code;
* `proposal`: a step that waits for approvals (see `Proposal`), `agreed`: one signature under it (as, staff,
  name), `proposal_ended`: it was sent back or taken back. A step that moves the matter ends it as well;
* `merged_into`: number of the matter that this duplicate was merged into, empty when it no longer is.
* `definition`: the matter follows another version of its service from here on (`from`, `to`).

The deadlines themselves stand in the data, as they were computed that day, so that a replay years later
needs neither the limits nor the holiday calendar of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fawang.records.matters.rules.chain import Entry

SETTABLE = ("state", "open", "organisation", "holder", "lawyer", "priority", "means", "quiet_days")
#: Entries by which nobody did anything for the applicant: they do not break a silence.
UNHEARD = frozenset({"silence", "overdue", "escalated", "version"})


class ReplayFault(ValueError):
    """An entry says something that cannot be: an unknown word, a clock stopped that never ran."""


@dataclass(frozen=True)
class Clock:
    """One statutory period of the matter. `state` is running, paused, met, late or cancelled."""

    limit: str
    label: str
    started_at: datetime
    due_at: datetime
    #: Number of the entry that started it; tells two runs of one limit apart.
    begun_by: int = 0
    provisional: bool = False
    state: str = "running"
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    overdue_at: datetime | None = None
    #: When the next authority up was told that it ran out.
    escalated_at: datetime | None = None
    #: Pauses that are over, (from, until).
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    #: Codes of the limits by which it was extended, in order.
    extended: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Running or paused."""
        return self.state in ("running", "paused")


@dataclass(frozen=True)
class Proposal:
    """A step that was entered and takes effect when everybody asked has agreed. `fields` are the entered
    values, personal ones sealed; `role`, `ref`, `actor_name`, `who` and `staff` are the proposer's."""

    action: str
    name: str
    fields: Mapping[str, Any]
    role: str
    ref: str
    actor_name: str
    who: str
    staff: int | None
    #: Signatures so far: (number of the approval in the definition, staff id, name).
    agreed: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Projection:
    """The present of a matter."""

    state: str = ""
    open: bool = True
    organisation: int | None = None
    holder: int | None = None
    lawyer: int | None = None
    priority: int = 0
    means: str = ""
    flags: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    #: Codes of the actions done so far, in order.
    done: tuple[str, ...] = ()
    #: The latest value of every field entered with an action.
    recorded: Mapping[str, Any] = field(default_factory=dict)
    #: The step that waits for approvals.
    proposal: Proposal | None = None
    #: Number of the matter that this one was merged into, as a duplicate of it; empty: it was not.
    merged_into: str = ""
    #: Days after which silence is raised in this state; None: the installation's own number.
    quiet_days: int | None = None
    #: When something last happened, and whether the silence since then was raised already.
    heard_at: datetime | None = None
    silent: bool = False
    length: int = 0
    head_hash: str = ""
    updated_at: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        """The nearest due moment of the clocks that run; None when none runs."""
        return min((clock.due_at for clock in self.clocks if clock.state == "running"), default=None)

    def clock(self, limit: str) -> Clock | None:
        """The live clock of a limit."""
        return next((clock for clock in self.clocks if clock.limit == limit and clock.live), None)


def step(before: Projection, entry: Entry) -> Projection:
    """The present after one more entry. Raises ReplayFault for an entry that makes no sense here."""
    if entry.seq != before.length + 1:
        raise ReplayFault(f"entry {entry.seq} does not follow entry {before.length}")
    data = entry.data
    changed: dict[str, Any] = dict(data.get("set") or {})
    if unknown := set(changed) - set(SETTABLE):
        raise ReplayFault(f"entry {entry.seq} sets unknown {sorted(unknown)}")
    clocks = before.clocks
    for change in data.get("clocks") or ():
        clocks = _change_clocks(clocks, change, entry)
    added = tuple(flag for flag in data.get("flags") or () if flag not in before.flags)
    action = data.get("action")
    heard = entry.kind not in UNHEARD
    return replace(
        before,
        **changed,
        clocks=clocks,
        flags=before.flags + added,
        done=(*before.done, action) if action else before.done,
        recorded={**before.recorded, **data["fields"]} if data.get("fields") else before.recorded,
        proposal=_proposed(before.proposal, data, entry),
        merged_into=data.get("merged_into", before.merged_into),
        heard_at=entry.at if heard else before.heard_at,
        silent=not heard and (before.silent or entry.kind == "silence"),
        length=entry.seq,
        head_hash=entry.hash,
        updated_at=entry.at,
    )


def _proposed(before: Proposal | None, data: Mapping[str, Any], entry: Entry) -> Proposal | None:
    if made := data.get("proposal"):
        return Proposal(
            action=made["action"],
            name=made["name"],
            fields=made.get("fields") or {},
            role=made["role"],
            ref=entry.actor,
            actor_name=entry.actor_name,
            who=made["who"],
            staff=made.get("staff"),
        )
    if data.get("proposal_ended") or {"state", "open"} & set(data.get("set") or {}):
        return None
    if before is None:
        if data.get("agreed"):
            raise ReplayFault(f"entry {entry.seq} agrees to a proposal that is not there")
        return None
    if data.get("action") == before.action:
        return None
    if signed := data.get("agreed"):
        return replace(before, agreed=(*before.agreed, (signed["as"], signed["staff"], signed["name"])))
    return before


def replay(entries: Iterable[Entry]) -> Projection:
    """The present that a whole timeline adds up to."""
    present = Projection()
    for entry in entries:
        present = step(present, entry)
    return present


def _change_clocks(clocks: tuple[Clock, ...], change: Mapping[str, Any], entry: Entry) -> tuple[Clock, ...]:
    verb, limit, at = change["verb"], change["limit"], entry.at
    if verb == "start":
        if any(clock.limit == limit and clock.live for clock in clocks):
            raise ReplayFault(f"clock {limit} runs already")
        return (*clocks, _started(change, entry.seq))
    if verb == "cancel":
        return tuple(
            replace(clock, state="cancelled", ended_at=at)
            if clock.live and limit in ("all", clock.limit)
            else clock
            for clock in clocks
        )
    for place, clock in enumerate(clocks):
        if clock.limit == limit and clock.live:
            return (*clocks[:place], _moved(clock, verb, change, at), *clocks[place + 1 :])
    raise ReplayFault(f"clock {limit} does not run and cannot {verb}")


def _started(change: Mapping[str, Any], seq: int) -> Clock:
    return Clock(
        limit=change["limit"],
        label=change["label"],
        started_at=datetime.fromisoformat(change["started_at"]),
        due_at=datetime.fromisoformat(change["due_at"]),
        begun_by=seq,
        provisional=change.get("provisional", False),
    )


def _moved(clock: Clock, verb: str, change: Mapping[str, Any], at: datetime) -> Clock:
    if verb == "pause" and clock.state == "running":
        return replace(clock, state="paused", paused_at=at)
    if verb == "resume" and clock.state == "paused":
        return replace(
            clock,
            state="running",
            paused_at=None,
            due_at=datetime.fromisoformat(change["due_at"]),
            provisional=change.get("provisional", False),
            pauses=(*clock.pauses, (clock.paused_at or at, at)),
        )
    if verb == "extend" and clock.state == "running":
        return replace(
            clock,
            due_at=datetime.fromisoformat(change["due_at"]),
            provisional=change.get("provisional", False),
            extended=(*clock.extended, change["by"]),
        )
    if verb == "stop":
        # A paused clock counts up to the moment it was paused, not to the moment it is stopped.
        counted_to = clock.paused_at or at
        state = "late" if counted_to > clock.due_at else "met"
        return replace(clock, state=state, paused_at=None, ended_at=at)
    if verb == "overdue":
        return replace(clock, overdue_at=at)
    if verb == "escalated":
        return replace(clock, escalated_at=at)
    raise ReplayFault(f"clock {clock.limit} is {clock.state} and cannot {verb}")
