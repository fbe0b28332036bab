"""Take a matter: exactly one officer gets it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.journeys.casework import write_effects
from fawang.records.matters.access import OFFICER, roles_in
from fawang.records.matters.operations.claims import claim, give_back
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.refusals import AlreadyTaken, MatterClosed, MatterNotFound, NotTheHolder
from fawang.records.people.viewers import NotPermitted, Viewer

__all__ = [
    "AlreadyTaken",
    "MatterClosed",
    "MatterNotFound",
    "NotTheHolder",
    "ReasonMissing",
    "release",
    "take",
]


class ReasonMissing(Refusal):
    """A matter goes back with a reason, for the colleague who takes it next."""

    default_message = "请写明退回的原因，方便下一位同事接手。"


def take(*, viewer: Viewer, number: str, now: datetime, address: str = "") -> None:
    """Become the holder of an untaken matter. Raises MatterNotFound, AlreadyTaken (`.holder_name`),
    MatterClosed, and NotPermitted for a viewer who is no officer of its office. Taking what one already holds
    changes nothing."""
    matter = get_matter_for(viewer=viewer, number=number)
    if OFFICER not in roles_in(viewer, matter):
        raise NotPermitted
    with transaction.atomic():
        taken = claim(
            number=number,
            staff_id=viewer.staff_id,
            staff_name=viewer.name,
            who=matter.organisation.name if matter.organisation else "受理机构",
            now=now,
        )
        if taken is None:
            return
        write_effects(taken, (), event="matter.taken", now=now)
        _recorded(viewer, "matter.take", number, now, address)


def release(*, viewer: Viewer, number: str, reason: str, now: datetime, address: str = "") -> None:
    """Put a matter one holds back into the queue, with the reason. Raises MatterNotFound, NotTheHolder,
    MatterClosed, ReasonMissing."""
    matter = get_matter_for(viewer=viewer, number=number)
    why = one_line(reason, 200)
    if len(why) < 2:
        raise ReasonMissing
    with transaction.atomic():
        released = give_back(
            number=number,
            staff_id=viewer.staff_id,
            staff_name=viewer.name,
            who=matter.organisation.name if matter.organisation else "受理机构",
            reason=why,
            now=now,
        )
        write_effects(released, (), event="matter.released", now=now)
        _recorded(viewer, "matter.release", number, now, address)


def _recorded(viewer: Viewer, action: str, number: str, now: datetime, address: str) -> None:
    record(
        actor=viewer.actor, action=action, object_type="matter", object_ref=number, now=now, address=address
    )
