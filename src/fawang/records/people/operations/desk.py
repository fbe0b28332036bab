"""What people keep at their desk: named views, words written again and again, and who is here now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.core.text import clean, one_line
from fawang.records.people.models import CannedReply, Presence, SavedView
from fawang.records.people.viewers import NotPermitted, Viewer

MOST_VIEWS = 12
MOST_REPLIES = 60
TITLE_LIMIT, TEXT_LIMIT = 30, 1000
#: A presence counts for so long after it was renewed; an open page renews it every 15 seconds.
PRESENT_FOR = timedelta(seconds=45)


class ViewRefused(Refusal):
    """A view without a name, or one too many."""

    default_message = "请给这个视图起个名字（20 个字以内）。"


class ReplyRefused(Refusal):
    """A reply that is empty, or one too many."""

    default_message = "请写上名称和内容。"


class ReplyNotFound(Refusal):
    """No such reply, or none that this viewer may change."""

    default_message = "没有找到这条常用语，可能已经被同事停用，请刷新页面。"


def save_view(*, viewer: Viewer, name: str, query: str, now: datetime) -> None:
    """Keep a narrowing under a name; the same name again replaces it. Raises ViewRefused."""
    called = one_line(name, 20)
    if not called or len(query) > 400:
        raise ViewRefused
    with transaction.atomic():
        kept = SavedView.objects.filter(staff_id=viewer.staff_id)
        if kept.exclude(name=called).count() >= MOST_VIEWS:
            raise ViewRefused(f"最多保存 {MOST_VIEWS} 个视图，请先删掉不用的。")
        SavedView.objects.update_or_create(
            staff_id=viewer.staff_id, name=called, defaults={"query": query, "created_at": now}
        )


def drop_view(*, viewer: Viewer, view_id: int) -> None:
    """Forget one of one's own views; nothing happens when it is gone already."""
    SavedView.objects.filter(pk=view_id, staff_id=viewer.staff_id).delete()


def write_reply(
    *,
    viewer: Viewer,
    title: str,
    text: str,
    organisation_id: int | None,
    now: datetime,
    reply_id: int | None = None,
    address: str = "",
) -> CannedReply:
    """Write a new reply or change one: one's own, or (with `organisation_id`) one for everybody of an
    organisation in which one is an officer or supervisor. Raises ReplyRefused, ReplyNotFound,
    NotPermitted."""
    called, words = one_line(title, TITLE_LIMIT), clean(text, TEXT_LIMIT)
    if not called or not words:
        raise ReplyRefused
    if organisation_id is not None and organisation_id not in viewer.organisations("officer", "supervisor"):
        raise NotPermitted
    owner = {"organisation_id": organisation_id, "staff_id": None if organisation_id else viewer.staff_id}
    with transaction.atomic():
        if reply_id is None:
            if CannedReply.objects.filter(**owner, active=True).count() >= MOST_REPLIES:
                raise ReplyRefused(f"常用语最多 {MOST_REPLIES} 条，请先停用不用的。")
            row = CannedReply(**owner)
        else:
            row = _own(viewer, reply_id)
            row.organisation_id, row.staff_id = owner["organisation_id"], owner["staff_id"]
        row.title, row.text, row.written_by_id, row.changed_at = called, words, viewer.staff_id, now
        row.save()
        _recorded(viewer, "reply.write", row, now, address)
    return row


def retire_reply(*, viewer: Viewer, reply_id: int, now: datetime, address: str = "") -> None:
    """Take a reply out of use. Raises ReplyNotFound."""
    with transaction.atomic():
        row = _own(viewer, reply_id)
        row.active, row.changed_at, row.written_by_id = False, now, viewer.staff_id
        row.save()
        _recorded(viewer, "reply.retire", row, now, address)


def _own(viewer: Viewer, reply_id: int) -> CannedReply:
    row = CannedReply.objects.filter(pk=reply_id, active=True).first()
    if row is None or not (
        row.staff_id == viewer.staff_id
        or row.organisation_id in viewer.organisations("officer", "supervisor")
    ):
        raise ReplyNotFound
    return row


def _recorded(viewer: Viewer, action: str, row: CannedReply, now: datetime, address: str) -> None:
    record(
        actor=viewer.actor,
        action=action,
        object_type="canned_reply",
        object_ref=str(row.pk),
        now=now,
        address=address,
        detail={"title": row.title, "organisation": row.organisation_id},
    )


def be_present(*, viewer: Viewer, place: str, typing: bool, now: datetime) -> bool:
    """Say that somebody looks at a place now; whether somebody else may be there too."""
    # One statement that inserts or renews, on either database: this comes every 15 seconds from every page,
    # and mostly nobody else is there to be asked for by name.
    at = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_presence (place, staff_id, typing, seen_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (place, staff_id)"
            " DO UPDATE SET typing = excluded.typing, seen_at = excluded.seen_at"
            " RETURNING (SELECT COUNT(*) FROM people_presence other"
            " WHERE other.place = %s AND other.staff_id <> %s AND other.seen_at >= %s)",
            [
                place[:80],
                viewer.staff_id,
                typing,
                at(now),
                place[:80],
                viewer.staff_id,
                at(now - PRESENT_FOR),
            ],
        )
        others: int = sum(count for (count,) in cursor.fetchall())
    return others > 0


def forget_presence(*, now: datetime) -> int:
    """Delete what no longer counts; returns how many rows."""
    return Presence.objects.filter(seen_at__lt=now - 2 * PRESENT_FOR).delete()[0]
