"""Doing one step: everything is decided on the locked matter, then written in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.outbox.operations import push
from fawang.core.refusals import Refusal
from fawang.journeys.act.approving import OWN_ACTIONS, decide_on_proposal
from fawang.journeys.act.looking import view_of
from fawang.journeys.act.offer import Offer, choices_of, offer_for
from fawang.journeys.act.views import MatterView
from fawang.journeys.casework import DEADLINES, actors_of, case_of, write_effects
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.access import roles_in
from fawang.records.matters.operations.timeline import LockedMatter, append_entries, lock_matter
from fawang.records.matters.queries.one import get_matter_for, get_proven_matter
from fawang.records.matters.refusals import ChangedMeanwhile, MatterNotFound
from fawang.records.people.operations import reveal_party
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.answers import check_fields
from fawang.reference.catalog.definitions import Action, ServiceDefinition
from fawang.stages.workflows.refusals import ActionUnknown
from fawang.stages.workflows.rules import Actor, check, plan, propose, roles_for


class FieldsRefused(Refusal):
    """What was entered with an action is not right. `faults` by field code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(f"有 {len(self.faults)} 处需要改正，请按提示修改后再提交。")


class PartyNotInMatter(Refusal):
    """The party does not belong to this matter."""

    default_message = "这件事项里没有这位当事人，请刷新页面。"


def perform(
    *,
    viewer: Viewer,
    number: str,
    action: str,
    data: Mapping[str, Any],
    version: int,
    now: datetime,
    address: str = "",
) -> MatterView:
    """Do one action of the service's steps. Raises MatterNotFound, ChangedMeanwhile (`.by`), ActionRefused,
    FieldsRefused (`.faults`: {field code: message})."""
    with transaction.atomic():
        locked = lock_matter(number=number)
        matter = locked.matter
        if not roles_in(viewer, matter):
            raise MatterNotFound
        if version != matter.length:
            last = locked.entries[-1].actor_name if locked.entries else ""
            raise ChangedMeanwhile(last, matter.length)
        actors = actors_of(viewer, matter)
        _do(locked, action, data, actors, now=now, address=address)
    # Shown as it is now even to somebody whose step gave it away (a lawyer who declined).
    return view_of(viewer, get_proven_matter(number), now)


def applicant_perform(
    *, proof: str, action: str, data: Mapping[str, Any], now: datetime, address: str = ""
) -> None:
    """The applicant's own actions (send what was asked for, withdraw). Raises as `perform`, ProofExpired."""
    number = number_of_proof(proof, now=now)
    with transaction.atomic():
        locked = lock_matter(number=number)
        _do(locked, action, data, [Actor("applicant", "applicant", "申请人", "您")], now=now, address=address)


def reveal(
    *, viewer: Viewer, number: str, party_id: int, field: str, reason: str, address: str = "", now: datetime
) -> str:
    """Open one sealed field (name, identity, phone, address) of a party of this matter; recorded with its
    reason. Raises MatterNotFound, PartyNotInMatter, and the refusals of `reveal_party`."""
    matter = get_matter_for(viewer=viewer, number=number)
    party = next((p for p in (matter.applicant, matter.represented) if p and p.pk == party_id), None)
    if party is None:
        raise PartyNotInMatter
    with transaction.atomic():
        value = reveal_party(viewer=viewer, party=party, field=field, reason=reason, now=now)
        record(
            actor=viewer.actor,
            action="matter.reveal",
            object_type="matter",
            object_ref=number,
            now=now,
            address=address,
            detail={"party": party.pk, "field": field},
        )
    return value


def _do(
    locked: LockedMatter,
    code: str,
    data: Mapping[str, Any],
    actors: list[Actor],
    *,
    now: datetime,
    address: str,
) -> None:
    if code in OWN_ACTIONS:
        decide_on_proposal(locked, code, data, actors, now=now)
        actor = actors[0]
    else:
        actor = _step(locked, code, data, actors, now)
    record(
        actor=actor.ref,
        action=f"matter.{code}",
        object_type="matter",
        object_ref=locked.matter.number,
        now=now,
        address=address,
    )


def _step(
    locked: LockedMatter, code: str, data: Mapping[str, Any], actors: list[Actor], now: datetime
) -> Actor:
    """Do an action of the service, or propose it where others must agree first; returns who did it."""
    matter = locked.matter
    case = case_of(matter, locked.present)
    action = case.definition.steps.action(code)
    if action is None:
        raise ActionUnknown
    actor = _actor_for(action, data, actors)
    # Whether it may be done at all comes before what was entered: a person must not be asked to correct a
    # form that can never be accepted.
    check(case, action, actor.role, actor.staff_id, now)
    offer = offer_for(matter, [action])
    entered = _entered(case.definition, action, data, offer, now)
    case = replace(case, names={**case.names, **offer.names}, bodies=offer.every_body)
    if action.approvals:
        made = propose(case, action, actor=actor, data=entered, now=now, deadlines=DEADLINES)
    else:
        made = plan(case, code, actor=actor, data=entered, now=now, deadlines=DEADLINES)
    before = matter.organisation_id
    written = append_entries(locked=locked, new=[made.entry], now=now)
    write_effects(written, made.notices, event=f"matter.{code}", now=now)
    if matter.organisation_id != before:
        # Whoever gave it away has an open page, too.
        push(f"organisation:{before}", {"event": "matter.moved", "number": matter.number}, now=now)
    return actor


def _actor_for(action: Action, data: Mapping[str, Any], actors: list[Actor]) -> Actor:
    """In which role somebody with several acts: one that may choose the outcome chosen."""
    for roles in (roles_for(action, data), action.by):
        for one in actors:
            if one.role in roles:
                return one
    return actors[0]


def _entered(
    definition: ServiceDefinition,
    action: Action,
    data: Mapping[str, Any],
    offer: Offer,
    now: datetime,
) -> dict[str, Any]:
    values, faults = check_fields(action.fields, data, earlier={}, today=day_of(now))
    for one in action.fields:
        if one.kind not in ("staff", "materials", "organisation") or one.code not in values:
            continue
        given = values[one.code] if isinstance(values[one.code], list) else [values[one.code]]
        if any(str(item) not in choices_of(definition, one, offer) for item in given):
            faults[one.code] = f"请从列表里选：{one.label}。"
    if faults:
        raise FieldsRefused(faults)
    for one in action.fields:
        if one.sealed and one.code in values:
            values[one.code] = crypto.seal(_as_text(values[one.code]), "answers")
    return values


def _as_text(value: Any) -> str:
    """A value as it is sealed: one word or number as it stands, several as JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
