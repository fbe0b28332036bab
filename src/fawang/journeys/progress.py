"""Where a matter stands, told like a parcel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.core import ids
from fawang.journeys.act.looking import answer_rows
from fawang.journeys.act.offer import actions_on_offer
from fawang.journeys.act.views import ActionView
from fawang.journeys.add_material import MaterialView, material_views
from fawang.journeys.casework import case_of, professional_name, shown_case_code
from fawang.journeys.identify import check_guesses, count_guess
from fawang.journeys.notify.contact import own_contact
from fawang.journeys.notify.log import OwnMessage, own_messages
from fawang.journeys.papers.reading import own_papers_of
from fawang.journeys.papers.views import OwnPaper
from fawang.journeys.proof import ProofExpired, number_of_proof
from fawang.journeys.remedies import OpenRemedy, open_remedies
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.one import (
    draft_by_case_code,
    get_matter_by_case_code,
    get_proven_matter,
    materials_of,
    rating_of,
    timeline_of,
)
from fawang.records.matters.refusals import CaseNotFound
from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import Projection, replay
from fawang.reference.catalog.definitions import MaterialDefinition, State
from fawang.stages.workflows.rules import HIDDEN, Actor, Case, day_words, fill

__all__ = [
    "AnswerRow",
    "CaseIsDraft",
    "CaseNotFound",
    "FullProgress",
    "Progress",
    "ProofExpired",
    "Step",
    "WantedMaterial",
    "full_progress",
    "public_progress",
]


#: What the applicant of a matter that was merged as a duplicate is told.
MERGED = State(
    name="已合并到另一件",
    tell="这件和您提交的另一件是同一件事，已经合并。",
    next="请用那一件的查询码看进度，短信里写着。",
    come="不用来。",
    waiting_for="nobody",
    open=False,
)


class CaseIsDraft(CaseNotFound):
    """The case code belongs to an application that was not handed in yet."""

    default_message = "这份申请还没有提交。请点“接着填”，用留下的手机号收验证码后继续。"


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
    #: Whether the person has to come or do anything.
    come: str
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
    #: What the office asked of the applicant while the matter waits for them; the outline without a proof.
    asked: str
    steps: tuple[Step, ...]
    can_rate: bool
    rated: bool
    #: What may be done by somebody who does not accept the result; without days for whoever has no proof.
    remedies: tuple[OpenRemedy, ...] = ()
    #: It waits for papers from the applicant, not for an answer or for the person.
    wants_papers: bool = False


@dataclass(frozen=True)
class AnswerRow:
    """One question of the form with its answer in words; numbers are masked."""

    label: str
    value: str


@dataclass(frozen=True)
class WantedMaterial:
    """A material the office asked for."""

    code: str
    name: str
    #: Something of this kind has come since it was asked for.
    given: bool


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
    #: Notices and decisions served on the applicant.
    papers: tuple[OwnPaper, ...]
    #: What the office asked for, in words, and the materials it named.
    asked: str
    materials_wanted: tuple[WantedMaterial, ...]
    #: The other papers that the service asks of this person, to say which one a file is.
    other_papers: tuple[MaterialDefinition, ...]
    #: What the applicant may do now (`act.applicant_perform`).
    actions: tuple[ActionView, ...]
    score: int | None
    solved: bool | None
    comment: str
    #: What the applicant was told, newest first.
    told: tuple[OwnMessage, ...] = ()
    #: Ask whether it is safe to write to them.
    offer_safe: bool = False


def public_progress(*, case_code: str, now: datetime, address: str = "") -> Progress:
    """Progress by case code alone. Raises CaseCodeFault (mistyped), CaseNotFound, CaseIsDraft,
    TooManyGuesses."""
    code = ids.normalise_case_code(case_code)
    check_guesses(address, now=now)
    matter = get_matter_by_case_code(code)
    if matter is None:
        if draft_by_case_code(code, now) is not None:
            raise CaseIsDraft
        count_guess(address, now=now)
        raise CaseNotFound
    entries = timeline_of(matter)
    return _progress(matter, entries, replay(entries), now, full=False)


def full_progress(*, proof: str, now: datetime) -> FullProgress:
    """Everything the applicant may read; `proof` is `CaseProof.token`. Raises ProofExpired."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    entries = timeline_of(matter)
    present = replay(entries)
    case = case_of(matter, present)
    materials = materials_of(matter=matter)
    rows = answer_rows(case, materials)
    rating = rating_of(matter)
    applicant = Actor("applicant", "applicant", "申请人", "您")
    shown = _progress(matter, entries, present, now, full=True)
    wanted = _wanted(case, entries)
    return FullProgress(
        progress=shown,
        number=matter.number,
        title=matter.title,
        story=matter.story,
        lawyer_name=matter.lawyer.name if matter.lawyer else "",
        answers=tuple(AnswerRow(row.label, row.value) for row in rows if row.value),
        materials=material_views(materials, case.definition),
        papers=own_papers_of(matter),
        asked=shown.asked,
        materials_wanted=wanted,
        other_papers=tuple(
            one
            for one in case.definition.materials
            if one.asked(case.answers) and one.code not in {asked.code for asked in wanted}
        ),
        actions=actions_on_offer(case, matter, [applicant], now),
        score=rating.score if rating else None,
        solved=rating.solved if rating else None,
        comment=rating.comment if rating else "",
        told=own_messages(matter, now),
        offer_safe=own_contact(proof=proof, now=now).offer_safe,
    )


