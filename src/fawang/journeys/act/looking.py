"""Opening a matter: the view is recorded before anything is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fawang.core.audit.operations import record
from fawang.core.text import mask_name
from fawang.journeys.act.approving import FIELDS, own_actions, proposal_view
from fawang.journeys.act.offer import action_view, actions_on_offer, offer_for
from fawang.journeys.act.views import (
    ClockView,
    EntryView,
    FieldView,
    MatterView,
    PartyView,
)
from fawang.journeys.add_material import material_views
from fawang.journeys.casework import actors_of, case_of, flag_names
from fawang.journeys.notify.contact import safe_contact_of
from fawang.journeys.notify.log import messages_for
from fawang.journeys.papers.reading import rows_of
from fawang.journeys.stand_ins.reading import MatterFile, papers_state
from fawang.records.matters.models import ClockRun, Material, Matter, Rating
from fawang.records.matters.queries.links import ties_of
from fawang.records.matters.queries.one import (
    ANYTHING,
    Holdings,
    clocks_of,
    get_file_for,
    get_matter_for,
    materials_of,
    rating_of,
    timeline_of,
)
from fawang.records.matters.queries.stand_ins import stand_ins_of
from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import replay
from fawang.records.people.contact import Contact, contact_of_party
from fawang.records.people.models import Party
from fawang.records.people.queries import party_view
from fawang.records.people.rules import mask_address, profession_name
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.limits import UnknownLimit, get_limit
from fawang.reference.catalog.summary import SummaryRow, summary_rows
from fawang.stages.workflows.refusals import ActionUnknown
from fawang.stages.workflows.rules import Case, words_of_value

#: Words for entries that are no action of the service.
KIND_NAMES = {
    "received": "收到申请",
    "dispatched": "分派",
    "taken": "接手",
    "released": "退回待办",
    "material": "添加材料",
    "material_accepted": "收下材料",
    "material_returned": "退回材料",
    "original_seen": "核对原件",
    "promised": "告知承诺",
    "gap": "容缺受理",
    "gap_late": "容缺材料逾期",
    "register": "取得电子证照",
    "promise_kept": "承诺核查属实",
    "promise_broken": "承诺核查不实",
    "overdue": "逾期",
    "document_issued": "签发文书",
    "document_withdrawn": "撤销文书",
    "rated": "评价",
    "follow_up": "回访任务",
    "follow_up_closed": "回访办结",
    "silence": "多日没有进展",
    "escalated": "逾期上报",
    "handed_over": "转交同事",
    "linked": "关联事项",
    "merged": "并入另一件",
    "split": "拆分",
    "reopened": "重新打开",
    "note": "备注",
}


def open_matter(*, viewer: Viewer, number: str, address: str = "", now: datetime) -> MatterView:
    """A matter for a member of staff; the view is recorded. Raises MatterNotFound — also for a matter that
    exists and is not this viewer's to see."""
    matter, held = get_file_for(viewer=viewer, number=number)
    record(
        actor=viewer.actor,
        action="matter.view",
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
    )
    return view_of(viewer, matter, now, held)


def version_of(*, viewer: Viewer, number: str) -> int:
    """How far the matter's timeline reaches now: what `MatterView.version` of a fresh view would be. Shows
    nothing of the matter, so no view is recorded. Raises MatterNotFound."""
    return get_matter_for(viewer=viewer, number=number).length


def fields_of(*, viewer: Viewer, number: str, action: str, now: datetime) -> tuple[FieldView, ...]:
    """The fields of one action of a matter's service, to read what was sent. Raises MatterNotFound,
    ActionUnknown."""
    matter = get_matter_for(viewer=viewer, number=number)
    if action in FIELDS:
        return FIELDS[action]
    case = case_of(matter, replay(timeline_of(matter)))
    found = case.definition.steps.action(action)
    if found is None:
        raise ActionUnknown
    return action_view(case.definition, found, offer_for(matter, [found])).fields


def view_of(viewer: Viewer, matter: Matter, now: datetime, held: Holdings = ANYTHING) -> MatterView:
    """Everything the page of a matter shows, in a fixed number of statements; nothing is read twice."""
    entries = timeline_of(matter)
    case = case_of(matter, replay(entries))
    definition, state = case.definition, case.definition.steps.states[matter.state]
    materials = materials_of(matter=matter)
    actors = actors_of(viewer, matter)
    officer = any(actor.role == "officer" for actor in actors)
    asked, contact = case.present.proposal, contact_of_party(matter.applicant)
    stand_ins = stand_ins_of(matter=matter) if held.stand_ins else []
    file = MatterFile(matter, definition, case.answers, entries, materials, stand_ins)
    return MatterView(
        number=matter.number,
        version=matter.length,
        service_code=matter.service_code,
        service_version=matter.service_version,
        service_name=definition.name,
        title=matter.title,
        story=matter.story,
        category=matter.category,
        urgency=matter.urgency,
        urgency_name=Matter.Urgency(matter.urgency).label,
        flags=tuple(matter.flags),
        flag_names=flag_names(definition, matter.flags),
        channel_name=Matter.Channel(matter.channel).label,
        region_name=matter.region.full_name or matter.region.name,
        state=matter.state,
        state_name=state.name,
        waiting_for=state.waiting_for,
        open=matter.open,
        **_hands(matter),
        created_at=matter.created_at,
        due_at=matter.due_at,
        overdue=bool(matter.due_at and matter.due_at < now and matter.open),
        applicant=_party(matter.applicant, contact),
        represented=_party(matter.represented) if matter.represented else None,
        answers=masked_rows(definition, answer_rows(case, materials)),
        clocks=tuple(clock_view(clock, now) for clock in clocks_of(matter)),
        timeline=tuple(_entry(case, entry) for entry in entries),
        materials=material_views(materials, definition),
        messages=messages_for(viewer, matter),
        safe_contact=safe_contact_of(matter, contact),
        actions=own_actions(case, actors) + actions_on_offer(case, matter, actors, now),
        papers=rows_of(matter),
        material_state=papers_state(viewer=viewer, file=file, now=now),
        can_take=officer and matter.open and matter.holder_id is None,
        **_rated(rating_of(matter)),
        ties=tuple(ties_of(viewer=viewer, matter=matter)) if held.ties else (),
        proposal=proposal_view(case, tuple(_entered(case, asked.action, asked.fields)) if asked else ()),
    )


