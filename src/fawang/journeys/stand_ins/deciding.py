"""What officers and supervisors do: give days for a missing paper, check a promise, answer an objection."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fawang.core.calendar import CountingRule, Period, Unit, deadline
from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.journeys.add_material.checking import locked_for, write_check_entry
from fawang.journeys.casework import answers_of, definition_of
from fawang.journeys.proof import number_of_proof
from fawang.journeys.stand_ins.owed import owed_of
from fawang.records.matters.access import SUPERVISOR, roles_in
from fawang.records.matters.models import PromiseBar, StandIn
from fawang.records.matters.operations.stand_ins import (
    answer_bar,
    bar_promises,
    close_stand_in,
    object_to_bar,
    write_stand_in,
)
from fawang.records.matters.operations.timeline import lock_matter
from fawang.records.matters.queries.one import get_proven_matter, materials_of
from fawang.records.matters.queries.stand_ins import bar_of, stand_ins_of
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.holidays import work_calendar
from fawang.stages.workflows.rules import Actor, NoticeDue

#: The office's own days; the rule behind them is the content's `gap_days`, no statute.
_RULE = CountingRule(cite="本机构容缺受理的规定")


class GapNotAllowed(Refusal):
    """The service gives no days for this paper, or it is not missing."""

    default_message = "这一样材料不能容缺后补，或者已经交了。请刷新页面。"


class NothingToCheck(Refusal):
    """No such promise in this matter, or it was checked."""

    default_message = "没有找到要核查的承诺，可能已经有人核查过了。请刷新页面。"


class FindingMissing(Refusal):
    """What was found has to be written down."""

    default_message = "请写明怎么核查的、结果怎样（至少 4 个字）。"


class BarNotFound(Refusal):
    """No such record in force."""

    default_message = "没有找到这条失信记录，可能已经解除。请刷新页面。"


def allow_gap(*, viewer: Viewer, number: str, code: str, now: datetime, address: str = "") -> datetime:
    """Accept the matter without a paper for the service's days (容缺受理); the last moment for it, of which
    the applicant is told. Raises MatterNotFound, NotYoursToCheck, GapNotAllowed."""
    with transaction.atomic():
        locked, actor = locked_for(viewer, number)
        matter, definition = locked.matter, definition_of(locked.matter)
        missing = owed_of(
            definition,
            answers_of(matter),
            attached={one.code for one in materials_of(matter=matter) if one.state != "returned"},
            stand_ins=stand_ins_of(matter=matter),
        )
        paper = next((one for one in missing if one.code == code and one.gap_days), None)
        if paper is None or not paper.gap_days or not matter.open:
            raise GapNotAllowed
        due = deadline(Period(paper.gap_days, Unit.WORKING_DAY), now, work_calendar(), _RULE)
        words = f"还缺“{paper.name}”，先受理，请在{_day(due.at)}前补交。"
        write_stand_in(
            matter=matter,
            draft=None,
            code=code,
            name=paper.name,
            kind=StandIn.Kind.GAP,
            words=words,
            source="",
            now=now,
            due_at=due.at,
        )
        data = {"code": code, "who": actor.who, "due_at": due.at.isoformat()}
        notice = NoticeDue("gap", "applicant", f"您的事项先受理了。{words}拍照传到进度页就行。")
        write_check_entry(locked, actor, "gap", data, words, [notice], now=now, address=address)
    return due.at


def check_promise(
    *,
    viewer: Viewer,
    number: str,
    stand_in_id: int,
    true: bool,
    finding: str,
    now: datetime,
    address: str = "",
) -> None:
    """The check after the fact. A promise that turns out untrue goes on the person's record and bars
    further ones; the applicant is told what follows and how to object, and a supervisor is told that the
    decisions made on it are to be withdrawn. Raises MatterNotFound, NotYoursToCheck, NothingToCheck,
    FindingMissing."""
    said = one_line(finding, 400)
    if len(said) < 4:
        raise FindingMissing
    with transaction.atomic():
        locked, actor = locked_for(viewer, number)
        matter = locked.matter
        row = next((one for one in stand_ins_of(matter=matter) if one.pk == stand_in_id), None)
        if row is None or row.kind != StandIn.Kind.PROMISE:
            raise NothingToCheck
        state = StandIn.State.KEPT if true else StandIn.State.BROKEN
        close_stand_in(stand_in_id=row.pk, state=state, finding=said, staff_id=viewer.staff_id, now=now)
        data: dict[str, Any] = {"code": row.code, "who": actor.who, "fields": {}}
        if true:
            told = f"您对“{row.name}”的承诺已经核查，属实。"
            write_check_entry(locked, actor, "promise_kept", data, told, [], now=now, address=address)
            return
        index = matter.applicant.identity_index
        bar_promises(identity_index=index, stand_in=row, reason=said, now=now)
        told = (
            f"核查发现“{row.name}”的承诺不实：{said}。依据这项承诺作出的决定将被撤销，这次失信已经记录，"
            "纠正以前不能再用承诺代替证明。有不同意见，或者已经纠正，可以在本页提出。"
        )
        data |= {"flags": ["promise_broken"], "outline": "有一项承诺核查不实，请用手机收验证码后查看。"}
        notices = [
            NoticeDue(
                "promise_broken", "applicant", f"您的一项承诺核查不实：{row.name}。请到进度页查看和申辩。"
            ),
            NoticeDue(
                "promise_broken", "supervisor", f"{number} 承诺核查不实，据此作出的决定应当撤销，请督办。"
            ),
        ]
        write_check_entry(locked, actor, "promise_broken", data, told, notices, now=now, address=address)


def object_to_record(*, proof: str, words: str, now: datetime, address: str = "") -> None:
    """The applicant objects to the record, or says how it was repaired. Raises ProofExpired, BarNotFound,
    FindingMissing."""
    said = one_line(words, 1000)
    if len(said) < 4:
        raise FindingMissing("请写明您的意见，或者是怎么纠正的（至少 4 个字）。")
    with transaction.atomic():
        locked = lock_matter(number=number_of_proof(proof, now=now))
        bar = bar_of(one.pk for one in stand_ins_of(matter=locked.matter))
        if bar is None:
            raise BarNotFound
        object_to_bar(bar_id=bar.pk, words=said, now=now)
        applicant = Actor("applicant", "applicant", "申请人", "您")
        data = {"code": bar.stand_in.code, "who": "您", "name": "申辩、申请修复"}
        notice = NoticeDue(
            "bar_objected", "supervisor", f"{locked.matter.number} 的失信记录有人申辩，请答复。"
        )
        write_check_entry(
            locked,
            applicant,
            "bar_objected",
            data,
            "您对失信记录提出了意见。",
            [notice],
            now=now,
            address=address,
        )


def answer_objection(
    *, viewer: Viewer, number: str, lift: bool, answer: str, now: datetime, address: str = ""
) -> None:
    """A supervisor lifts the record or lets it stand, with reasons. Raises MatterNotFound, BarNotFound,
    FindingMissing."""
    said = one_line(answer, 400)
    if len(said) < 4:
        raise FindingMissing("请写明理由（至少 4 个字），申请人会看到。")
    with transaction.atomic():
        locked = lock_matter(number=number)
        if SUPERVISOR not in roles_in(viewer, locked.matter):
            raise MatterNotFound
        bar = bar_of(one.pk for one in stand_ins_of(matter=locked.matter))
        if bar is None:
            raise BarNotFound
        answer_bar(bar_id=bar.pk, lift=lift, answer=said, staff_id=viewer.staff_id, now=now)
        told = f"失信记录{'已经解除' if lift else '维持不变'}：{said}"
        actor = Actor(SUPERVISOR, viewer.actor, viewer.name, "司法行政部门", viewer.staff_id)
        data = {"code": bar.stand_in.code, "who": actor.who, "name": "答复申辩"}
        data |= {"outline": "您提的意见有答复了，请用手机收验证码后查看。"}
        notice = NoticeDue("bar_answered", "applicant", "您对失信记录提的意见有答复了，请到进度页查看。")
        write_check_entry(locked, actor, "bar_answered", data, told, [notice], now=now, address=address)


def bar_on(*, proof: str, now: datetime) -> PromiseBar | None:
    """The record in force that came of the applicant's own matter. Raises ProofExpired."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    return bar_of(one.pk for one in stand_ins_of(matter=matter))


def _day(at: datetime) -> str:
    day = day_of(at)
    return f"{day.year}年{day.month}月{day.day}日"
