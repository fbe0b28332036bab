"""Hand a matter over to a colleague of the same office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fawang.core.refusals import Refusal
from fawang.journeys.casework import write_effects
from fawang.journeys.rearrange.guard import leave_trace, lock_for, reason_of, who_of
from fawang.records.matters.operations.timeline import append_entries
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.queries import colleagues_in
from fawang.records.people.viewers import Viewer
from fawang.stages.workflows.rules import NoticeDue


class NotAColleague(Refusal):
    """Whoever was chosen does not work in this office over this region, or has the matter already."""

    default_message = "请从列表里选一位本单位、管这个地区的同事；现在的承办人不用再选。"


def hand_over(
    *, viewer: Viewer, number: str, to_staff: int, reason: str, now: datetime, address: str = ""
) -> None:
    """Give a matter to a colleague, who is told. Raises MatterNotFound, NotPermitted, NotTheHolder,
    MatterClosed, NotAColleague, ReasonWanted."""
    why = reason_of(reason)
    with transaction.atomic():
        locked = lock_for(viewer, number)
        matter = locked.matter
        known = dict(colleagues_in(matter.organisation_id, matter.region_id))
        if to_staff not in known or to_staff == locked.present.holder:
            raise NotAColleague
        who = who_of(matter)
        data = {
            "set": {"holder": to_staff},
            "who": who,
            "name": f"转交给{known[to_staff]}",
            "fields": {"hand_over_reason": why},
        }
        told = f"{who}换了一位工作人员接着办。"
        entry = NewEntry("handed_over", viewer.actor, viewer.name, data, told)
        written = append_entries(locked=locked, new=[entry], now=now)
        notice = NoticeDue("handed_over", "officer", f"{number} 已转交给您办理，请登录查看。")
        write_effects(written, [notice], event="matter.handed_over", now=now)
        leave_trace(viewer, "hand_over", number, now, address, to=to_staff)
