"""What officers say of a material: accepted, returned with a reason, original seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.journeys.add_material.views import MaterialNotFound, paper_names
from fawang.journeys.casework import actors_of, definition_of, write_effects
from fawang.records.matters.access import LAWYER, OFFICER
from fawang.records.matters.models import Material
from fawang.records.matters.operations.materials import check_material as write_check
from fawang.records.matters.operations.timeline import LockedMatter, append_entries, lock_matter
from fawang.records.matters.queries.one import materials_of
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.matters.rules.chain import Entry, NewEntry
from fawang.records.people.viewers import Viewer
from fawang.stages.workflows.rules import Actor, NoticeDue

ACCEPTED, RETURNED = Material.State.ACCEPTED, Material.State.RETURNED


class ReasonForReturn(Refusal):
    """The applicant must know what to do better."""

    default_message = "退回材料要写清楚哪里不行、怎样才行（至少 4 个字），申请人会看到这句话。"


class NotYoursToCheck(Refusal):
    """Supervisors look on; those who handle the matter check its papers."""

    default_message = "材料由承办这件事的工作人员核对，您现在只能查看。"


class ChecksEnded(Refusal):
    """The file was replaced, or the matter is closed."""

    default_message = "这份材料已经换成新的，或者事项已经办结，不能再核对。请刷新页面。"


class NoOriginalAsked(Refusal):
    """The service does not ask for the original of this paper."""

    default_message = "这一样不需要核对原件，或者已经核对过了。请刷新页面。"


def check_material(
    *,
    viewer: Viewer,
    number: str,
    material_id: int,
    accept: bool,
    reason: str = "",
    now: datetime,
    address: str = "",
) -> None:
    """Accept a material or return it with a reason, which the applicant is told. Raises MatterNotFound,
    NotYoursToCheck, MaterialNotFound, ReasonForReturn, ChecksEnded."""
    said = one_line(reason, 400)
    with transaction.atomic():
        locked, actor = locked_for(viewer, number)
        row = next((m for m in materials_of(matter=locked.matter) if m.pk == material_id), None)
        if row is None:
            raise MaterialNotFound
        if row.replaced_by_id or not locked.matter.open or row.scan == Material.Scan.INFECTED:
            raise ChecksEnded
        if not accept and len(said) < 4:
            raise ReasonForReturn
        state = ACCEPTED if accept else RETURNED
        write_check(
            material_id=row.pk,
            state=state,
            reason="" if accept else said,
            staff_id=viewer.staff_id,
            now=now,
        )
        name = paper_names(definition_of(locked.matter)).get(row.code, "材料")
        data: dict[str, Any] = {"material": row.pk, "code": row.code, "who": actor.who}
        told, notices = "", []
        if not accept:
            told = f"您交的“{name}”要重新交：{said}"
            data |= {"outline": "有一份材料要重新交，看是哪一份请先用手机收验证码。"}
            notices = [NoticeDue("material_returned", "applicant", f"有一份材料要重新交：{said}")]
        kind = "material_accepted" if accept else "material_returned"
        write_check_entry(locked, actor, kind, data, told, notices, now=now, address=address)


def see_original(*, viewer: Viewer, number: str, code: str, now: datetime, address: str = "") -> None:
    """Record that the original of a paper was shown and compared (原件核对). Raises MatterNotFound,
    NotYoursToCheck, NoOriginalAsked."""
    with transaction.atomic():
        locked, actor = locked_for(viewer, number)
        definition = definition_of(locked.matter)
        asked = definition.material(code)
        if asked is None or not asked.original or code in originals_seen(locked.entries):
            raise NoOriginalAsked
        data = {"code": code, "who": actor.who, "name": "核对原件"}
        told = f"“{asked.name}”的原件已经核对。"
        write_check_entry(locked, actor, "original_seen", data, told, [], now=now, address=address)


def originals_seen(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    """By paper, the entry that says who compared its original and when."""
    return {str(one.data["code"]): one for one in entries if one.kind == "original_seen"}


def locked_for(viewer: Viewer, number: str) -> tuple[LockedMatter, Actor]:
    """The locked matter, and the viewer as who handles it. Raises MatterNotFound, NotYoursToCheck."""
    locked = lock_matter(number=number)
    actors = actors_of(viewer, locked.matter)
    if not actors:
        raise MatterNotFound
    handler = next((actor for actor in actors if actor.role in (OFFICER, LAWYER)), None)
    if handler is None:
        raise NotYoursToCheck
    return locked, handler


def write_check_entry(
    locked: LockedMatter,
    actor: Actor,
    kind: str,
    data: dict[str, Any],
    told: str,
    notices: list[NoticeDue],
    *,
    now: datetime,
    address: str,
) -> None:
    """One entry about a paper, its messages, and the audit's line."""
    entry = NewEntry(kind, actor.ref, actor.name, data, told)
    written = append_entries(locked=locked, new=[entry], now=now)
    write_effects(written, notices, event=f"matter.{kind}", now=now)
    record(
        actor=actor.ref,
        action=f"matter.{kind}",
        object_type="matter",
        object_ref=locked.matter.number,
        now=now,
        address=address,
        detail={key: data[key] for key in ("material", "code") if key in data},
    )