def _progress(
    matter: Matter, entries: tuple[Entry, ...], present: Projection, now: datetime, *, full: bool
) -> Progress:
    case = case_of(matter, present)
    state = MERGED if present.merged_into else case.definition.steps.states[matter.state]
    running = [clock for clock in present.clocks if clock.state == "running"]
    first = min(running, key=lambda clock: clock.due_at, default=None)
    words = _present_words(case, matter, full=full)
    rated = rating_of(matter) is not None
    return Progress(
        case_code=shown_case_code(matter),
        service_code=matter.service_code,
        service_name=case.definition.name,
        state=matter.state,
        state_name=state.name,
        tell=fill(state.tell, words),
        next=fill(state.next, words),
        come=fill(state.come, words),
        waiting_for=state.waiting_for,
        open=matter.open,
        organisation_name=matter.organisation.name if matter.organisation else "",
        organisation_phone=matter.organisation.phone if matter.organisation else "",
        who_has_it=_who_has_it(matter, state.waiting_for),
        received_at=matter.created_at,
        due_at=first.due_at if first else None,
        due_label=first.label if first else "",
        due_provisional=first.provisional if first else False,
        overdue=bool(first and first.due_at < now),
        paused=any(clock.state == "paused" for clock in present.clocks),
        asked=_asked(entries, state.waiting_for, matter.state, full=full),
        steps=tuple(_steps(entries, full=full)),
        can_rate=rateable(case, matter) and not rated,
        rated=rated,
        remedies=open_remedies(matter, case, entries, now, full=full),
        wants_papers=state.waiting_for == "applicant" and _papers_asked(case, entries, matter.state),
    )


def rateable(case: Case, matter: Matter) -> bool:
    """Whether the applicant may say how it went: where the service asks for it, and at the end."""
    if case.present.merged_into:
        return False
    return case.definition.steps.states[matter.state].rate or not matter.open


def _present_words(case: Case, matter: Matter, *, full: bool) -> dict[str, str]:
    """Words for the texts of the present state. Without a proof nothing that names the applicant."""
    words = {**case.words, "state": case.state_name}
    if not full:
        words |= {"surname": "您", "number": HIDDEN}
    due = case.present.due_at
    words["due"] = day_words(due) if due else "法定期限"
    words["lawyer"] = professional_name(matter.lawyer.name, matter) if matter.lawyer else "承办人"
    words["actor"] = words["organisation"]
    return words


def _steps(entries: tuple[Entry, ...], *, full: bool) -> list[Step]:
    told = [entry for entry in entries if entry.public_text]
    return [
        Step(
            at=entry.at,
            text=entry.public_text if full else str(entry.data.get("outline") or entry.public_text),
            who=str(entry.data.get("who") or entry.actor_name),
        )
        for entry in reversed(told)
    ]


def _who_has_it(matter: Matter, waiting_for: str) -> str:
    if waiting_for == "lawyer" and matter.lawyer:
        return professional_name(matter.lawyer.name, matter)
    if waiting_for == "applicant":
        return "等您处理"
    if waiting_for == "supervisor":
        return "司法行政部门"
    return matter.organisation.name if matter.organisation else "正在安排"


def _entered(entries: tuple[Entry, ...], state: str) -> int:
    """Where in the timeline the matter came into its present state."""
    moves = [place for place, one in enumerate(entries) if (one.data.get("set") or {}).get("state") == state]
    return moves[-1] if moves else 0


def _asked(entries: tuple[Entry, ...], waiting_for: str, state: str, *, full: bool) -> str:
    if waiting_for != "applicant" or not entries:
        return ""
    entry = entries[_entered(entries, state)]
    return entry.public_text if full else str(entry.data.get("outline") or entry.public_text)


def _papers_asked(case: Case, entries: tuple[Entry, ...], state: str) -> bool:
    """Whether the step that led here asked for papers: it names some, or how long there is to bring them."""
    if not entries:
        return False
    action = case.definition.steps.action(str(entries[_entered(entries, state)].data.get("action") or ""))
    asked = action.fields if action else ()
    return any(one.kind == "materials" or one.code == "papers_missing" for one in asked)


def _wanted(case: Case, entries: tuple[Entry, ...]) -> tuple[WantedMaterial, ...]:
    """The materials the office asked for while the matter waits for them."""
    if case.definition.steps.states[case.present.state].waiting_for != "applicant":
        return ()
    kinds = {one.code: one.kind for action in case.definition.steps.actions for one in action.fields}
    names = {material.code: material.name for material in case.definition.materials}
    asked = [
        code
        for field, value in case.present.recorded.items()
        if kinds.get(field) == "materials" and isinstance(value, list)
        for code in value
    ]
    since = entries[_entered(entries, case.present.state) :]
    given = {one.data.get("code") for one in since if one.kind == "material"}
    return tuple(WantedMaterial(code, names.get(code, code), code in given) for code in dict.fromkeys(asked))
