"""Reading for the sending of messages. Only the worker calls these: there is no viewer."""

from __future__ import annotations

from fawang.core import crypto
from fawang.records.matters.models import Message
from fawang.records.people.models import Party, Staff


def message_sent(key: str) -> bool:
    """Whether the message of this key has gone out."""
    return Message.objects.filter(key=key, state=Message.State.SENT).exists()


def reader_phone(kind: str, key: int) -> str:
    """The phone of a reader (applicant: a party; staff: a member of staff), "" when none is known."""
    if kind == "applicant":
        sealed = Party.objects.filter(pk=key).values_list("phone_sealed", flat=True).first()
        return crypto.unseal(sealed, "phone") if sealed else ""
    phone = Staff.objects.filter(pk=key, is_active=True).values_list("phone", flat=True).first() or ""
    return crypto.unseal(phone, "phone") if phone.startswith("v1.") else phone
