"""Hand an application in: one matter, however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class NewParty:
    """A person or organisation as it was typed, not yet sealed."""

    name: str
    identity: str = ""
    phone: str = ""
    address: str = ""
    kind: str = "person"


@dataclass(frozen=True)
class NewMatter:
    """Everything a door must know to open a matter."""

    service_code: str
    channel: str
    #: Twelve-digit code of the place where it happened (at least to the county).
    region_code: str
    title: str
    story: str
    category: str
    applicant: NewParty
    answers: Mapping[str, Any] = field(default_factory=dict)
    represented: NewParty | None = None
    urgency: str = "normal"
    #: Codes such as `green_channel`, `migrant_worker`, `group`, `danger`, `early_help`.
    flags: tuple[str, ...] = ()
    #: Pinned definition; the newest one when empty.
    service_version: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the applicant keeps."""

    number: str
    #: Shown form `XXXX-XXXX-XXXX-XX`.
    case_code: str
    service_code: str
    service_name: str
    state: str
    state_name: str
    organisation_name: str
    organisation_phone: str
    organisation_address: str
    received_at: datetime
    due_at: datetime | None
    #: What must be done by then, e.g. 审查申请并决定.
    due_label: str
    #: True when the holiday calendar of that year is not published yet.
    due_provisional: bool
    #: True when this key had been handed in before.
    repeated: bool


def submit_application(
    *, draft_token: str, idempotency_key: str, channel: str, now: datetime, address: str = ""
) -> Receipt:
    """Hand a finished draft in. Raises DraftNotFound, DraftExpired, AnswersIncomplete (`.faults`:
    {field code: message}), KeyReused."""
    raise NotImplementedError


def submit_matter(
    *, new: NewMatter, idempotency_key: str, now: datetime, actor: str = "applicant", address: str = ""
) -> Receipt:
    """Open a matter from any door. Same key and content: the same receipt; same key, other content:
    KeyReused. Raises MatterRefused (`.faults`) for what cannot be accepted."""
    raise NotImplementedError


def receipt_for_draft(*, draft_token: str, now: datetime) -> Receipt | None:
    """The receipt again (a page reloaded, the back button), None when the draft was not handed in."""
    raise NotImplementedError
