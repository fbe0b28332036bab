"""What stands in for papers, for the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fawang.journeys.add_material.checking import originals_seen
from fawang.journeys.casework import answers_of, definition_of
from fawang.journeys.proof import number_of_proof
from fawang.journeys.stand_ins.owed import Owed, StandInView, owed_of, stand_in_view
from fawang.records.matters.access import LAWYER, OFFICER, SUPERVISOR, roles_in
from fawang.records.matters.models import Material, Matter, PromiseBar, StandIn
from fawang.records.matters.operations.drafts import read_kept
from fawang.records.matters.queries.one import (
    get_draft,
    get_proven_matter,
    materials_of,
    timeline_of,
)
from fawang.records.matters.queries.stand_ins import bar_of, bars_for, open_for, stand_ins_of
from fawang.records.matters.rules.chain import Entry
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.queries import get_service

#: As many as one page of the list shows.
MOST_WAITING = 200


@dataclass(frozen=True)
class Original:
    """A paper whose original must be shown; by whom and when it was compared."""

    code: str
    name: str
    seen_at: datetime | None
    seen_by: str


@dataclass(frozen=True)
class Papers:
    """What is missing of a matter's or a draft's papers, and what stands for what is missing."""

    owed: tuple[Owed, ...]
    stand_ins: tuple[StandInView, ...]
    originals: tuple[Original, ...] = ()
    bar: PromiseBar | None = None
    #: The viewer handles the matter and may mark its papers; answers objections as a supervisor.
    may_check: bool = False
    may_answer: bool = False


@dataclass(frozen=True)
class MatterFile:
    """A matter with what was read of it, so that nobody reads it again."""

    matter: Matter
    definition: ServiceDefinition
    answers: Mapping[str, Any]
    entries: tuple[Entry, ...]
    materials: Sequence[Material]
    stand_ins: Sequence[StandIn]


@dataclass(frozen=True)
class Waiting:
    """A promise to check or a paper to come, in a list over all matters."""

    number: str
    title: str
    stand_in: StandInView


def papers_of_draft(*, draft_token: str, now: datetime) -> Papers:
    """For the page before handing in. Raises DraftNotFound, DraftExpired."""
    draft = get_draft(token=draft_token, now=now)
    definition = get_service(draft.service_code, draft.service_version)
    answers, _facts = read_kept(draft=draft)
    rows = stand_ins_of(draft=draft)
    attached = {one.code for one in materials_of(draft=draft)}
    return Papers(
        owed_of(definition, answers, attached=attached, stand_ins=rows),
        tuple(stand_in_view(row, now=now, full=False) for row in rows),
    )


def own_papers_state(*, proof: str, now: datetime) -> Papers:
    """For the applicant's own page. Raises ProofExpired."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    file = MatterFile(
        matter,
        definition_of(matter),
        answers_of(matter),
        timeline_of(matter),
        materials_of(matter=matter),
        stand_ins_of(matter=matter),
    )
    return _of_file(file, now, full=False)


def papers_state(*, viewer: Viewer, file: MatterFile, now: datetime) -> Papers:
    """For the page of staff, who opened the matter and whose opening is recorded."""
    roles = roles_in(viewer, file.matter)
    handles = OFFICER in roles or LAWYER in roles
    state = _of_file(file, now, full=True)
    return replace(state, may_check=handles and file.matter.open, may_answer=SUPERVISOR in roles)


def waiting_for(*, viewer: Viewer, kind: str = "", late: bool = False, now: datetime) -> tuple[Waiting, ...]:
    """The promises to check and the papers to come in the offices of the viewer or the region they answer
    for, nearest due first, at most `MOST_WAITING`; of one kind, or only those past their day."""
    return tuple(
        Waiting(row.matter.number, row.matter.title, stand_in_view(row, now=now))
        for row in open_for(viewer=viewer, kind=kind, late_at=now if late else None, limit=MOST_WAITING)
        if row.matter is not None
    )


def bars(*, viewer: Viewer) -> list[PromiseBar]:
    """The records of broken promises in force in the viewer's region; supervisors answer objections there."""
    return bars_for(viewer=viewer)


def _of_file(file: MatterFile, now: datetime, *, full: bool) -> Papers:
    definition, answers, rows = file.definition, file.answers, file.stand_ins
    attached = {one.code for one in file.materials if one.state != Material.State.RETURNED}
    seen = originals_seen(file.entries)
    originals = [
        Original(one.code, one.name, seen[one.code].at, seen[one.code].actor_name)
        if one.code in seen
        else Original(one.code, one.name, None, "")
        for one in definition.materials
        if one.original and one.asked(answers)
    ]
    owed = owed_of(definition, answers, attached=attached, stand_ins=rows) if file.matter.open else ()
    views = tuple(stand_in_view(row, now=now, full=full) for row in rows)
    return Papers(owed, views, tuple(originals), bar_of(row.pk for row in rows))
