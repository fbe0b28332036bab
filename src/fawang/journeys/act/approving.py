"""Agreeing to a proposed step, sending it back, taking it back: on the locked matter, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fawang.core.text import clean
from fawang.journeys.act.offer import offer_for
from fawang.journeys.act.views import ActionView, FieldView, ProposalView
from fawang.journeys.casework import DEADLINES, case_of, write_effects
from fawang.records.matters.operations.timeline import LockedMatter, append_entries
from fawang.stages.workflows.rules import (
    APPROVE,
    SEND_BACK,
    TAKE_BACK,
    Actor,
    Case,
    Plan,
    agree,
    awaited,
    complete,
    offered,
    send_back,
    take_back,
    take_effect,
)

OWN_ACTIONS = (APPROVE, SEND_BACK, TAKE_BACK)
OPINION_LIMIT = 600
#: What the platform's own steps ask for.
FIELDS = {
    APPROVE: (
        FieldView("opinion", "审批意见", "long_text", False, "可以不写。", (), max_length=OPINION_LIMIT),
    ),
    SEND_BACK: (
        FieldView(
            "reason", "为什么退回", "long_text", True, "写清楚要改什么。", (), max_length=OPINION_LIMIT
        ),
    ),
    TAKE_BACK: (),
}
NAMES = {APPROVE: "同意", SEND_BACK: "退回", TAKE_BACK: "撤回审批"}


def decide_on_proposal(
    locked: LockedMatter, code: str, data: Mapping[str, Any], actors: list[Actor], *, now: datetime
) -> LockedMatter:
    """Do one of `OWN_ACTIONS`. The last agreement brings the step into effect at once; when it can no longer
    be done, nothing is written and its refusal is raised."""
    case = case_of(locked.matter, locked.present)
    actor = next((one for one in actors if code in offered(case, actor=one)), actors[0])
    if code == APPROVE:
        return _agreed(locked, case, actor, clean(str(data.get("opinion") or ""), OPINION_LIMIT), now)
    if code == SEND_BACK:
        made = send_back(case, actor=actor, reason=clean(str(data.get("reason") or ""), OPINION_LIMIT))
    else:
        made = take_back(case, actor=actor)
    return _written(locked, made, f"matter.{code}", now)


def _agreed(locked: LockedMatter, case: Case, actor: Actor, opinion: str, now: datetime) -> LockedMatter:
    signed = _written(locked, agree(case, actor=actor, opinion=opinion), "matter.approve", now)
    case = replace(case, present=signed.present)
    asked = signed.present.proposal
    if asked is None or not complete(case):
        return signed
    action = case.definition.steps.action(asked.action)
    offer = offer_for(locked.matter, [action] if action else [])
    case = replace(case, names={**case.names, **offer.names}, bodies=offer.every_body)
    made = take_effect(case, now=now, deadlines=DEADLINES)
    return _written(signed, made, f"matter.{asked.action}", now)


def _written(locked: LockedMatter, made: Plan, event: str, now: datetime) -> LockedMatter:
    written = append_entries(locked=locked, new=[made.entry], now=now)
    write_effects(written, made.notices, event=event, now=now)
    return written


def own_actions(case: Case, actors: list[Actor]) -> tuple[ActionView, ...]:
    """The platform's own steps that these actors may do now."""
    codes = dict.fromkeys(code for actor in actors for code in offered(case, actor=actor))
    asked = case.present.proposal
    name = asked.name if asked else ""
    return tuple(
        ActionView(code, f"{NAMES[code]}：{name}", FIELDS[code], "", "", serious=code == APPROVE)
        for code in codes
    )


def proposal_view(case: Case, details: tuple[tuple[str, str], ...]) -> ProposalView | None:
    """What waits for approval, by whom, and whose signature is awaited."""
    asked = case.present.proposal
    if asked is None:
        return None
    return ProposalView(
        name=asked.name,
        by=asked.actor_name,
        awaited=tuple(one.name for _, one in awaited(case.definition, case.present)),
        agreed=tuple(name for _, _, name in asked.agreed),
        details=details,
    )
