"""Add a file to a draft or a matter, after looking hard at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.gateways.storage import FileFacts, Incoming, file_store, inspect_file
from fawang.journeys.casework import write_effects
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.hashes import network_of, subject_of
from fawang.records.matters.models import Draft, Material
from fawang.records.matters.operations.codes import count_attempt
from fawang.records.matters.operations.drafts import unused_names
from fawang.records.matters.operations.files import add_material_record
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.one import (
    get_draft,
    get_matter_for,
    get_proven_matter,
    materials_of,
)
from fawang.records.matters.refusals import DraftAlreadyUsed
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.viewers import Viewer

#: Files from one address in an hour: a whole village at one counter, and no way to fill the disk in a night.
FILES_AN_HOUR = 300
#: Files of one matter. More than this is not a person's papers.
MOST_FILES = 60


class TooManyFiles(Refusal):
    """The file of this matter is full."""

    default_message = f"最多上传 {MOST_FILES} 个文件。请把相关的照片合成一个 PDF，或到窗口提交。"


class TooManyUploads(Refusal):
    """One address sends more files than people do."""

    default_message = "从这里传上来的文件太多了，请过一小时再传，或拨打 12348。填过的和传过的都还在。"


class NowhereToPut(Refusal):
    """Neither a draft nor a proven case was named."""

    default_message = "请先从申请页或进度页打开您的事项，再上传材料。"


class MaterialNotFound(Refusal):
    """No such file in this matter or draft."""

    default_message = "没有找到这份材料，它可能已经删除，请刷新页面。"


@dataclass(frozen=True)
class MaterialView:
    """A file as pages list it."""

    id: int
    #: Code of the material in the service definition, e.g. `identity-card`; `other` when none.
    code: str
    file_name: str
    media_type: str
    size: int
    state: str
    state_name: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class MaterialFile:
    """A file to be sent to a viewer's browser, always as an attachment."""

    file_name: str
    media_type: str
    size: int
    path: Path


def add_material(
    *,
    file_name: str,
    chunks: Iterable[bytes],
    code: str = "other",
    draft_token: str = "",
    proof: str = "",
    now: datetime,
    address: str = "",
) -> MaterialView:
    """Store one file for a draft or, with a proof, for a matter. Raises FileRefused subclasses with a message
    that says what to do (FileTooLarge, FileTypeRefused, FileBroken, FileHasScript, FileEmpty), TooManyFiles,
    TooManyUploads, NowhereToPut, DraftNotFound, ProofExpired."""
    draft = get_draft(token=draft_token, now=now) if draft_token else None
    number = number_of_proof(proof, now=now) if proof and draft is None else ""
    if draft is None and not number:
        raise NowhereToPut
    if draft is not None and draft.matter_id:
        raise DraftAlreadyUsed
    key = subject_of("files", network_of(address))
    if address and count_attempt(key=key, window=timedelta(hours=1), now=now) > FILES_AN_HOUR:
        raise TooManyUploads
    store = file_store()
    with store.receive(chunks) as incoming:
        facts = inspect_file(incoming.path, file_name)
        # The bytes are kept before the record: a record without its file would be worse than the reverse,
        # which the next file of the same content simply finds there.
        name = store.keep(incoming)
        with transaction.atomic():
            code = one_line(code, 60) or "other"
            if draft is not None:
                return _to_draft(draft, incoming, facts, name, code, now)
            return _to_matter(number, incoming, facts, name, code, now, address)


def remove_material(*, draft_token: str, material_id: int, now: datetime) -> None:
    """Take a file out of a draft again. Raises MaterialNotFound, DraftAlreadyUsed."""
    draft = get_draft(token=draft_token, now=now)
    if draft.matter_id:
        raise DraftAlreadyUsed
    with transaction.atomic():
        row = Material.objects.filter(pk=material_id, draft=draft, matter__isnull=True).first()
        if row is None:
            raise MaterialNotFound
        row.delete()
        unused = unused_names(names=[row.storage_name])
    for name in unused:
        file_store().remove(name)


def read_material(
    *, viewer: Viewer, number: str, material_id: int, address: str = "", now: datetime
) -> MaterialFile:
    """A file of a matter for staff; the reading is recorded. Raises MatterNotFound, MaterialNotFound."""
    matter = get_matter_for(viewer=viewer, number=number)
    found = _file_of(materials_of(matter=matter), material_id)
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


def read_own_material(
    *, material_id: int, now: datetime, proof: str = "", draft_token: str = ""
) -> MaterialFile:
    """A file of the applicant's own matter or draft. Raises ProofExpired, DraftNotFound, MaterialNotFound."""
    if draft_token:
        return _file_of(materials_of(draft=get_draft(token=draft_token, now=now)), material_id)
    matter = get_proven_matter(number_of_proof(proof, now=now))
    return _file_of(materials_of(matter=matter), material_id)


def material_view(row: Material) -> MaterialView:
    """A file as pages list it."""
    return MaterialView(
        id=row.pk,
        code=row.code,
        file_name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        state=row.state,
        state_name=Material.State(row.state).label,
        added_at=row.added_at,
        added_by="申请人" if row.added_by == "applicant" else "工作人员",
    )


def _to_draft(
    draft: Draft, incoming: Incoming, facts: FileFacts, name: str, code: str, now: datetime
) -> MaterialView:
    # Two uploads at once must not both pass the count: the draft's row is the queue they stand in.
    Draft.objects.select_for_update().get(pk=draft.pk)
    if len(materials_of(draft=draft)) >= MOST_FILES:
        raise TooManyFiles
    row, _ = add_material_record(
        matter=None,
        draft=draft,
        code=code,
        file_name=facts.file_name,
        media_type=facts.media_type,
        size=incoming.size,
        sha256=incoming.sha256,
        storage_name=name,
        added_by="applicant",
        now=now,
    )
    return material_view(row)


def _to_matter(
    number: str, incoming: Incoming, facts: FileFacts, name: str, code: str, now: datetime, address: str
) -> MaterialView:
    locked = lock_matter(number=number)
    if len(materials_of(matter=locked.matter)) >= MOST_FILES:
        raise TooManyFiles
    row, fresh = add_material_record(
        matter=locked.matter,
        draft=None,
        code=code,
        file_name=facts.file_name,
        media_type=facts.media_type,
        size=incoming.size,
        sha256=incoming.sha256,
        storage_name=name,
        added_by="applicant",
        now=now,
    )
    if fresh:
        data = {"material": row.pk, "code": code, "sha256": incoming.sha256, "who": "申请人"}
        entry = NewEntry("material", "applicant", "申请人", data, "您添加了一份材料。")
        written = append_entries(locked=locked, new=[entry], now=now)
        write_effects(written, (), event="matter.material", now=now)
        record(
            actor="applicant",
            action="material.add",
            object_type="matter",
            object_ref=number,
            now=now,
            address=address,
            detail={"material": row.pk},
        )
    return material_view(row)


def _file_of(rows: list[Material], material_id: int) -> MaterialFile:
    row = next((one for one in rows if one.pk == material_id), None)
    if row is None:
        raise MaterialNotFound
    try:
        path = file_store().path_of(row.storage_name)
    except FileNotFoundError:
        raise MaterialNotFound from None
    return MaterialFile(row.file_name, row.media_type, row.size, path)
