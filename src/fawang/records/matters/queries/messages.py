"""Reading for the sending of messages. Only the worker calls these: there is no viewer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fawang.core import crypto
from fawang.records.matters.models import Message
from fawang.records.people.models import Staff


def message_of(key: str) -> Message | None:
    """What is noted of the message of this key."""
    return Message.objects.filter(key=key).first()


def staff_phone(staff_id: int) -> str:
    """The phone of a member of staff, "" when none is known or they left."""
    phone = Staff.objects.filter(pk=staff_id, is_active=True).values_list("phone", flat=True).first() or ""
    return crypto.unseal(phone, "phone") if phone.startswith("v1.") else phone


def messages_with(keys: Iterable[str]) -> dict[str, Message]:
    """What is noted of messages, by key."""
    return {one.key: one for one in Message.objects.filter(key__in=list(keys))}


def unreceived(known: Iterable[str], limit: int) -> list[Message]:
    """Messages that a provider took and that did not arrive, newest first, without those of `known`."""
    rows = Message.objects.filter(state=Message.State.FAILED).exclude(key__in=list(known))
    return list(rows.select_related("matter").order_by("-at")[:limit])


def latest_sent(channel: str) -> datetime | None:
    """When a means last took a message."""
    out = [Message.State.SENT, Message.State.DELIVERED]
    rows = Message.objects.filter(channel=channel, state__in=out)
    return rows.order_by("-id").values_list("at", flat=True).first()


def latest_failed(channel: str) -> datetime | None:
    """When a means was last given up for a message."""
    rows = Message.objects.filter(channel=channel, state=Message.State.FAILED)
    return rows.order_by("-id").values_list("at", flat=True).first()


def waiting_for(channel: str) -> int:
    """How many messages wait for a means: for the morning, or for a provider to come back."""
    return Message.objects.filter(channel=channel, state=Message.State.QUEUED).count()
