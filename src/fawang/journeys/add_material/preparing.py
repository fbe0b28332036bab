"""The worker's turn at a file: scan it if that is still to be done, draw its preview, read its text."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.db import transaction

from fawang.core import clock
from fawang.core.audit.operations import record
from fawang.core.outbox.operations import outside
from fawang.gateways.antivirus import ScannerUnreachable, scanner
from fawang.gateways.ocr import OcrFailed, PictureRefused, ocr_reader
from fawang.gateways.storage import file_store
from fawang.gateways.storage.preview import preview_of
from fawang.gateways.storage.reading import text_in
from fawang.journeys.add_material.views import may_open, paper_names
from fawang.journeys.casework import definition_of, write_effects
from fawang.records.matters.models import Material
from fawang.records.matters.operations.materials import (
    mark_infected,
    mark_scanned,
    write_preview,
    write_text,
)
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.rules.chain import NewEntry
from fawang.stages.workflows.rules import NoticeDue

PREPARE = "material.prepare"
#: Seconds for one file in the worker; the largest takes a few.
SCAN_SECONDS = 60.0
INFECTED = "文件里查出了病毒，已经封存，请换一份重新交"
_log = logging.getLogger("fawang.storage")


@outside
def prepare_material(payload: dict[str, Any], _key: str) -> None:
    """Scan, preview and text of one file. A scanner or reader that does not answer costs a retry."""
    row = Material.objects.filter(pk=payload["material"]).first()
    if row is None:
        return  # Taken out of its draft meanwhile.
    try:
        path = file_store().path_of(row.storage_name)
    except FileNotFoundError:
        return
    if row.scan == Material.Scan.WAITING and not _scan(row, path):
        return
    row.refresh_from_db()
    if may_open(row):
        _preview(row, path)
        _read(row, path)


def _scan(row: Material, path: Path) -> bool:
    """Whether the file turned out clean. Raises ScannerUnreachable, so that the effect is tried again; a
    scanner that was taken out of the settings since leaves the file as it is, closed."""
    one = scanner()
    if one is None:
        raise ScannerUnreachable("no scanner is set any more, and this file waits for one")
    found = one.scan(path, seconds=SCAN_SECONDS)
    if found.clean:
        mark_scanned(material_id=row.pk)
        return True
    _log.warning("closed material %s with %s", row.pk, found.malware)
    now = clock.now()
    with transaction.atomic():
        locked = lock_matter(number=row.matter.number) if row.matter else None
        mark_infected(material_id=row.pk, reason=INFECTED, now=now)
        record(
            actor="system",
            action="material.infected",
            object_type="matter",
            object_ref=row.matter.number if row.matter else "draft",
            now=now,
            detail={"material": row.pk, "malware": found.malware},
        )
        if locked is not None:
            name = paper_names(definition_of(locked.matter)).get(row.code, "材料")
            told = f"您交的“{name}”{INFECTED}。"
            data = {"material": row.pk, "who": "系统", "outline": "有一份材料要重新交。"}
            entry = NewEntry("material_returned", "system", "系统", data, told)
            written = append_entries(locked=locked, new=[entry], now=now)
            notice = NoticeDue("material_returned", "applicant", f"您的事项有一份材料要重新交：{INFECTED}。")
            write_effects(written, [notice], event="matter.material_returned", now=now)
    return False


def _preview(row: Material, path: Path) -> None:
    drawn = None if row.preview_name else preview_of(path, row.media_type)
    if drawn is None:
        return
    store = file_store()
    with store.receive([drawn]) as small:
        write_preview(material_id=row.pk, name=store.keep(small))


def _read(row: Material, path: Path) -> None:
    text = text_in(path, row.media_type)
    if not text and row.media_type.startswith("image/") and (reader := ocr_reader()) is not None:
        try:
            lines = reader.read_lines(path.read_bytes())
        except PictureRefused:
            return
        except OcrFailed as error:
            raise RuntimeError("the picture reader does not answer") from error
        text = "\n".join(line.text for line in lines)
    if text:
        write_text(material_id=row.pk, text=text, now=clock.now())
