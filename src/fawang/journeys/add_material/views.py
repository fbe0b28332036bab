"""A file as pages list it, with the versions before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fawang.core.refusals import Refusal
from fawang.records.matters.models import Material
from fawang.reference.catalog.definitions import ServiceDefinition

OTHER = "other"


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
    #: What the paper is called: 身份证, 其他材料.
    name: str = ""
    #: Which of the accepted papers it is; empty: the paper itself.
    alternative: str = ""
    #: Why it was returned.
    reason: str = ""
    checked_at: datetime | None = None
    scan: str = Material.Scan.NONE
    scan_name: str = ""
    has_preview: bool = False
    #: Staff may open it: nothing was found in it, and nobody is still looking.
    openable: bool = True
    #: What it took the place of, newest first.
    older: tuple[MaterialView, ...] = ()


@dataclass(frozen=True)
class MaterialFile:
    """A file to be sent to a viewer's browser, always as an attachment."""

    file_name: str
    media_type: str
    size: int
    path: Path


def material_view(row: Material, names: Mapping[str, str] | None = None) -> MaterialView:
    """A file as pages list it. `names` are the papers' names by code."""
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
        name=(names or {}).get(row.code, "其他材料" if row.code == OTHER else ""),
        alternative=row.alternative,
        reason=row.reason,
        checked_at=row.checked_at,
        scan=row.scan,
        scan_name=Material.Scan(row.scan).label,
        has_preview=bool(row.preview_name),
        openable=may_open(row),
    )


def may_open(row: Material) -> bool:
    """Whether staff may open the file."""
    return row.scan in (Material.Scan.NONE, Material.Scan.CLEAN)


def material_views(rows: Iterable[Material], definition: ServiceDefinition) -> tuple[MaterialView, ...]:
    """The files of a matter in the order they came; a version that was replaced stands under the newest."""
    names = paper_names(definition)
    known = list(rows)
    shown: dict[int, MaterialView] = {row.pk: material_view(row, names) for row in known}
    # A newer file always has the higher number, so going up each finds its own older ones complete.
    for row in known:
        if row.replaced_by_id in shown:
            newer, mine = shown[row.replaced_by_id], shown[row.pk]
            before = (replace(mine, older=()), *mine.older, *newer.older)
            shown[newer.id] = replace(newer, older=before)
    return tuple(shown[row.pk] for row in known if row.replaced_by_id not in shown)


def paper_names(definition: ServiceDefinition) -> dict[str, str]:
    """What each paper, and each file asked for in the form, is called."""
    asked = {
        one.material or one.code: one.label
        for one in definition.form.fields()
        if one.kind in ("file", "signature")
    }
    return {**asked, **{one.code: one.name for one in definition.materials}}
