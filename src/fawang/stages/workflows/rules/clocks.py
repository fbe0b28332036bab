"""What a step does to the statutory clocks, as data of its timeline entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from fawang.core.clock import ZONE
from fawang.records.matters.rules.projection import Clock, Projection
from fawang.reference.catalog.definitions import Action, ClockChange
from fawang.stages.workflows.refusals import AlreadyExtended, ClockPaused, PeriodIsOver
from fawang.stages.workflows.rules.case import Case, Deadlines, Due, chosen_option


def clock_changes(
    action: Action, entered: Mapping[str, Any], case: Case, now: datetime, deadlines: Deadlines
) -> Iterator[dict[str, Any]]:
    """The changes of an action and of the outcome chosen in it, deadlines computed. Raises ClockPaused,
    PeriodIsOver and AlreadyExtended for an extension that cannot be."""
    option, present = chosen_option(action, entered), case.present
    ended: set[str] = set()
    for change in (*action.clocks, *(option.clocks if option else ())):
        if change.verb == "start" and present.clock(change.limit) and change.limit not in ended:
            # A period that begins anew ends the run before it.
            yield {"verb": "cancel", "limit": change.limit}
        if change.verb in ("stop", "cancel"):
            ended.add(change.limit)
        clock = present.clock(change.limit)
        if change.verb != "start" and change.limit != "all" and not clock:
            # The period never began on this way through the steps (a decision made without a request for
            # materials, say); the definition lists what would happen to it if it had.
            continue
        if clock and change.verb == "resume" and clock.state != "paused":
            continue
        # A period that is over cannot be paused any more: what is late stays late.
        if clock and change.verb == "pause" and (clock.state != "running" or now > clock.due_at):
            continue
        if clock and change.verb == "extend":
            _check_extension(clock, change, once=action.once, now=now)
        at = _since(action, change, present, now) if change.verb == "start" else now
        if begins(change, case, at, deadlines):
            yield clock_data(change, entered, case, at, deadlines)


def _since(action: Action, change: ClockChange, present: Projection, now: datetime) -> datetime:
    """From when a new period runs. What the law presumes, it presumes on the day on which a period ran out
    (行政复议法第三十条: 审查期限届满之日起视为受理) or began, not when the system got round to it."""
    other = present.clock(change.as_of) if change.as_of else None
    if other:
        return other.started_at
    expired = present.clock(action.on_expiry) if action.on_expiry else None
    return min(expired.due_at, now) if expired else now


def _check_extension(clock: Clock, change: ClockChange, *, once: bool, now: datetime) -> None:
    if clock.state != "running":
        raise ClockPaused(clock.label)
    if now > clock.due_at:
        raise PeriodIsOver(clock.label)
    if once and change.by_limit in clock.extended:
        raise AlreadyExtended(clock.label)


def begins(change: ClockChange, case: Case, at: datetime, deadlines: Deadlines) -> bool:
    """Whether there is anything to count: not to a day that was over by then, nor to one nobody gave."""
    if not change.until:
        return True
    due = _until(change, case, deadlines)
    return due is not None and due.at >= at


def _until(change: ClockChange, case: Case, deadlines: Deadlines) -> Due | None:
    day = case.answers.get(change.until) if change.until else None
    return deadlines.until(change.limit, date.fromisoformat(str(day))) if day else None


def clock_data(
    change: ClockChange, entered: Mapping[str, Any], case: Case, now: datetime, deadlines: Deadlines
) -> dict[str, Any]:
    """One change as the timeline keeps it, with the deadline as it is computed today."""
    data: dict[str, Any] = {"verb": change.verb, "limit": change.limit}
    if change.why:
        data["why"] = change.why
    if change.verb == "start":
        started = now
        if change.counted_from and entered.get(change.counted_from):
            day = date.fromisoformat(str(entered[change.counted_from]))
            started = datetime.combine(day, time(), ZONE)
        due = _until(change, case, deadlines) or deadlines.begin(change.limit, started)
        data |= {"label": due.label, "started_at": started.isoformat(), "due_at": due.at.isoformat()}
        data["provisional"] = due.provisional
        return data
    clock = case.present.clock(change.limit)
    if clock is not None and change.verb in ("resume", "extend"):
        if change.verb == "resume":
            due = deadlines.resume(clock, now)
        else:
            data["by"] = change.by_limit
            due = deadlines.extend(clock, str(change.by_limit))
        data |= {"due_at": due.at.isoformat(), "provisional": due.provisional}
    return data


def first_due(changes: list[dict[str, Any]], clocks: tuple[Clock, ...]) -> datetime | None:
    """The nearest end of what runs after the changes, for the texts; the replay computes the real one."""
    ends = {clock.limit: clock.due_at for clock in clocks if clock.state == "running"}
    for change in changes:
        if change["verb"] in ("start", "resume", "extend"):
            ends[change["limit"]] = datetime.fromisoformat(change["due_at"])
        elif change["verb"] in ("stop", "pause", "cancel"):
            ends = {} if change["limit"] == "all" else {k: v for k, v in ends.items() if k != change["limit"]}
    return min(ends.values(), default=None)
