"""The one transaction of a submission."""

from __future__ import annotations

from fawang.core import ids
from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.crypto import blind_index
from fawang.core.outbox.operations import push
from fawang.journeys.casework import DEADLINES, case_of, greeting, send_letters, words_of
from fawang.journeys.papers.drafting import draft_papers
from fawang.journeys.submit.prepare import Prepared
from fawang.journeys.submit.values import Receipt
from fawang.records.matters.access import county_of
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.intake import claim_draft, hand_in_draft, remember_submission
from fawang.records.matters.operations.timeline import open_matter_record
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.content import content_digest
from fawang.records.matters.rules.numbers import new_number
from fawang.records.matters.rules.projection import Projection
from fawang.records.matters.search import index_matters
from fawang.records.people.models import Party
from fawang.records.people.operations import PartyData, register_checked
from fawang.stages.delivery.rules import Addressees
from fawang.stages.workflows.rules import Actor, Case, Plan, begin


def write_matter(prepared: Prepared) -> Receipt:
    """Write the matter with its parties, timeline, clocks, index, effects and audit line, inside the
    caller's transaction. Raises IntegrityError when the key or the number is taken, HandedInMeanwhile when
    the draft was handed in by another request."""
    new, now = prepared.new, prepared.now
    if prepared.draft is not None:
        claim_draft(draft=prepared.draft, now=now)
    number = new_number(new.region_code, day_of(now))
    applicant = _registered(prepared.applicant, prepared)
    represented = _registered(prepared.represented, prepared) if prepared.represented else None
    matter = Matter(
        number=number,
        case_code_sealed=prepared.case_code_sealed,
        case_code_index=prepared.case_code_index,
        service_code=prepared.definition.code,
        service_version=prepared.definition.version,
        channel=new.channel,
        applicant=applicant,
        represented=represented,
        region_id=new.region_code,
        title=new.title,
        story=new.story,
        answers_sealed=prepared.answers_sealed,
        category=new.category,
        urgency=new.urgency,
    )
    plan = _begun(prepared, matter)
    present = open_matter_record(matter=matter, new=[plan.entry, _dispatch_entry(prepared)], now=now)
    index_matters([(matter.pk, number, county_of(new.region_code), new.title, new.story)])
    if prepared.draft is not None:
        hand_in_draft(draft=prepared.draft, matter=matter, now=now)
    remember_submission(
        key_hash=prepared.key_hash, content_hash=prepared.content_hash, matter=matter, now=now
    )
    if prepared.definition.steps.on_start.documents:
        case = case_of(matter, present)
        draft_papers(matter=matter, case=case, entry=plan.entry, organisation_id=prepared.office.pk, now=now)
    _announce(prepared, matter, plan, present)
    return _receipt(prepared, matter, present)


def _announce(prepared: Prepared, matter: Matter, plan: Plan, present: Projection) -> None:
    """The message to the applicant, the note to the office's open pages, and the line in the audit log."""
    now, number = prepared.now, matter.number
    send_letters(
        matter,
        plan.notices,
        seq=1,
        to=Addressees(applicant=matter.applicant_id),
        flags=present.flags,
        # Whoever just handed it in waits for the number.
        answer=True,
        now=now,
    )
    note = {"event": "matter.new", "number": number}
    push(f"organisation:{prepared.office.pk}", note, now=now)
    record(
        actor=prepared.actor,
        action="matter.submit",
        object_type="matter",
        object_ref=number,
        now=now,
        address=prepared.address,
        detail={"channel": matter.channel},
    )


def _registered(data: PartyData, prepared: Prepared) -> Party:
    return register_checked(data=data, now=prepared.now)


def _begun(prepared: Prepared, matter: Matter) -> Plan:
    person = prepared.applicant
    case = Case(
        definition=prepared.definition,
        present=prepared.present,
        answers=prepared.new.answers,
        urgency=matter.urgency,
        category=matter.category,
        channel=matter.channel,
        words=words_of(
            number=matter.number,
            case_code=ids.format_case_code(prepared.case_code),
            service=prepared.definition.name,
            organisation=prepared.office.name,
            phone=prepared.office.phone,
            surname=greeting(person.name, person.identity, person.kind),
        ),
    )
    content = {
        "matter": content_digest(matter),
        "answers": blind_index(prepared.content_hash, "answers"),
        "files": [list(one) for one in prepared.files],
    }
    actor = Actor("applicant", prepared.actor, "申请人", "申请人")
    return begin(case, actor=actor, now=prepared.now, deadlines=DEADLINES, content=content)


def _dispatch_entry(prepared: Prepared) -> NewEntry:
    office = prepared.office
    data = {
        "set": {"organisation": office.pk},
        "reasons": list(prepared.dispatched.reasons),
        "who": "系统",
    }
    return NewEntry("dispatched", "system", "系统", data, f"已转给{office.name}办理。")


def _receipt(prepared: Prepared, matter: Matter, present: Projection) -> Receipt:
    office, definition = prepared.office, prepared.definition
    first = min(
        (clock for clock in present.clocks if clock.state == "running"),
        key=lambda clock: clock.due_at,
        default=None,
    )
    return Receipt(
        number=matter.number,
        case_code=ids.format_case_code(prepared.case_code),
        service_code=definition.code,
        service_name=definition.name,
        state=present.state,
        state_name=definition.steps.states[present.state].name,
        organisation_name=office.name,
        organisation_phone=office.phone,
        organisation_address=office.address,
        received_at=prepared.now,
        due_at=first.due_at if first else None,
        due_label=first.label if first else "",
        due_provisional=first.provisional if first else False,
        repeated=False,
    )
