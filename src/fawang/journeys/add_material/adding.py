"""Add a file to a draft or a matter, after looking hard at it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.outbox.operations import add_effect
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.gateways.antivirus import ScannerUnreachable, scanner
from fawang.gateways.storage import (
    EnoughOfThis,
    FileFacts,
    FileInfected,
    Incoming,
    KindNotAsked,
    file_store,
    inspect_file,
)
from fawang.journeys.add_material.preparing import PREPARE
from fawang.journeys.add_material.views import OTHER, MaterialNotFound, MaterialView, material_view
from fawang.journeys.casework import definition_of, write_effects
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.hashes import network_of, subject_of
from fawang.records.matters.models import Draft, Material, Matter
from fawang.records.matters.operations.codes import count_attempt
from fawang.records.matters.operations.drafts import unused_names
from fawang.records.matters.operations.files import add_material_record
from fawang.records.matters.operations.materials import replace_returned
from fawang.records.matters.operations.stand_ins import fill_gap
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.one import get_draft, materials_of
from fawang.records.matters.refusals import DraftAlreadyUsed
from fawang.records.matters.rules.chain import NewEntry
from fawang.reference.catalog.definitions import MaterialDefinition, ServiceDefinition
from fawang.reference.catalog.queries import get_service

#: Files from one address in an hour: a whole village at one counter, and no way to fill the disk in a night.
FILES_AN_HOUR = 300
#: Files of one matter. More than this is not a person's papers.
MOST_FILES = 60
#: What a file is, by its usual ending, in the words that `accept` of a material uses; and in plain words.
KINDS = {
    "jpg": "image",
    "png": "image",
    "pdf": "pdf",
    "docx": "document",
    "txt": "document",
    "mp3": "audio",
    "m4a": "audio",
    "mp4": "video",
}
KIND_NAMES = {
    "image": "照片（JPG、PNG）",
    "pdf": "PDF",
    "document": "Word 或文本文件",
    "audio": "录音",
    "video": "视频",
}
#: Seconds that a person waits for the virus scanner; after that the worker goes on with it.
SCAN_SECONDS = 3.0
_log = logging.getLogger("fawang.storage")


class TooManyFiles(Refusal):
    """The file of this matter is full."""

    default_message = f"最多上传 {MOST_FILES} 个文件。请把相关的照片合成一个 PDF，或到窗口提交。"


class TooManyUploads(Refusal):
    """One address sends more files than people do."""

    default_message = "从这里传上来的文件太多了，请过一小时再传，或拨打 12348。填过的和传过的都还在。"


class NowhereToPut(Refusal):
    """Neither a draft nor a proven case was named."""

    default_message = "请先从申请页或进度页打开您的事项，再上传材料。"


@dataclass(frozen=True)
class _Arrived:
    """A file that was looked at and kept."""

    incoming: Incoming
    facts: FileFacts
    name: str
    scan: str
    code: str
    alternative: str


def add_material(
    *,
    file_name: str,
    chunks: Iterable[bytes],
    code: str = OTHER,
    alternative: str = "",
    draft_token: str = "",
    proof: str = "",
    now: datetime,
    address: str = "",
) -> MaterialView:
    """Store one file for a draft or, with a proof, for a matter. `alternative` says which of the papers that
    the service accepts it is. Raises FileRefused subclasses with a message that says what to do
    (FileTooLarge, FileTypeRefused, FileBroken, FileHasScript, FileEmpty, FileInfected,
    KindNotAsked, EnoughOfThis), TooManyFiles,
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
        _of_the_kind_asked(facts, _asked(code, draft, number))
        scan = _scanned(incoming, number or "draft", now, address)
        # The bytes are kept before the record: a record without its file would be worse than the reverse,
        # which the next file of the same content simply finds there.
        name = store.keep(incoming)
        arrived = _Arrived(
            incoming, facts, name, scan, one_line(code, 60) or OTHER, one_line(alternative, 120)
        )
        with transaction.atomic():
            if draft is not None:
                return _to_draft(draft, arrived, now)
            return _to_matter(number, arrived, now, address)


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
        unused = unused_names(names=[name for name in (row.storage_name, row.preview_name) if name])
    for name in unused:
        file_store().remove(name)


