"""What a member of staff sees of a matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.journeys.add_material import MaterialView
from fawang.journeys.notify.contact import SafeContact
from fawang.journeys.notify.log import MessageView
from fawang.journeys.papers.views import PaperRow
from fawang.journeys.stand_ins.reading import Papers
from fawang.records.matters.queries.links import Tie


@dataclass(frozen=True)
class FieldView:
    """One field of an action's form, as the service definition states it."""

    code: str
    label: str
    kind: str
    required: bool
    help: str
    #: (value, words) pairs; for a lawyer field the lawyers who may be assigned with their present load.
    choices: tuple[tuple[str, str], ...]
    #: The applicant reads it too.
    public: bool = False
    #: Written behind the box: 元.
    unit: str = ""
    #: Characters; None where the kind has no length.
    max_length: int | None = None


@dataclass(frozen=True)
class ActionView:
    """Something the viewer may do now."""

    code: str
    name: str
    fields: tuple[FieldView, ...]
    #: 法律援助法第四十三条, or empty.
    article: str
    #: What the applicant will be told.
    tell: str
    help: str = ""
    #: Cannot be taken back: ask once more.
    serious: bool = False


@dataclass(frozen=True)
class ClockView:
    """One statutory period of the matter."""

    limit_code: str
    label: str
    started_at: datetime
    due_at: datetime
    state: str
    state_name: str
    provisional: bool
    overdue: bool
    #: 法律援助法第四十三条
    article: str


@dataclass(frozen=True)
class EntryView:
    """One line of the timeline as staff see it."""

    seq: int
    kind: str
    at: datetime
    actor_name: str
    public_text: str
    #: (label, value) pairs of what was entered.
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PartyView:
    """A party with everything masked; `act.reveal` opens one field and is recorded."""

    id: int
    kind: str
    name: str
    identity: str
    phone: str
    address: str


@dataclass(frozen=True)
class ProposalView:
    """A step that waits for approvals."""

    name: str
    #: Who proposed it.
    by: str
    #: As what the signatures are given that are awaited now: 科室复核.
    awaited: tuple[str, ...]
    #: Names of those who have signed.
    agreed: tuple[str, ...]
    #: (label, value) pairs of what was entered.
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MatterView:
    """Everything a member of staff sees of a matter."""

    number: str
    #: Send it back with `perform`.
    version: int
    service_code: str
    service_version: str
    service_name: str
    title: str
    story: str
    category: str
    urgency: str
    urgency_name: str
    flags: tuple[str, ...]
    flag_names: tuple[str, ...]
    channel_name: str
    region_name: str
    state: str
    state_name: str
    waiting_for: str
    open: bool
    organisation_name: str
    holder_id: int | None
    holder_name: str
    lawyer_name: str
    #: 律师, 公证员, 调解员 …
    lawyer_title: str
    created_at: datetime
    due_at: datetime | None
    overdue: bool
    applicant: PartyView
    represented: PartyView | None
    #: (label, value) pairs of the form, masked.
    answers: tuple[tuple[str, str], ...]
    clocks: tuple[ClockView, ...]
    timeline: tuple[EntryView, ...]
    materials: tuple[MaterialView, ...]
    messages: tuple[MessageView, ...]
    actions: tuple[ActionView, ...]
    papers: tuple[PaperRow, ...]
    #: Which materials are missing, what stands for them, whose originals were seen.
    material_state: Papers
    #: The viewer may take it (nobody has it yet).
    can_take: bool
    score: int | None
    solved: bool | None
    comment: str
    #: The step that waits for approvals.
    proposal: ProposalView | None = None
    #: What it is tied to: related matters, duplicates, parts.
    ties: tuple[Tie, ...] = ()
    #: How the applicant may be reached, where that is not as usual.
    safe_contact: SafeContact | None = None
