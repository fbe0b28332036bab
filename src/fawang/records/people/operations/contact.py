"""Writing down how somebody wants to be told."""

from __future__ import annotations

from datetime import datetime

from fawang.core import crypto
from fawang.core.checks import mobile_fault, normalise_phone
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.records.people.contact import CHANNELS, Contact, hours_fault
from fawang.records.people.models import ContactWish, Party


class ContactFault(Refusal):
    """A wish that cannot be carried out; `faults` says what is wrong with which part of it."""

    default_message = "有的地方填得不对，请照着提示改。"

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__()
        self.faults = faults


def write_contact(*, party: Party, wish: Contact, by: str, now: datetime) -> ContactWish:
    """Write a wish down in place of the one before. Raises ContactFault."""
    phone, email = normalise_phone(wish.safe_phone) if wish.safe_phone else "", one_line(wish.email, 120)
    faults = _faults(wish, email)
    if faults:
        raise ContactFault(faults)
    values = {
        "channels": list(dict.fromkeys(wish.channels)),
        "quiet_hours": wish.quiet_hours,
        "english": wish.english,
        "optional": wish.optional,
        "email_sealed": crypto.seal(email, "address") if email else "",
        "safe": wish.safe,
        "safe_phone_sealed": crypto.seal(phone, "phone") if phone else "",
        "safe_hours": wish.safe_hours,
        "set_by": by,
        "set_at": now,
    }
    return ContactWish.objects.update_or_create(party=party, defaults=values)[0]


def _faults(wish: Contact, email: str) -> dict[str, str]:
    faults = {}
    if unknown := [one for one in wish.channels if one not in CHANNELS]:
        faults["channels"] = f"没有“{'、'.join(unknown)}”这种办法。"
    if "email" in wish.channels and not email:
        faults["email"] = "选了电子邮件，请写上邮箱地址。"
    if email and (email.count("@") != 1 or email.startswith("@") or "." not in email.split("@")[1]):
        faults["email"] = "邮箱地址像 name@example.com 这样，请再看一眼。"
    if fault := hours_fault(wish.quiet_hours):
        faults["quiet_hours"] = fault
    if fault := hours_fault(wish.safe_hours):
        faults["safe_hours"] = fault
    if wish.safe_phone and (wrong := mobile_fault(wish.safe_phone)):
        faults["safe_phone"] = wrong
    return faults
