"""Reading one matter and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Count, Exists, OuterRef

from fawang.core import crypto
from fawang.core.rows import find_rows
from fawang.core.statements import run
from fawang.records.matters.access import roles_in
from fawang.records.matters.hashes import token_index
from fawang.records.matters.mapping import entry_of
from fawang.records.matters.models import (
    ClockRun,
    Draft,
    FollowUp,
    Material,
    Matter,
    MatterLink,
    Message,
    Rating,
    StandIn,
    Submission,
    TimelineEntry,
)
from fawang.records.matters.refusals import DraftExpired, DraftNotFound, FollowUpNotFound, MatterNotFound
from fawang.records.matters.rules.chain import Entry
from fawang.records.people.models import Appointment
from fawang.records.people.viewers import Viewer
from fawang.reference.places.rules import ancestor_codes

RELATED = ("organisation", "holder", "lawyer", "region", "applicant", "represented")


def get_matter_for(*, viewer: Viewer, number: str) -> Matter:
    """A matter with its organisation, people and parties. Raises MatterNotFound, also for a matter that
    exists and is not this viewer's to see."""
    matter = Matter.objects.select_related(*RELATED).filter(number=number).first()
    if matter is None or not roles_in(viewer, matter):
        raise MatterNotFound
    return matter


@dataclass(frozen=True)
class Holdings:
    """What there may be of a matter besides: what nobody has need not be asked for."""

    ties: bool = True
    stand_ins: bool = True


#: Where nobody has looked yet.
ANYTHING = Holdings()


def get_file_for(*, viewer: Viewer, number: str) -> tuple[Matter, Holdings]:
    """As `get_matter_for`, with the rating, and with word of what else there is of the matter; all in the
    one statement."""
    found = Matter.objects.select_related(*RELATED, "rating").annotate(
        tied=Exists(MatterLink.objects.filter(matter=OuterRef("pk"))),
        stood_in=Exists(StandIn.objects.filter(matter=OuterRef("pk"))),
    )
    matter = found.filter(number=number).first()
    if matter is None or not roles_in(viewer, matter):
        raise MatterNotFound
    return matter, Holdings(ties=matter.tied, stand_ins=matter.stood_in)


def get_matter_by_case_code(code: str) -> Matter | None:
    """The matter of a case code (bare symbols), without a viewer: holding the code is the right to its
    public progress, and to nothing more."""
    index = crypto.blind_index(code, "case_code")
    return Matter.objects.select_related(*RELATED).filter(case_code_index=index).first()


def get_proven_matter(number: str) -> Matter:
    """The matter of a number; the caller has checked the applicant's proof, or that somebody may have the
    answer of a step they were allowed to do. Raises MatterNotFound."""
    matter = Matter.objects.select_related(*RELATED).filter(number=number).first()
    if matter is None:
        raise MatterNotFound
    return matter


def timeline_of(matter: Matter) -> tuple[Entry, ...]:
    """The entries in order."""
    return tuple(map(entry_of, TimelineEntry.objects.filter(matter=matter).order_by("seq")))


def clocks_of(matter: Matter) -> list[ClockRun]:
    """The statutory periods in the order they began."""
    return list(ClockRun.objects.filter(matter=matter).order_by("started_at", "id"))


def materials_of(*, matter: Matter | None = None, draft: Draft | None = None) -> list[Material]:
    """The files of a matter or a draft in the order they came."""
    if matter is not None:
        return find_rows(Material, matter_id=matter.pk)
    return find_rows(Material, draft_id=draft.pk, matter_id=None) if draft else []


def messages_of(matter: Matter, limit: int = 50) -> list[Message]:
    """The messages sent about a matter, newest first."""
    rows = Message.objects.filter(matter=matter).select_related("staff")
    return list(rows.order_by("-at", "-id")[:limit])


def rating_of(matter: Matter) -> Rating | None:
    """The applicant's rating, None before there is one."""
    return getattr(matter, "rating", None)


def get_draft(*, token: str, now: datetime) -> Draft:
    """The draft of a browser's token. Raises DraftNotFound, DraftExpired."""
    found = find_rows(Draft, token_index=token_index(token))
    if not found:
        raise DraftNotFound
    draft = found[0]
    if draft.expires_at <= now:
        raise DraftExpired
    return draft


def draft_by_case_code(code: str, now: datetime) -> Draft | None:
    """The living draft of a case code (bare symbols)."""
    index = crypto.blind_index(code, "case_code")
    return Draft.objects.filter(case_code_index=index, expires_at__gt=now).first()


def submission_of(key_hash: str) -> Submission | None:
    """What an idempotency key led to, with its matter."""
    # Asked with every submission and almost always in vain; the ORM would take longer than the database.
    asked = "SELECT id FROM matters_submission WHERE key_hash = %s"
    found = run(connections[DEFAULT_DB_ALIAS], asked, [key_hash]).fetchone()
    if found is None:
        return None
    return Submission.objects.select_related("matter", "matter__organisation").get(pk=found[0])


def follow_up_for(*, viewer: Viewer, follow_up_id: int) -> FollowUp:
    """A follow-up in the region of a supervisor. Raises FollowUpNotFound."""
    row = FollowUp.objects.select_related("matter").filter(pk=follow_up_id).first()
    if row is None or "supervisor" not in roles_in(viewer, row.matter):
        raise FollowUpNotFound
    return row


def supervisors_over(region_code: str) -> list[int]:
    """Ids of the supervisors closest to a region: of its county, else of the city, else of the province."""
    chain = ancestor_codes(region_code)
    places = ", ".join(["%s"] * len(chain))
    with connection.cursor() as cursor:
        # Asked for every matter that runs late; the ORM would take longer than the database.
        cursor.execute(
            "SELECT post.region_id, post.staff_id FROM people_appointment post"  # noqa: S608
            " JOIN people_staff staff ON staff.id = post.staff_id"
            f" WHERE post.role = %s AND post.active AND staff.is_active AND post.region_id IN ({places})",
            ["supervisor", *chain],
        )
        rows = cursor.fetchall()
    for code in chain:
        if found := sorted({staff for region, staff in rows if region == code}):
            return found
    return []


def loads_of_lawyers() -> dict[int, int]:
    """Open matters by lawyer, of everybody who is one now."""
    lawyers = Appointment.objects.filter(role="lawyer", active=True).values("staff_id")
    # The lawyers first and then the index of each: a scan would read every matter that ever had one.
    rows = Matter.objects.filter(lawyer__in=lawyers, open__in=[True]).values_list("lawyer_id")
    return dict(rows.annotate(load=Count("id")).order_by())
