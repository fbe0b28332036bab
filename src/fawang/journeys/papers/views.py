"""What pages show of papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.journeys.papers.difference import Piece


@dataclass(frozen=True)
class PaperRow:
    """A paper in the list of a matter."""

    id: int
    name: str
    number: str
    state: str
    state_name: str
    at: datetime
    #: When the applicant first opened it.
    fetched_at: datetime | None
    served_on: str
    reason: str


@dataclass(frozen=True)
class ParagraphView:
    """One paragraph of a draft: its text and how it differs from the template."""

    text: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether the officer changed it."""
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class PaperView:
    """One paper as staff see it."""

    row: PaperRow
    matter_number: str
    #: Send it back with `save_paper` and `issue_paper`.
    revision: int
    to: str
    paragraphs: tuple[ParagraphView, ...]
    #: Paragraphs of the template that were taken out.
    dropped: tuple[str, ...]
    cites: tuple[str, ...]
    remedy: str
    signers: tuple[str, ...]
    english: tuple[str, ...]
    organisation_name: str
    #: What its number will begin with; empty once it has one.
    series: str
    served_on_name: str
    edited_by: str
    edited_at: datetime | None
    issued_by: str
    issued_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    sha256: str
    verification_code: str
    #: The paper it takes the place of, and the one that took its place.
    replaces: str
    may_edit: bool
    may_issue: bool


@dataclass(frozen=True)
class OwnPaper:
    """A paper on the applicant's own page."""

    id: int
    name: str
    number: str
    issued_at: datetime
    withdrawn: bool
    reason: str
    size: int


@dataclass(frozen=True)
class PaperFile:
    """A PDF to be sent to a browser."""

    file_name: str
    content: bytes


@dataclass(frozen=True)
class Verdict:
    """What anybody may know of a paper."""

    name: str
    number: str
    organisation: str
    organisation_phone: str
    issued_at: datetime
    sha256: str
    verification_code: str
    withdrawn: bool
    withdrawn_at: datetime | None
    #: The number of the paper that took its place, empty when none did.
    replaced_by: str


@dataclass(frozen=True)
class FileVerdict:
    """What a file turned out to be. `outcome`: genuine, withdrawn, altered, foreign or unsigned."""

    outcome: str
    message: str
    sha256: str
    signer: str
    paper: Verdict | None

    @property
    def genuine(self) -> bool:
        """The file is, byte for byte, a paper that still stands."""
        return self.outcome == "genuine"
