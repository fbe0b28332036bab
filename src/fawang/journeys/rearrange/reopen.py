"""Take a closed matter up again, by a supervisor of the same tree of organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fawang.core.refusals import Refusal
from fawang.journeys.casework import case_of, write_effects
from fawang.journeys.rearrange.guard import leave_trace, reason_of
from fawang.records.matters.access import SUPERVISOR, roles_in
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.links import untie_duplicate
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.rules.chain import Entry, NewEntry
from fawang.records.people.queries import organisation_chain
from fawang.records.people.viewers import NotPermitted, Viewer
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.stages.workflows.rules import NoticeDue


class StillOpen(Refusal):
    """The matter is not at its end."""

    default_message = "这件事项还在办理，不用重新打开。"


class OwnWayBack(Refusal):
    """The service's own steps lead back; they know which periods begin anew."""

    def __init__(self, action: str) -> None:
        super().__init__(f"这项服务有自己的办法：请用“{action}”这一步。")


def may_reopen(viewer: Viewer, matter: Matter) -> bool:
    """Whether the viewer supervises the matter's region in the office that has it or in one above it."""
    if matter.open or SUPERVISOR not in roles_in(viewer, matter):
        return False
    chain = organisation_chain(matter.organisation_id)
    return bool(viewer.organisations(SUPERVISOR) & set(chain))


def reopen(*, viewer: Viewer, number: str, reason: str, now: datetime, address: str = "") -> None:
    """Open a closed matter again in the state it was in before its end; nobody holds it, and the applicant
    is told. No statutory period begins by it: where the law sets one, the service has a step of its own.
    Raises MatterNotFound, NotPermitted, StillOpen, OwnWayBack, ReasonWanted."""
    why = reason_of(reason)
    matter = get_matter_for(viewer=viewer, number=number)
    if matter.open:
        raise StillOpen
    if not may_reopen(viewer, matter):
        raise NotPermitted
    with transaction.atomic():
        locked = lock_matter(number=number)
        if locked.present.open:
            raise StillOpen
        case = case_of(locked.matter, locked.present)
        if action := way_back(case.definition, locked.present.state):
            raise OwnWayBack(action)
        state = last_open_state(case.definition, locked.entries)
        days = case.definition.steps.states[state].quiet_days
        data = {
            "set": {"state": state, "open": True, "holder": None, "quiet_days": days},
            "who": "司法行政部门",
            "merged_into": "",
            "fields": {"reopen_reason": why},
        }
        told = "这件事重新打开了，接着办。"
        entry = NewEntry("reopened", viewer.actor, viewer.name, data, told)
        untie_duplicate(matter=locked.matter)
        written = append_entries(locked=locked, new=[entry], now=now)
        words = case.words
        text = f"{words['surname']}您好，您的事（{words['case_code']}）重新打开，接着办。电话{words['phone']}"
        write_effects(written, [NoticeDue("reopened", "applicant", text)], event="matter.reopened", now=now)
        leave_trace(viewer, "reopen", number, now, address)


def way_back(definition: ServiceDefinition, state: str) -> str:
    """The name of the service's own step by which an office leads a closed matter back, "" without one."""
    states = definition.steps.states
    if state not in states or states[state].open:
        return ""
    return next(
        (
            action.name
            for action in definition.steps.actions_from(state)
            if action.to and states[action.to].open and {"officer", "supervisor"} & set(action.by)
        ),
        "",
    )


def last_open_state(definition: ServiceDefinition, entries: Iterable[Entry]) -> str:
    """The last state of a timeline in which the matter was being dealt with."""
    states = definition.steps.states
    found = definition.steps.start
    for entry in entries:
        state = (entry.data.get("set") or {}).get("state")
        if state in states and states[state].open:
            found = state
    return found
