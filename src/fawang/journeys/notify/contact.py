"""How somebody wants to be told: the applicant says it after a one-time code, an officer for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.text import mask_phone
from fawang.journeys.proof import number_of_proof
from fawang.records.matters.access import roles_in
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.one import get_matter_for, get_proven_matter
from fawang.records.people.contact import Contact, contact_of_party
from fawang.records.people.models import Appointment
from fawang.records.people.operations.contact import ContactFault, write_contact
from fawang.records.people.viewers import NotPermitted, Viewer
from fawang.stages.delivery.rules import DISCREET_FLAGS, offers_safe_contact

__all__ = [
    "ContactFault",
    "OwnContact",
    "SafeContact",
    "own_contact",
    "safe_contact_of",
    "set_own_contact",
    "set_safe_contact",
]

_DEALING = (Appointment.Role.OFFICER, Appointment.Role.LAWYER, Appointment.Role.SUPERVISOR)


@dataclass(frozen=True)
class OwnContact:
    """What the applicant has chosen, and whether they should be asked if writing to them is safe."""

    contact: Contact
    offer_safe: bool
    #: Hours of the site, for whoever chose none: "21:00-08:00".
    quiet_hours: str


@dataclass(frozen=True)
class SafeContact:
    """What an officer has to know before calling or writing."""

    #: Only this number may be called, masked; empty: the one given with the application.
    phone_masked: str
    #: Only in these hours: "09:00-11:00"; empty: in the daytime.
    hours: str
    #: The person asked for it; else it follows from a mark of the matter.
    asked: bool


def own_contact(*, proof: str, now: datetime) -> OwnContact:
    """The applicant's own choices. Raises ProofExpired."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    contact = contact_of_party(matter.applicant)
    offer = offers_safe_contact(matter.flags, matter.category, contact.unset)
    return OwnContact(contact, offer, contact.quiet_hours or settings.QUIET_HOURS)


def set_own_contact(*, proof: str, wish: Contact, again: str, now: datetime, address: str = "") -> None:
    """Write the applicant's choices down. `again`: the safe number typed a second time, since a mistyped one
    would lock them out. Raises ProofExpired, ContactFault."""
    matter = get_proven_matter(number_of_proof(proof, now=now))
    if wish.safe and wish.safe_phone and "".join(wish.safe_phone.split()) != "".join(again.split()):
        raise ContactFault({"again": "两次写的号码不一样，请再写一遍。"})
    _write(matter, wish, "applicant", now, address)


def set_safe_contact(
    *, viewer: Viewer, number: str, safe: bool, phone: str, hours: str, now: datetime, address: str = ""
) -> None:
    """Switch safe contact on or off for the applicant of a matter; their other choices stay. Raises
    MatterNotFound, NotPermitted, ContactFault."""
    matter = get_matter_for(viewer=viewer, number=number)
    if not set(roles_in(viewer, matter)) & set(_DEALING):
        raise NotPermitted
    known = contact_of_party(matter.applicant)
    wish = Contact(
        channels=known.channels,
        quiet_hours=known.quiet_hours,
        english=known.english,
        optional=known.optional,
        email=known.email,
        safe=safe,
        safe_phone=phone.strip() if safe else "",
        safe_hours=hours.strip() if safe else "",
    )
    _write(matter, wish, viewer.actor, now, address)


def safe_contact_of(matter: Matter, contact: Contact | None = None) -> SafeContact | None:
    """What whoever deals with a matter has to know, None where the applicant may be written to as usual.
    `contact`: the applicant's, where it was read."""
    contact = contact or contact_of_party(matter.applicant)
    if not contact.safe and not DISCREET_FLAGS & set(matter.flags):
        return None
    phone = mask_phone(contact.safe_phone) if contact.safe and contact.safe_phone else ""
    return SafeContact(phone, contact.safe_hours if contact.safe else "", contact.safe)


def _write(matter: Matter, wish: Contact, by: str, now: datetime, address: str) -> None:
    with transaction.atomic():
        write_contact(party=matter.applicant, wish=wish, by=by, now=now)
        record(
            actor=by,
            action="contact.set",
            object_type="matter",
            object_ref=matter.number,
            now=now,
            address=address,
            detail={"safe": wish.safe, "channels": list(wish.channels)},
        )
