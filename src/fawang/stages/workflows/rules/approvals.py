"""Approvals (审批、会签): a step is proposed, those asked agree, and only then it takes effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.projection import Projection, Proposal
from fawang.reference.catalog.definitions import Action, Approval, ServiceDefinition
from fawang.stages.workflows.refusals import (
    ActionUnknown,
    NotAsked,
    NothingProposed,
    NotTheProposer,
    OpinionMissing,
    OwnProposal,
    SignedAlready,
)
from fawang.stages.workflows.rules.case import Actor, Case, Deadlines, NoticeDue, Plan
from fawang.stages.workflows.rules.steps import plan

APPROVE, SEND_BACK, TAKE_BACK = "approve", "send_back", "take_back"
#: Who is told when a signature of this role is wanted. The officer who holds the matter mostly proposed the
#: step, so that an officer's signature is asked of the colleagues.
ASKED = {"supervisor": "supervisor", "lawyer": "lawyer", "officer": "colleagues"}


def propose(
    case: Case, action: Action, *, actor: Actor, data: Mapping[str, Any], now: datetime, deadlines: Deadlines
) -> Plan:
    """The entry of a step that needs approvals: nothing changes yet but that it is awaited. What would be
    refused when it takes effect is refused now. `data` as in `plan`, personal values already sealed."""
    would = plan(case, action.code, actor=actor, data=data, now=now, deadlines=deadlines)
    proposal = {
        "action": action.code,
        "name": action.name,
        "fields": dict(would.entry.data.get("fields") or {}),
        "role": actor.role,
        "who": actor.who,
        "staff": actor.staff_id,
    }
    written: dict[str, Any] = {"name": f"提出“{action.name}”，等审批", "who": actor.who, "proposal": proposal}
    if actor.role == "officer" and case.present.holder is None:
        written["set"] = {"holder": actor.staff_id}
    first = action.approvals if action.together else action.approvals[:1]
    roles = dict.fromkeys(one.role for one in first)
    return Plan(
        NewEntry("proposed", actor.ref, actor.name, written),
        tuple(_asking(case, action.name, role) for role in roles if role in ASKED),
    )


def awaited(definition: ServiceDefinition, present: Projection) -> list[tuple[int, Approval]]:
    """The signatures that may be given now, with their numbers; empty when nothing is proposed."""
    asked = present.proposal
    action = definition.steps.action(asked.action) if asked else None
    if asked is None or action is None:
        return []
    given = {number for number, _, _ in asked.agreed}
    left = [(number, one) for number, one in enumerate(action.approvals) if number not in given]
    return left if action.together else left[:1]


def agree(case: Case, *, actor: Actor, opinion: str = "") -> Plan:
    """The entry of one signature. Raises NothingProposed, OwnProposal, SignedAlready, NotAsked."""
    asked = _proposal(case)
    number, approval = _signature_of(case, asked, actor)
    written: dict[str, Any] = {
        "name": f"{approval.name}：同意",
        "who": actor.who,
        "agreed": {"as": number, "staff": actor.staff_id, "name": actor.name},
    }
    if opinion:
        written["fields"] = {"opinion": opinion}
    rest = [one for one in awaited(case.definition, case.present) if one[0] != number]
    action = case.definition.steps.action(asked.action)
    if action and not action.together:
        rest = [(n, one) for n, one in enumerate(action.approvals) if n > number][:1]
    # With `together` everybody was asked at the beginning.
    to = rest[0][1].role if rest and action and not action.together else ""
    notices = (_asking(case, asked.name, to),) if to in ASKED else ()
    return Plan(NewEntry("agreed", actor.ref, actor.name, written), notices)


def complete(case: Case) -> bool:
    """Whether everybody asked has agreed."""
    return case.present.proposal is not None and not awaited(case.definition, case.present)


def take_effect(case: Case, *, now: datetime, deadlines: Deadlines) -> Plan:
    """The proposed step itself, done in its proposer's name. Raises what `plan` raises: the matter may have
    moved since it was proposed."""
    asked = _proposal(case)
    actor = Actor(asked.role, asked.ref, asked.actor_name, asked.who, asked.staff)
    names = tuple(name for _, _, name in asked.agreed)
    return plan(
        case, asked.action, actor=actor, data=asked.fields, now=now, deadlines=deadlines, approved_by=names
    )


def send_back(case: Case, *, actor: Actor, reason: str) -> Plan:
    """The entry that gives a proposal back to its proposer. Raises NothingProposed, OwnProposal, NotAsked,
    OpinionMissing."""
    asked = _proposal(case)
    _, approval = _signature_of(case, asked, actor)
    if len(reason) < 2:
        raise OpinionMissing
    written = {
        "name": f"{approval.name}：退回“{asked.name}”",
        "who": actor.who,
        "proposal_ended": True,
        "fields": {"send_back_reason": reason},
    }
    text = f"{case.words.get('number', '')} 的“{asked.name}”没有批准，请看退回的理由，改好再报。"
    to = "lawyer" if asked.role == "lawyer" else "officer"
    return Plan(
        NewEntry("sent_back", actor.ref, actor.name, written), (NoticeDue("approval.sent_back", to, text),)
    )


def take_back(case: Case, *, actor: Actor) -> Plan:
    """The entry by which a proposer takes a proposal back. Raises NothingProposed, NotTheProposer."""
    asked = _proposal(case)
    if actor.staff_id is None or actor.staff_id != asked.staff:
        raise NotTheProposer
    written = {"name": f"撤回“{asked.name}”的审批", "who": actor.who, "proposal_ended": True}
    return Plan(NewEntry("taken_back", actor.ref, actor.name, written))


def offered(case: Case, *, actor: Actor) -> tuple[str, ...]:
    """Which of approve, send_back and take_back this person may do now."""
    asked = case.present.proposal
    if asked is None or actor.staff_id is None:
        return ()
    if actor.staff_id == asked.staff:
        return (TAKE_BACK,)
    try:
        _signature_of(case, asked, actor)
    except (NotAsked, SignedAlready):
        return ()
    return (APPROVE, SEND_BACK)


def _proposal(case: Case) -> Proposal:
    asked = case.present.proposal
    if asked is None:
        raise NothingProposed
    if case.definition.steps.action(asked.action) is None:
        raise ActionUnknown
    return asked


def _signature_of(case: Case, asked: Proposal, actor: Actor) -> tuple[int, Approval]:
    if actor.staff_id == asked.staff:
        raise OwnProposal
    if any(staff == actor.staff_id for _, staff, _ in asked.agreed):
        raise SignedAlready
    waiting = awaited(case.definition, case.present)
    for number, approval in waiting:
        if approval.role == actor.role:
            return number, approval
    raise NotAsked("、".join(one.name for _, one in waiting))


def _asking(case: Case, name: str, role: str) -> NoticeDue:
    return NoticeDue(
        "approval.asked", ASKED[role], f"{case.words.get('number', '')} 的“{name}”等您审批，请登录办理。"
    )