def _asked(code: str, draft: Draft | None, number: str) -> MaterialDefinition | None:
    """What the service says of the paper that a file is meant for; None for one it does not ask."""
    if draft is not None:
        return get_service(draft.service_code, draft.service_version).material(one_line(code, 60))
    matter = Matter.objects.filter(number=number).first()
    return definition_of(matter).material(one_line(code, 60)) if matter else None


def _of_the_kind_asked(facts: FileFacts, asked: MaterialDefinition | None) -> None:
    """Raises KindNotAsked, before anything is kept."""
    if asked is None or KINDS[facts.ending] in asked.accept:
        return
    wanted = "、".join(dict.fromkeys(KIND_NAMES[kind] for kind in asked.accept))
    raise KindNotAsked(asked.name, wanted, KIND_NAMES[KINDS[facts.ending]])


def _not_too_many(there: Iterable[Material], arrived: _Arrived, asked: MaterialDefinition | None) -> None:
    """Raises EnoughOfThis. A paper that was returned makes room for a better one, and the same file again is
    no further one."""
    kept = {one.sha256 for one in there if one.code == arrived.code and one.state != Material.State.RETURNED}
    if asked is not None and arrived.incoming.sha256 not in kept and len(kept) >= asked.most:
        raise EnoughOfThis(asked.name, asked.most)


def _scanned(incoming: Incoming, where: str, now: datetime, address: str) -> str:
    """What the virus scanner says of a file just taken in. One that does not answer in time is asked again
    by the worker, and until then nobody opens the file. Raises FileInfected."""
    one = scanner()
    if one is None:
        return Material.Scan.NONE
    try:
        found = one.scan(Path(incoming.path), seconds=SCAN_SECONDS)
    except ScannerUnreachable as error:
        _log.warning("a file waits for its scan: %s", error)
        return Material.Scan.WAITING
    if found.clean:
        return Material.Scan.CLEAN
    _log.warning("refused a file with %s", found.malware)
    record(
        actor="applicant",
        action="material.infected",
        object_type="matter",
        object_ref=where,
        now=now,
        address=address,
        detail={"malware": found.malware, "sha256": incoming.sha256},
    )
    raise FileInfected


def _to_draft(draft: Draft, arrived: _Arrived, now: datetime) -> MaterialView:
    # Two uploads at once must not both pass the count: the draft's row is the queue they stand in.
    Draft.objects.select_for_update().get(pk=draft.pk)
    if len(materials_of(draft=draft)) >= MOST_FILES:
        raise TooManyFiles
    definition = get_service(draft.service_code, draft.service_version)
    _not_too_many(materials_of(draft=draft), arrived, definition.material(arrived.code))
    row, _ = _recorded(arrived, definition, now, draft=draft)
    return material_view(row)


def _to_matter(number: str, arrived: _Arrived, now: datetime, address: str) -> MaterialView:
    locked = lock_matter(number=number)
    if len(materials_of(matter=locked.matter)) >= MOST_FILES:
        raise TooManyFiles
    definition = definition_of(locked.matter)
    _not_too_many(materials_of(matter=locked.matter), arrived, definition.material(arrived.code))
    row, fresh = _recorded(arrived, definition, now, matter=locked.matter)
    if fresh:
        old = replace_returned(newer=row)
        filled = fill_gap(matter_id=locked.matter.pk, code=row.code, now=now)
        data = {"material": row.pk, "code": row.code, "sha256": row.sha256, "who": "申请人"}
        data |= {"replaces": old} if old else {}
        data |= {"gap_filled": True} if filled else {}
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


def _recorded(
    arrived: _Arrived, definition: ServiceDefinition, now: datetime, **owner: object
) -> tuple[Material, bool]:
    """The record of a kept file, and the worker's turn at it."""
    asked = definition.material(arrived.code)
    known = asked is not None and arrived.alternative in asked.alternatives
    row, fresh = add_material_record(
        **{"matter": None, "draft": None, **owner},  # type: ignore[arg-type]
        code=arrived.code,
        alternative=arrived.alternative if known else "",
        file_name=arrived.facts.file_name,
        media_type=arrived.facts.media_type,
        size=arrived.incoming.size,
        sha256=arrived.incoming.sha256,
        storage_name=arrived.name,
        scan=arrived.scan,
        added_by="applicant",
        now=now,
    )
    if fresh:
        add_effect(PREPARE, f"{PREPARE}:{row.pk}", {"material": row.pk}, now=now)
    return row, fresh
