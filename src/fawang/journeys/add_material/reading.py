"""Reading files: staff with a record of it, applicants their own."""

from __future__ import annotations

from datetime import datetime

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.gateways.storage import file_store
from fawang.journeys.add_material.views import MaterialFile, MaterialNotFound, may_open
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.models import Material
from fawang.records.matters.queries.one import (
    get_draft,
    get_matter_for,
    get_proven_matter,
    materials_of,
)
from fawang.records.people.viewers import Viewer


class InQuarantine(Refusal):
    """Nobody has looked through the file yet, or something was found in it."""

    default_message = "这份材料还没有通过查毒，暂时不能打开。查完会自动放开，请过几分钟刷新。"


def read_material(
    *, viewer: Viewer, number: str, material_id: int, address: str = "", now: datetime
) -> MaterialFile:
    """A file of a matter for staff; the reading is recorded. Raises MatterNotFound, MaterialNotFound,
    InQuarantine."""
    matter = get_matter_for(viewer=viewer, number=number)
    row = _one(materials_of(matter=matter), material_id)
    if not may_open(row):
        raise InQuarantine
    found = _file(row, row.storage_name)
    record(
        actor=viewer.actor,
        action="material.read",
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
        detail={"material": material_id},
    )
    return found


def read_preview(*, viewer: Viewer, number: str, material_id: int) -> MaterialFile:
    """The small picture of a file, part of the matter's page, whose opening is recorded already. Raises
    MatterNotFound, MaterialNotFound."""
    row = _one(materials_of(matter=get_matter_for(viewer=viewer, number=number)), material_id)
    if not row.preview_name or not may_open(row):
        raise MaterialNotFound
    return _file(row, row.preview_name)


def read_own_material(
    *, material_id: int, now: datetime, proof: str = "", draft_token: str = ""
) -> MaterialFile:
    """A file of the applicant's own matter or draft. Raises ProofExpired, DraftNotFound, MaterialNotFound,
    and InQuarantine for one in which a virus was found."""
    if draft_token:
        rows = materials_of(draft=get_draft(token=draft_token, now=now))
    else:
        rows = materials_of(matter=get_proven_matter(number_of_proof(proof, now=now)))
    row = _one(rows, material_id)
    if row.scan == Material.Scan.INFECTED:
        raise InQuarantine("这份材料里查出了病毒，已经封存，不能再打开。请换一份重新交。")
    return _file(row, row.storage_name)


def _one(rows: list[Material], material_id: int) -> Material:
    row = next((one for one in rows if one.pk == material_id), None)
    if row is None:
        raise MaterialNotFound
    return row


def _file(row: Material, name: str) -> MaterialFile:
    try:
        path = file_store().path_of(name)
    except FileNotFoundError:
        raise MaterialNotFound from None
    if name == row.preview_name:
        return MaterialFile(f"{row.pk}.jpg", "image/jpeg", path.stat().st_size, path)
    return MaterialFile(row.file_name, row.media_type, row.size, path)
