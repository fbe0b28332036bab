"""Where a matter stands, told like a parcel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.journeys.act import ActionView
from fawang.journeys.add_material import MaterialView


@dataclass(frozen=True)
class Step:
    """One thing that happened, newest first on the page."""

    at: datetime
    text: str
    #: The organisation or role that did it; never a private person's name on the public page.
    who: str


@dataclass(frozen=True)
class Progress:
    """Progress without personal data: anybody who holds the case code may see it."""

    case_code: str
    service_code: str
    service_name: str
    state: str
    state_name: str
    #: One sentence: what is happening now.
    tell: str
    #: One sentence: what comes next.
    next: str
    #: office | lawyer | applicant | supervisor | nobody
    waiting_for: str
    open: bool
    organisation_name: str
    organisation_phone: str
    #: Who has it, in words.
    who_has_it: str
    received_at: datetime
    due_at: datetime | None
    due_label: str
    due_provisional: bool
    overdue: bool
    #: The clock stands still (waiting for the applicant's materials).
    paused: bool
    steps: tuple[Step, ...]
    can_rate: bool
    rated: bool


@dataclass(frozen=True)
class AnswerRow:
    """One question of the form with its answer in words; numbers are masked."""

    label: str
    value: str


@dataclass(frozen=True)
class FullProgress:
    """What the applicant sees after proving the phone."""

    progress: Progress
    number: str
    title: str
    story: str
    lawyer_name: str
    answers: tuple[AnswerRow, ...]
    materials: tuple[MaterialView, ...]
    #: Materials the office asked for: (code, name).
    materials_wanted: tuple[tuple[str, str], ...]
    #: What the applicant may do now (`act.applicant_perform`).
    actions: tuple[ActionView, ...]
    score: int | None
    solved: bool | None
    comment: str


def public_progress(*, case_code: str, now: datetime, address: str = "") -> Progress:
    """Progress by case code alone. Raises CaseCodeFault (mistyped), CaseNotFound, TooManyGuesses."""
    raise NotImplementedError


def full_progress(*, proof: str, now: datetime) -> FullProgress:
    """Everything the applicant may read; `proof` is `CaseProof.token`. Raises ProofExpired."""
    raise NotImplementedError