def _hands(matter: Matter) -> dict[str, Any]:
    """Whose it is: the office, who holds it, the professional in charge."""
    return {
        "organisation_name": matter.organisation.name if matter.organisation else "",
        "holder_id": matter.holder_id,
        "holder_name": matter.holder.name if matter.holder else "",
        "lawyer_name": matter.lawyer.name if matter.lawyer else "",
        "lawyer_title": profession_name(matter.lawyer.profession) if matter.lawyer else "",
    }


def _rated(rating: Rating | None) -> dict[str, Any]:
    """What the applicant said of it."""
    return {
        "score": rating.score if rating else None,
        "solved": rating.solved if rating else None,
        "comment": rating.comment if rating else "",
    }


def answer_rows(case: Case, materials: list[Material]) -> list[SummaryRow]:
    """The form as it was filled in, files by their number."""
    if not case.answers:
        return []
    attached = Counter(one.code for one in materials)
    return summary_rows(case.definition, case.answers, attached=attached)


def masked_rows(definition: ServiceDefinition, rows: list[SummaryRow]) -> tuple[tuple[str, str], ...]:
    """The answers as label and value; names and addresses masked like the parties they belong to."""
    masks: dict[str | None, Callable[[str], str]] = {
        "name": mask_name,
        "represented_name": mask_name,
        "address": mask_address,
    }
    facts = {one.code: one.fact for one in definition.form.fields()}
    return tuple((row.label, masks.get(facts.get(row.field), str)(row.value)) for row in rows if row.value)


def clock_view(clock: ClockRun, now: datetime) -> ClockView:
    """One statutory period as a page shows it."""
    try:
        limit = get_limit(clock.limit_code)
        article = limit.cite if limit.promised else f"{limit.law}{limit.article}"
    except UnknownLimit:
        article = ""
    return ClockView(
        limit_code=clock.limit_code,
        label=clock.label,
        started_at=clock.started_at,
        due_at=clock.due_at,
        state=clock.state,
        state_name=ClockRun.State(clock.state).label,
        provisional=clock.provisional,
        overdue=clock.state == ClockRun.State.RUNNING and clock.due_at < now,
        article=article,
    )


def _party(party: Party, contact: Contact | None = None) -> PartyView:
    seen = party_view(party, contact)
    return PartyView(
        id=party.pk,
        kind=party.kind,
        name=seen.name_masked,
        identity=seen.identity_masked,
        phone=seen.phone_masked,
        address=seen.address_masked,
    )


def _entry(case: Case, entry: Entry) -> EntryView:
    return EntryView(
        seq=entry.seq,
        kind=entry.data.get("name") or KIND_NAMES.get(entry.kind, entry.kind),
        at=entry.at,
        actor_name=entry.actor_name,
        public_text=entry.public_text,
        details=tuple(_details(case, entry)),
    )


def _details(case: Case, entry: Entry) -> list[tuple[str, str]]:
    found = [("依据", text) for text in [entry.data.get("article", "")] if text]
    found += [("分派理由", reason) for reason in entry.data.get("reasons", ())]
    asked = entry.data.get("proposal") or {}
    action = entry.data.get("action") or asked.get("action") or ""
    fields = entry.data.get("fields") or asked.get("fields") or {}
    found += _entered(case, action, fields, body=str(entry.data.get("body") or ""))
    found += [("同意的人", "、".join(names)) for names in [entry.data.get("approved_by")] if names]
    found += [("原因", change["why"]) for change in entry.data.get("clocks", ()) if change.get("why")]
    return found


def _entered(
    case: Case, action_code: str, fields: Mapping[str, Any], body: str = ""
) -> list[tuple[str, str]]:
    """What was entered with a step, as label and value; sealed values stay closed."""
    action = case.definition.steps.action(action_code)
    known = {one.code: one for one in action.fields} if action else {}
    found = []
    for code, value in fields.items():
        one = known.get(code)
        if one is None:
            found.append(("说明", str(value)))
        elif one.sealed:
            found.append((one.label, "（个人信息，已加密保存）"))
        elif one.kind == "staff":
            found.append((one.label, case.names.get(int(value), f"工号 {value}")))
        elif one.kind == "organisation":
            found.append((one.label, body or f"机构 {value}"))
        else:
            found.append((one.label, words_of_value(case.definition, one, value)))
    return found
