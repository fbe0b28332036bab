"""Looking into the texts of materials."""

from __future__ import annotations

from collections.abc import Iterator

from fawang.core import crypto
from fawang.records.matters.access import visible_to
from fawang.records.matters.models import Material, MaterialText, Matter
from fawang.records.people.viewers import Viewer


def texts_for(*, viewer: Viewer, limit: int) -> Iterator[tuple[MaterialText, str]]:
    """The newest texts of materials in matters that the viewer may see, unsealed one by one."""
    mine = Matter.objects.filter(visible_to(viewer))
    rows = MaterialText.objects.filter(material__matter__in=mine).exclude(
        material__scan=Material.Scan.INFECTED
    )
    for row in rows.select_related("material__matter").order_by("-id")[:limit].iterator(50):
        yield row, crypto.unseal(row.text_sealed, "material")
