"""The message log of a matter: what was sent to whom, and whether it arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fawang.core import crypto
from fawang.records.matters.models import Message

#: States that nothing but a receipt changes any more.
_OUT = (Message.State.SENT, Message.State.DELIVERED)


def write_message(
    *,
    key: str,
    matter_id: int | None,
    channel: str,
    to: str,
    text: str,
    state: str,
    now: datetime,
    **more: Any,
) -> bool:
    """Write the one row of a message, or bring it up to date as long as it has not gone out; whether anything
    was written. `more`: reader, staff_id, organisation_id, notice, provider, page_text, tries, trouble."""
    values = {
        "channel": channel,
        "to_sealed": crypto.seal(to, "phone") if to else "",
        "text": text,
        "state": state,
        "at": now,
        **more,
    }
    try:
        with transaction.atomic():
            Message(key=key, matter_id=matter_id, **values).save(force_insert=True)
    except IntegrityError:
        return bool(Message.objects.filter(key=key).exclude(state__in=_OUT).update(**values))
    return True


def note_receipt(*, key: str, delivered: bool, trouble: str, now: datetime) -> bool:
    """Note what a provider says of a message it took; False when it is unknown or was settled before. A
    receipt that says otherwise later changes nothing: a message that arrived has arrived."""
    taken = Message.objects.filter(key=key, state=Message.State.SENT)
    if delivered:
        return bool(taken.update(state=Message.State.DELIVERED, delivered_at=now, trouble=""))
    return bool(taken.update(state=Message.State.FAILED, trouble=trouble))


def queue_again(*, key: str, now: datetime) -> bool:
    """Put a message that was given up back to those that wait; False when it was not."""
    failed = Message.objects.filter(key=key, state=Message.State.FAILED)
    return bool(failed.update(state=Message.State.QUEUED, tries=0, trouble="", at=now))


def mark_read(*, matter_id: int, now: datetime) -> int:
    """The applicant looks at their messages; how many were new."""
    new = Message.objects.filter(matter_id=matter_id, reader=Message.Reader.APPLICANT, read_at=None)
    return new.update(read_at=now)
