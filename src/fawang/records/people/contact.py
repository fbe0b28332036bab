"""How somebody wants to be told, in plain values, and reading it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from fawang.core import crypto
from fawang.records.people.models import ContactWish, Party

#: Means of telling somebody, in the order they are offered.
CHANNELS = ("sms", "voice", "email", "wechat")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Contact:
    """What a person wished, opened. `phone` is the number given with the application."""

    channels: tuple[str, ...] = ("sms",)
    quiet_hours: str = ""
    english: bool = False
    optional: bool = True
    email: str = ""
    safe: bool = False
    safe_phone: str = ""
    safe_hours: str = ""
    phone: str = ""
    #: Nobody has chosen anything yet.
    unset: bool = False

    @property
    def number(self) -> str:
        """The number that may be used."""
        return (self.safe_phone if self.safe else "") or self.phone


def hours_fault(hours: str) -> str:
    """What is wrong with hours as they are written, "" when nothing is. Empty hours are right."""
    if not hours:
        return ""
    if hours.startswith("-") or hours.endswith("-"):
        return "开始和结束的时间都要选。"
    if not _HOURS.fullmatch(hours):
        return "时间像 21:00-08:00 这样写。"
    begin, end = hours.split("-")
    return "开始和结束不能是同一个时间。" if begin == end else ""


def contact_of(party_id: int) -> Contact:
    """How a party wants to be told. Where this registration says nothing, what the same person said with the
    same phone in another one: whoever is in danger must not have to say so twice."""
    party = Party.objects.get(pk=party_id)
    return contact_of_party(party)


def contact_of_party(party: Party) -> Contact:
    """`contact_of` for a party that was read already."""
    phone = crypto.unseal(party.phone_sealed, "phone") if party.phone_sealed else ""
    row = _wish_of(party)
    if row is None:
        return Contact(phone=phone, unset=True)
    return Contact(
        channels=tuple(row.channels),
        quiet_hours=row.quiet_hours,
        english=row.english,
        optional=row.optional,
        email=crypto.unseal(row.email_sealed, "address") if row.email_sealed else "",
        safe=row.safe,
        safe_phone=crypto.unseal(row.safe_phone_sealed, "phone") if row.safe_phone_sealed else "",
        safe_hours=row.safe_hours,
        phone=phone,
    )


def safe_number(party: Party | None) -> str:
    """The one number that somebody in safe contact named, "" when there is none. Without a party it looks in
    vain, so that the time taken does not tell whether there is one."""
    row = _wish_of(party or Party(pk=0))
    return crypto.unseal(row.safe_phone_sealed, "phone") if row and row.safe and row.safe_phone_sealed else ""


def in_safe_contact(party: Party) -> bool:
    """Whether nothing may betray that this party turned to us."""
    row = _wish_of(party)
    return row is not None and row.safe


def _wish_of(party: Party) -> ContactWish | None:
    mine = Q(party_id=party.pk)
    if party.identity_index and party.phone_index:
        mine |= Q(party__identity_index=party.identity_index, party__phone_index=party.phone_index)
    return ContactWish.objects.filter(mine).order_by("-set_at", "-id").first()
