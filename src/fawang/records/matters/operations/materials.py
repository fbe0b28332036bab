"""Writing what was found out about a material: its scan, its preview, its text, and what officers say."""

from __future__ import annotations

from datetime import datetime

from fawang.core import crypto
from fawang.records.matters.models import Material, MaterialText

#: Only these characters of a text are kept for searching.
MOST_TEXT = 20_000


def replace_returned(*, newer: Material) -> list[int]:
    """Let a new file take the place of those of the same paper that were returned; their ids."""
    returned = Material.objects.filter(
        matter=newer.matter, code=newer.code, state=Material.State.RETURNED, replaced_by__isnull=True
    ).exclude(pk=newer.pk)
    ids = list(returned.values_list("pk", flat=True))
    Material.objects.filter(pk__in=ids).update(replaced_by=newer)
    return ids


def check_material(*, material_id: int, state: str, reason: str, staff_id: int, now: datetime) -> None:
    """Mark a material as accepted or returned."""
    Material.objects.filter(pk=material_id).update(
        state=state, reason=reason, checked_by_id=staff_id, checked_at=now
    )


def mark_scanned(*, material_id: int) -> None:
    """The scanner found nothing."""
    Material.objects.filter(pk=material_id).update(scan=Material.Scan.CLEAN)


def mark_infected(*, material_id: int, reason: str, now: datetime) -> None:
    """The scanner found something: closed for good, and returned to the applicant."""
    Material.objects.filter(pk=material_id).update(
        scan=Material.Scan.INFECTED, state=Material.State.RETURNED, reason=reason, checked_at=now
    )


def write_preview(*, material_id: int, name: str) -> None:
    """Where the small picture of a material lies."""
    Material.objects.filter(pk=material_id).update(preview_name=name)


def write_text(*, material_id: int, text: str, now: datetime) -> None:
    """Keep the text of a material, sealed; a repeat writes the same again."""
    MaterialText.objects.update_or_create(
        material_id=material_id,
        defaults={"text_sealed": crypto.seal(text[:MOST_TEXT], "material"), "read_at": now},
    )
