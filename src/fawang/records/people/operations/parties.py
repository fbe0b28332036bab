"""Parties: registered sealed, shown in full for a reason only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.checks import (
    credit_code_fault,
    identity_number_fault,
    normalise_credit_code,
    normalise_identity,
    normalise_phone,
    phone_fault,
)
from fawang.core.refusals import Refusal
from fawang.core.rows import insert_rows
from fawang.core.statements import run
from fawang.core.text import clean, one_line
from fawang.records.people.contact import safe_number
from fawang.records.people.models import Appointment, Party
from fawang.records.people.viewers import Viewer

Role = Appointment.Role

#: What a reveal may open, and the sealed column it lies in.
REVEALED = {"name": "name_sealed", "identity": "identity_sealed", "phone": "phone_sealed",
            "address": "address_sealed"}  # fmt: skip
REASON_AT_LEAST = 4
KINDS = frozenset(Party.Kind.values)


class PartyFault(Refusal):
    """What was given about a party cannot be right; the message says which part and why."""


class RevealReasonMissing(Refusal):
    """Personal data is shown in full for a stated reason only."""

    def __init__(self) -> None:
        super().__init__(f"查看完整信息前请写明用途（至少 {REASON_AT_LEAST} 个字），此次查看会被记录")


@dataclass(frozen=True)
class PartyData:
    """What is known about a party, in plain text and already cleaned by `checked_party`."""

    kind: str
    name: str
    identity: str = ""
    phone: str = ""
    address: str = ""
    indexes: tuple[str, str, str] = field(default=("", "", ""), repr=False)


def checked_party(*, kind: str, name: str, identity: str, phone: str, address: str) -> PartyData:
    """Cleaned party data; PartyFault when something cannot be right. Everything but the name may be
    empty: what a service needs is asked by its form."""
    if kind not in KINDS:
        raise PartyFault("当事人类型只能是自然人或者单位")
    person = kind == Party.Kind.PERSON
    name = one_line(name, 60 if person else 120)
    identity = normalise_identity(identity) if person else normalise_credit_code(identity)[:40]
    if not name:
        raise PartyFault("请填写姓名或者单位名称")
    if identity and (fault := (identity_number_fault if person else credit_code_fault)(identity)):
        raise PartyFault(fault)
    if phone and (fault := phone_fault(phone)):
        raise PartyFault(fault)
    phone = normalise_phone(phone)
    return PartyData(kind, name, identity, phone, one_line(address, 200), _indexes(name, identity, phone))


def _indexes(name: str, identity: str, phone: str) -> tuple[str, str, str]:
    return (
        crypto.blind_index(name, "name"),
        crypto.blind_index(identity, "identity") if identity else "",
        crypto.blind_index(phone, "phone") if phone else "",
    )


def sealed_party(*, data: PartyData, now: datetime) -> Party:
    """A party not yet saved, its fields sealed; for writing many at once."""
    return Party(
        kind=data.kind,
        name_sealed=crypto.seal(data.name, "name"),
        name_index=data.indexes[0],
        identity_sealed=crypto.seal(data.identity, "identity") if data.identity else "",
        identity_index=data.indexes[1],
        phone_sealed=crypto.seal(data.phone, "phone") if data.phone else "",
        phone_index=data.indexes[2],
        address_sealed=crypto.seal(data.address, "address") if data.address else "",
        created_at=now,
    )


def register_party(*, kind: str, name: str, identity: str, phone: str, address: str, now: datetime) -> Party:
    """The party with these data: the one already registered when identity number, name, phone and address
    are all the same, else a new one. Raises PartyFault.

    A person who comes back with another phone is registered anew: taking the new number over would let
    whoever knows a name and an identity number turn the messages of older matters to their own phone.
    Registrations of one identity number are found by `queries.parties_with_identity`; only a person may
    decide that two are one."""
    data = checked_party(kind=kind, name=name, identity=identity, phone=phone, address=address)
    return register_checked(data=data, now=now)


def register_checked(*, data: PartyData, now: datetime) -> Party:
    """`register_party` for data that `checked_party` has returned."""
    known = registered_id(data=data)
    if known is not None:
        return Party.objects.get(pk=known)
    party = sealed_party(data=data, now=now)
    insert_rows([party])
    return party


def registered_id(*, data: PartyData) -> int | None:
    """The id of the party already registered with all of these data, None when there is none. Asked with
    every submission and mostly in vain, so without the ORM, which would take several times longer than the
    database."""
    if not data.identity:
        return None
    name, identity, phone = data.indexes
    found = run(connections[DEFAULT_DB_ALIAS], _SAME, [identity, name, phone, data.kind]).fetchall()
    for party, address in found:
        if (crypto.unseal(address, "address") if address else "") == data.address:
            return int(party)
    return None


_SAME = (
    "SELECT id, address_sealed FROM people_party WHERE identity_index = %s AND name_index = %s"
    " AND phone_index = %s AND kind = %s ORDER BY id DESC LIMIT 5"
)


def reveal_party(*, viewer: Viewer, party: Party, field: str, reason: str, now: datetime) -> str:
    """One field of a party (name, identity, phone or address) in full, for a stated reason; the audit log
    keeps who saw which field and why.

    The caller has come to the party through a matter the viewer may open. Raises NotPermitted for people
    who handle no matters, RevealReasonMissing, PartyFault for a field that does not exist."""
    viewer.require(Role.OFFICER, Role.LAWYER, Role.SUPERVISOR)
    if field not in REVEALED:
        raise PartyFault("没有这一项当事人信息")
    purpose = clean(reason, 200)
    if len(purpose) < REASON_AT_LEAST:
        raise RevealReasonMissing
    token: str = getattr(party, REVEALED[field])
    # Whoever is shown a number calls it: in safe contact there is only one that may ring.
    safe = safe_number(party) if field == "phone" else ""
    record(
        actor=viewer.actor,
        action="party.reveal",
        object_type="party",
        object_ref=str(party.pk),
        now=now,
        detail={"field": field, "reason": purpose},
    )
    return safe or (crypto.unseal(token, field) if token else "")
