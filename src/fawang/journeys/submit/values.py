"""What goes into a submission and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fawang.core.refusals import Refusal


class AnswersIncomplete(Refusal):
    """The form is not finished. `faults` by field code; `first_page` is the page to go back to."""

    def __init__(self, faults: Mapping[str, str], first_page: str | None) -> None:
        self.faults, self.first_page = dict(faults), first_page
        super().__init__(f"还有 {len(self.faults)} 处没有填好，请按提示改好再提交。")


class MatterRefused(Refusal):
    """What a door handed over cannot be accepted. `faults` by part."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("；".join(self.faults.values()))


class KeyMissing(Refusal):
    """No idempotency key, or one that is no key (8 to 200 characters)."""

    default_message = "提交时缺少防重复的编号，请刷新页面再提交一次，已填的内容不会丢。"


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
    #: Codes such as `green_channel`, `migrant_worker`, `group`, `danger`, `early_help`; those that the
    #: service's own rules find in the answers are added.
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
