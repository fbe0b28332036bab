"""Which papers are missing, and what may stand in for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fawang.records.matters.models import StandIn
from fawang.records.matters.queries.stand_ins import words_of
from fawang.reference.catalog.definitions import Cite, MaterialDefinition, ServiceDefinition


@dataclass(frozen=True)
class Owed:
    """A paper that is not there, and what may stand for it."""

    code: str
    name: str
    why: str
    required: bool
    alternatives: tuple[str, ...]
    #: What the person would promise, and on which legal ground; empty: not allowed.
    promise: str = ""
    source: str = ""
    #: Working days that the office may give for it; None: none.
    gap_days: int | None = None
    #: It can be looked up instead.
    from_register: bool = False


@dataclass(frozen=True)
class StandInView:
    """What stands for a paper, as pages show it."""

    id: int
    code: str
    name: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    words: str
    source: str
    made_at: datetime
    due_at: datetime | None
    late: bool
    finding: str


def owed_of(
    definition: ServiceDefinition,
    answers: Mapping[str, Any],
    *,
    attached: Collection[str],
    stand_ins: Iterable[StandIn],
) -> tuple[Owed, ...]:
    """The papers that are missing: those required, and those that a promise or a register may stand for."""
    stood = {one.code for one in stand_ins if one.state != StandIn.State.BROKEN}
    here = stood | set(attached)
    return tuple(
        _owed(one, answers)
        for one in definition.materials
        if one.code not in here
        and (one.required(answers) or (one.asked(answers) and (one.promise or one.from_register)))
    )


def stand_in_view(row: StandIn, *, now: datetime, full: bool = True) -> StandInView:
    """What stands for a paper. What a register says is for staff: `full` False leaves it out."""
    words = words_of(row) if full or row.kind != StandIn.Kind.REGISTER else ""
    gap = row.kind == StandIn.Kind.GAP
    waiting = {True: "等您补交", False: StandIn.State(row.state).label}
    state_name = waiting[row.state == StandIn.State.MADE] if gap else StandIn.State(row.state).label
    return StandInView(
        id=row.pk,
        code=row.code,
        name=row.name,
        kind=row.kind,
        kind_name=StandIn.Kind(row.kind).label,
        state=row.state,
        state_name="已补交" if gap and row.state == StandIn.State.KEPT else state_name,
        words=words,
        source=row.source,
        made_at=row.made_at,
        due_at=row.due_at,
        late=bool(row.state == StandIn.State.MADE and row.due_at and row.due_at < now),
        finding=row.finding,
    )


def promise_words(name: str, source: str) -> str:
    """What the person promises, what follows if it is not true, and on what ground."""
    return (
        f"我承诺：“{name}”要证明的情况是真的，我符合要求，愿意接受核查。"
        "我知道：核查发现不是真的，已经作出的决定会被撤销，这次失信会记下来、依法惩戒，"
        "在纠正以前不能再用承诺代替证明。"
        f"依据：{source}"
    )


def source_of(cite: Cite) -> str:
    """The legal ground in words."""
    return f"《{cite.law}》{cite.article}"


def _owed(one: MaterialDefinition, answers: Mapping[str, Any]) -> Owed:
    source = source_of(one.promise) if one.promise else ""
    return Owed(
        code=one.code,
        name=one.name,
        why=one.why,
        required=one.required(answers),
        alternatives=one.alternatives,
        promise=promise_words(one.name, source) if source else "",
        source=source,
        gap_days=one.gap_days,
        from_register=bool(one.from_register),
    )
