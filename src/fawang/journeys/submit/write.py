"""Everything that is written of a submission, and the one transaction that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.core import ids
from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.crypto import blind_index
from fawang.core.outbox.operations import push
from fawang.core.statements import together
from fawang.journeys.casework import DEADLINES, case_of, greeting, send_letters, words_of
from fawang.journeys.papers.drafting import draft_papers
from fawang.journeys.submit.prepare import Prepared
from fawang.journeys.submit.values import Receipt
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.intake import Opening, check_taken, make_ready, write_opening
from fawang.records.matters.queries.one import get_proven_matter
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.numbers import new_number
from fawang.records.matters.rules.projection import Projection
from fawang.records.people.models import Party
from fawang.records.people.operations import PartyData, registered_id, sealed_party
from fawang.stages.delivery.rules import Addressees
from fawang.stages.workflows.rules import Actor, Case, Plan, begin


@dataclass(frozen=True)
class Numbered:
    """A submission with a number of its own, ready for the transaction."""

    prepared: Prepared
    plan: Plan
    opening: Opening


def number_matter(prepared: Prepared) -> Numbered:
    """Give the matter a number and compute everything that depends on it. Nothing is written."""
    new, now = prepared.new, prepared.now
    matter = Matter(
        number=new_number(new.region_code, day_of(now)),
        case_code_sealed=prepared.case_code_sealed,
        case_code_index=prepared.case_code_index,
        service_code=prepared.definition.code,
        service_version=prepared.definition.version,
        channel=new.channel,
        region_id=new.region_code,
        title=new.title,
        story=new.story,
        answers_sealed=prepared.answers_sealed,
        category=new.category,
        urgency=new.urgency,
    )
    plan = _begun(prepared, matter)
    opening = make_ready(
        matter=matter,
        facts=[plan.entry, _dispatch_entry(prepared)],
        applicant=_party(prepared.applicant, now),
        represented=_party(prepared.represented, now) if prepared.represented else None,
        draft=prepared.draft,
        key_hash=prepared.key_hash,
        content_hash=prepared.content_hash,
        now=now,
    )
    return Numbered(prepared, plan, opening)


def write_matter(numbered: Numbered) -> Receipt:
    """Write the matter with its parties, timeline, clocks, index, effects and audit line, inside the
    caller's transaction. Raises IntegrityError when the key or the number is taken, HandedInMeanwhile when
    the draft was handed in by another request."""
    prepared, opening = numbered.prepared, numbered.opening
    with together():
        write_opening(opening=opening, now=prepared.now)
        _announce(numbered)
    check_taken(opening=opening, now=prepared.now)
    if prepared.definition.steps.on_start.documents:
        matter = get_proven_matter(opening.matter.number)
        draft_papers(
            matter=matter,
            case=case_of(matter, opening.present),
            entry=opening.facts[0],
            organisation_id=prepared.office.pk,
            now=prepared.now,
        )
    return _receipt(prepared, opening.matter, opening.present)


def _announce(numbered: Numbered) -> None:
    """The message to the applicant, the note to the office's open pages, and the line in the audit log."""
    prepared, opening = numbered.prepared, numbered.opening
    now, matter = prepared.now, opening.matter
    send_letters(
        matter,
        numbered.plan.notices,
        seq=1,
        to=Addressees(applicant=matter.applicant_id),
        flags=opening.present.flags,
        # Whoever just handed it in waits for the number.
        answer=True,
        now=now,
    )
    push(f"organisation:{prepared.office.pk}", {"event": "matter.new", "number": matter.number}, now=now)
    record(
        actor=prepared.actor,
        action="matter.submit",
        object_type="matter",
        object_ref=matter.number,
        now=now,
        address=prepared.address,
        detail={"channel": matter.channel},
    )


def _party(data: PartyData, now: datetime) -> Party | int:
    """The party registered with these very data, else a new one."""
    return registered_id(data=data) or sealed_party(data=data, now=now)


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
    # The digest of the matter itself follows when its parties are known.
    content = {
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
