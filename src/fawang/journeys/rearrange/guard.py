"""What every rearrangement needs: the locked matter, the right to do it, the trace it leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.records.matters.access import OFFICER, SUPERVISOR, roles_in
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.timeline import LockedMatter, lock_matter
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.matters.refusals import MatterClosed, NotTheHolder
from fawang.records.people.viewers import NotPermitted, Viewer

REASON_LIMIT = 200


class ReasonWanted(Refusal):
    """Whoever reads the record later must know why."""

    default_message = "请写明原因，以后看记录的人才明白。"


class SameMatter(Refusal):
    """A matter is not tied to itself."""

    default_message = "填的就是这件事项自己的编号，请填另一件的编号。"


def lock_for(viewer: Viewer, number: str, *, opened: bool = True, version: int | None = None) -> LockedMatter:
    """Lock a matter that this viewer may rearrange: as its holder, as an officer while nobody holds it, or as
    a supervisor. Raises MatterNotFound, NotPermitted, NotTheHolder, MatterClosed, and with a `version`
    ChangedMeanwhile."""
    roles = roles_in(viewer, get_matter_for(viewer=viewer, number=number))
    if OFFICER not in roles and SUPERVISOR not in roles:
        raise NotPermitted
    locked = lock_matter(number=number, version=version)
    held = locked.present.holder
    if SUPERVISOR not in roles and held not in (None, viewer.staff_id):
        raise NotTheHolder
    if opened and not locked.present.open:
        raise MatterClosed
    return locked


def reason_of(text: str) -> str:
    """The reason as one line. Raises ReasonWanted."""
    why = one_line(text, REASON_LIMIT)
    if len(why) < 2:
        raise ReasonWanted
    return why


def who_of(matter: Matter) -> str:
    """What the applicant's page calls the office."""
    return matter.organisation.name if matter.organisation else "受理机构"


def leave_trace(viewer: Viewer, verb: str, number: str, now: datetime, address: str, **detail: Any) -> None:
    """The line in the audit log."""
    record(
        actor=viewer.actor,
        action=f"matter.{verb}",
        object_type="matter",
        object_ref=number,
        now=now,
        address=address,
        detail=detail or None,
    )
