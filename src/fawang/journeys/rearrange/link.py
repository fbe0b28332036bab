"""Tie matters that belong together, and merge what was handed in twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.journeys.casework import greeting_of_party, shown_case_code, write_effects
from fawang.journeys.rearrange.guard import SameMatter, leave_trace, lock_for, reason_of, who_of
from fawang.records.matters.models import Matter, MatterLink
from fawang.records.matters.operations.links import tie_matters
from fawang.records.matters.operations.timeline import LockedMatter, append_entries
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.viewers import Viewer
from fawang.stages.workflows.rules import NoticeDue

Kind = MatterLink.Kind


class AlreadyTied(Refusal):
    """The two matters were tied before."""

    default_message = "这两件事项已经关联过了，不用再关联。"


class OtherNotFound(Refusal):
    """No such matter, or none that this viewer may see."""

    default_message = "没有找到您填的另一件事项。请核对编号；不归您办理或主管的，不能关联。"


class DifferentApplicant(Refusal):
    """Matters of different people are never merged: each has a right to an answer of their own."""

    default_message = "两件事项的申请人不是同一个人，不能合并。需要一起看的，请用“关联”。"


def link(*, viewer: Viewer, number: str, other: str, reason: str, now: datetime, address: str = "") -> None:
    """Tie two matters that the viewer may see; both records say so. Raises MatterNotFound, NotPermitted,
    NotTheHolder, OtherNotFound, SameMatter, AlreadyTied, ReasonWanted."""
    why = reason_of(reason)
    with transaction.atomic():
        first, second = _both(viewer, number, other, opened=False)
        if not tie_matters(matter=first.matter, other=second.matter, kind=Kind.RELATED, now=now):
            raise AlreadyTied
        for here, there in ((first, second), (second, first)):
            data = {
                "who": who_of(here.matter),
                "name": f"关联 {there.matter.number}",
                "link": {"number": there.matter.number, "kind": Kind.RELATED.value},
                "fields": {"link_reason": why},
            }
            entry = NewEntry("linked", viewer.actor, viewer.name, data)
            written = append_entries(locked=here, new=[entry], now=now)
            write_effects(written, (), event="matter.linked", now=now)
        leave_trace(viewer, "link", number, now, address, other=second.matter.number)


def merge(*, viewer: Viewer, number: str, into: str, reason: str, now: datetime, address: str = "") -> None:
    """Close a duplicate into another open matter of the same applicant, who is told; its file stays where it
    is and is reached from the other. Raises as `link`, MatterClosed, DifferentApplicant."""
    why = reason_of(reason)
    with transaction.atomic():
        duplicate, kept = _both(viewer, number, into, opened=True)
        if not _same_applicant(duplicate.matter, kept.matter):
            raise DifferentApplicant
        tie_matters(matter=kept.matter, other=duplicate.matter, kind=Kind.DUPLICATE, now=now)
        _close_into(viewer, duplicate, kept.matter, why, now)
        data = {
            "who": who_of(kept.matter),
            "name": f"并入 {duplicate.matter.number}",
            "link": {"number": duplicate.matter.number, "kind": Kind.DUPLICATE.value},
            "fields": {"merge_reason": why},
        }
        told = "您重复提交的一件已经并到这里，一起办。"
        entry = NewEntry("linked", viewer.actor, viewer.name, data, told)
        written = append_entries(locked=kept, new=[entry], now=now)
        write_effects(written, (), event="matter.merged", now=now)
        leave_trace(viewer, "merge", number, now, address, into=kept.matter.number)


def _close_into(viewer: Viewer, duplicate: LockedMatter, kept: Matter, why: str, now: datetime) -> None:
    matter = duplicate.matter
    data: dict[str, Any] = {
        "set": {"open": False},
        "merged_into": kept.number,
        "who": who_of(matter),
        "fields": {"merge_reason": why},
    }
    if any(clock.live for clock in duplicate.present.clocks):
        data["clocks"] = [{"verb": "cancel", "limit": "all"}]
    code = shown_case_code(kept)
    outline = "这件和您提交的另一件是同一件事，已经合并，在那一件里接着办。"
    told = f"{outline}那一件的查询码是 {code}。"
    entry = NewEntry("merged", viewer.actor, viewer.name, {**data, "outline": outline}, told)
    written = append_entries(locked=duplicate, new=[entry], now=now)
    text = (
        f"{greeting_of_party(matter.applicant)}您好，您重复提交的事已合并办理，今后请用查询码{code}查进度。"
    )
    write_effects(written, [NoticeDue("merged", "applicant", text)], event="matter.merged", now=now)


def _both(viewer: Viewer, number: str, other: str, *, opened: bool) -> tuple[LockedMatter, LockedMatter]:
    """Both matters locked, in the order of their numbers so that two at once never wait for each other."""
    wanted = one_line(other, 24).replace(" ", "")
    if wanted == number:
        raise SameMatter
    get_matter_for(viewer=viewer, number=number)
    try:
        get_matter_for(viewer=viewer, number=wanted)
    except MatterNotFound as missing:
        raise OtherNotFound from missing
    locked = {one: lock_for(viewer, one, opened=opened) for one in sorted((number, wanted))}
    return locked[number], locked[wanted]


def _same_applicant(one: Matter, other: Matter) -> bool:
    first, second = one.applicant, other.applicant
    if first.pk == second.pk:
        return True
    same_name = first.name_index == second.name_index
    known = bool(first.identity_index and first.identity_index == second.identity_index)
    reached = bool(first.phone_index and first.phone_index == second.phone_index)
    return same_name and (known or reached)
