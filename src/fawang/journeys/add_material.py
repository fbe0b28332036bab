"""Add a file to a draft or a matter, after looking hard at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fawang.records.people.viewers import Viewer


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
    """Store one file for a draft or, with a proof, for a matter. Raises MaterialRefused subclasses with a
    message that says what to do: FileTooLarge, FileTypeRefused, FileBroken, FileHasScript, TooManyFiles."""
    raise NotImplementedError


def remove_material(*, draft_token: str, material_id: int, now: datetime) -> None:
    """Take a file out of a draft again."""
    raise NotImplementedError


def read_material(
    *, viewer: Viewer, number: str, material_id: int, address: str = "", now: datetime
) -> MaterialFile:
    """A file of a matter for staff; the reading is recorded."""
    raise NotImplementedError


def read_own_material(*, proof: str, material_id: int, now: datetime) -> MaterialFile:
    """A file of the applicant's own matter."""
    raise NotImplementedError
