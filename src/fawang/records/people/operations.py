"""Writes of the people room: parties, organisations, staff and their appointments, signing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.checks import identity_number_fault, normalise_identity, normalise_phone, phone_fault
from fawang.core.refusals import Refusal
from fawang.core.text import clean, one_line
from fawang.records.people import rules
from fawang.records.people.models import Appointment, Organisation, Party, SignInGuard, Staff
from fawang.records.people.viewers import NotPermitted, Viewer
from fawang.reference.places.models import Region

Role = Appointment.Role

#: What a reveal may open, and the sealed column it lies in.
REVEALED = {"name": "name_sealed", "identity": "identity_sealed", "phone": "phone_sealed",
            "address": "address_sealed"}  # fmt: skip
REASON_AT_LEAST = 4


class PartyFault(Refusal):
    """What was given about a party cannot be right; the message says which part and why."""


class RevealReasonMissing(Refusal):
    """Personal data is shown in full for a stated reason only."""

    def __init__(self) -> None:
        super().__init__(f"查看完整信息前请写明用途（至少 {REASON_AT_LEAST} 个字），此次查看会被记录")


class StaffFault(Refusal):
    """What was given about a member of staff or an organisation cannot be taken."""


class WrongPassword(Refusal):
    """User name and password do not belong together. Says the same whether or not the name exists."""

    def __init__(self) -> None:
        super().__init__("用户名或者密码不正确，请核对后再试；忘记密码请联系本单位系统管理员重设")


class WaitBeforeNextTry(Refusal):
    """Too many wrong passwords; `until` is when the next one is looked at."""

    def __init__(self, until: datetime, now: datetime) -> None:
        self.until = until
        minutes = max(1, -(-int((until - now).total_seconds()) // 60))
        super().__init__(f"密码错误次数过多，请约 {minutes} 分钟后再试；忘记密码请联系本单位系统管理员重设")


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
    if kind not in Party.Kind.values:
        raise PartyFault("当事人类型只能是自然人或者单位")
    name = one_line(name, 60)
    identity = normalise_identity(identity) if kind == Party.Kind.PERSON else one_line(identity, 40).upper()
    if not name:
        raise PartyFault("请填写姓名或者单位名称")
    if identity and kind == Party.Kind.PERSON and (fault := identity_number_fault(identity)):
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
    if data.identity:
        same = Party.objects.filter(
            kind=kind, identity_index=data.indexes[1], name_index=data.indexes[0], phone_index=data.indexes[2]
        )
        for party in same.order_by("-id")[:5]:
            known = crypto.unseal(party.address_sealed, "address") if party.address_sealed else ""
            if known == data.address:
                return party
    party = sealed_party(data=data, now=now)
    party.save(force_insert=True)
    return party


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
    record(
        actor=viewer.actor,
        action="party.reveal",
        object_type="party",
        object_ref=str(party.pk),
        now=now,
        detail={"field": field, "reason": purpose},
    )
    return crypto.unseal(token, field) if token else ""


def create_organisation(
    *,
    by: Viewer | None,
    code: str,
    name: str,
    kind: str,
    region: Region,
    now: datetime,
    parent: Organisation | None = None,
    phone: str = "",
    address: str = "",
    position: tuple[float, float] | None = None,
    opening_hours: dict[str, list[list[str]]] | None = None,
) -> Organisation:
    """A new organisation. `by` None means the machine's own administrator at the command line; `position`
    is latitude and longitude in degrees. Raises StaffFault, NotPermitted."""
    _require_administrator(by, region.code)
    if kind not in Organisation.Kind.values:
        raise StaffFault(f"没有“{kind}”这一类机构")
    hours = opening_hours or {}
    if fault := rules.hours_fault(hours):
        raise StaffFault(fault)
    code, name = one_line(code, 32), one_line(name, 120)
    if not code or not name:
        raise StaffFault("机构的编号和名称都要填写")
    with transaction.atomic():
        if Organisation.objects.filter(code=code).exists():
            raise StaffFault(f"机构编号“{code}”已被使用，请换一个")
        row = Organisation.objects.create(
            code=code,
            name=name,
            kind=kind,
            region=region,
            parent=parent,
            phone=one_line(phone, 32),
            address=one_line(address, 200),
            latitude=position[0] if position else None,
            longitude=position[1] if position else None,
            opening_hours=hours,
        )
        _audit(by, "organisation.create", "organisation", code, now)
    return row


def create_staff(
    *,
    by: Viewer | None,
    username: str,
    name: str,
    password: str | None,
    now: datetime,
    phone: str = "",
    licence_number: str = "",
    specialities: Sequence[str] = (),
) -> Staff:
    """A new member of staff, without any role yet. `password` None: cannot sign in until one is set.
    Raises StaffFault (with every reason a password is too weak), NotPermitted."""
    _require_administrator(by)
    username, name = one_line(username, 60).lower(), one_line(name, 60)
    if not username.replace(".", "").replace("-", "").replace("_", "").isalnum():
        raise StaffFault("用户名只能由字母、数字、点、横线组成，请换一个")
    if not name:
        raise StaffFault("请填写姓名")
    if phone and (fault := phone_fault(phone)):
        raise StaffFault(fault)
    staff = Staff(
        username=username,
        name=name,
        licence_number=one_line(licence_number, 20),
        phone=crypto.seal(phone, "phone") if phone else "",
        specialities=list(specialities),
    )
    staff.password = _hashed(password, staff)
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
            _audit(by, "staff.create", "staff", str(staff.pk), now, {"username": username})
    except IntegrityError as error:
        raise StaffFault(f"用户名“{username}”已被使用，请换一个") from error
    return staff


def appoint(
    *,
    by: Viewer | None,
    staff: Staff,
    organisation: Organisation,
    role: str,
    now: datetime,
    region: Region | None = None,
) -> Appointment:
    """Give a member of staff a role in an organisation over a region (the organisation's own unless given).
    An appointment that had ended comes back into force. Raises StaffFault, NotPermitted."""
    if role not in Role.values:
        raise StaffFault(f"没有“{role}”这个岗位")
    reach = region or organisation.region
    _require_administrator(by, reach.code)
    _require_administrator(by, organisation.region_id)
    if role == Role.LAWYER and not staff.licence_number:
        raise StaffFault("担任律师须先登记执业证号")
    with transaction.atomic():
        row, _ = Appointment.objects.update_or_create(
            staff=staff, organisation=organisation, role=role, defaults={"region": reach, "active": True}
        )
        detail = {"organisation": organisation.code, "role": role, "region": reach.code}
        _audit(by, "staff.appoint", "staff", str(staff.pk), now, detail)
    return row


def end_appointment(*, by: Viewer | None, appointment: Appointment, now: datetime) -> None:
    """Take a role away; the row stays, because old timelines speak of it. Ending twice is no error."""
    _require_administrator(by, appointment.organisation.region_id)
    with transaction.atomic():
        ended = Appointment.objects.filter(pk=appointment.pk, active=True).update(active=False)
        if ended:
            detail = {"organisation": appointment.organisation.code, "role": appointment.role}
            _audit(by, "staff.end_appointment", "staff", str(appointment.staff_id), now, detail)
    appointment.active = False


def set_password(*, by: Viewer | None, staff: Staff, password: str, now: datetime) -> None:
    """Give a member of staff a new password: themselves, an administrator, or the command line (`by`
    None). Raises StaffFault with every reason the password is too weak, NotPermitted."""
    if by is not None and by.staff_id != staff.pk:
        posts = Appointment.objects.filter(staff=staff, active=True).select_related("organisation")
        for region_code in {post.organisation.region_id for post in posts} or {""}:
            _require_administrator(by, region_code)
    hashed = _hashed(password, staff)
    with transaction.atomic():
        Staff.objects.filter(pk=staff.pk).update(password=hashed)
        _audit(by, "staff.set_password", "staff", str(staff.pk), now)
    staff.password = hashed


def _hashed(password: str | None, staff: Staff) -> str:
    if password is None:
        return make_password(None)
    try:
        password_validation.validate_password(password, staff)
    except ValidationError as error:
        raise StaffFault("；".join(error.messages)) from error
    return make_password(password)


def _require_administrator(by: Viewer | None, region_code: str = "") -> None:
    """The command line may; a viewer needs the administrator's role, over the region when one is named."""
    if by is None:
        return
    by.require(Role.ADMINISTRATOR)
    if region_code and not by.covers(region_code, Role.ADMINISTRATOR):
        raise NotPermitted("这项操作不在您负责的地区内，请联系上级单位的系统管理员")


def _audit(
    by: Viewer | None, action: str, kind: str, ref: str, now: datetime, detail: dict[str, Any] | None = None
) -> None:
    actor = by.actor if by else "system"
    record(actor=actor, action=action, object_type=kind, object_ref=ref, now=now, detail=detail)


def sign_in(*, username: str, password: str, address: str, now: datetime) -> Staff:
    """The member of staff whose user name and password these are; the page then opens the session.

    Raises WrongPassword, or WaitBeforeNextTry after five wrong passwords for a user name from one address
    (and after thirty for the name from anywhere, or from the address for any names). A name that does not
    exist, a person no longer active and a wrong password look the same and take the same time."""
    username = one_line(username, 60).lower()
    guards = {
        crypto.blind_index(f"sign-in:{username}:{address}", "name"): rules.FREE_TRIES,
        crypto.blind_index(f"sign-in-name:{username}", "name"): rules.FREE_TRIES_WIDE,
        crypto.blind_index(f"sign-in-address:{address}", "name"): rules.FREE_TRIES_WIDE,
    }
    _refuse_while_waiting(guards, now)
    staff = Staff.objects.filter(username=username).first()
    # The hash of a password nobody has keeps the time of an unknown name equal to that of a known one.
    good = check_password(password, staff.password) if staff else bool(make_password(password) == "")
    if staff is None or not staff.is_active or not good:
        _count_failure(list(guards), now)
        record(
            actor="system", action="staff.sign_in_failed", object_type="staff",
            object_ref=str(staff.pk) if staff else "", now=now, address=address,
        )  # fmt: skip
        raise WrongPassword
    with transaction.atomic():
        SignInGuard.objects.filter(subject__in=list(guards)[:2]).delete()
        record(
            actor=f"staff:{staff.pk}", action="staff.sign_in", object_type="staff",
            object_ref=str(staff.pk), now=now, address=address,
        )  # fmt: skip
    return staff


def _refuse_while_waiting(guards: dict[str, int], now: datetime) -> None:
    waits = [
        until
        for guard in SignInGuard.objects.filter(subject__in=list(guards))
        if now - guard.last_failure_at < rules.FORGET_AFTER
        and (until := rules.wait_until(guard.failures, guard.last_failure_at, guards[guard.subject]))
        and until > now
    ]
    if waits:
        raise WaitBeforeNextTry(max(waits), now)


def _count_failure(subjects: list[str], now: datetime) -> None:
    """Count one wrong password against each subject; old counts start anew."""
    with transaction.atomic():
        stale = now - rules.FORGET_AFTER
        SignInGuard.objects.filter(subject__in=subjects, last_failure_at__lt=stale).update(failures=0)
        SignInGuard.objects.bulk_create(
            [SignInGuard(subject=subject, failures=0, last_failure_at=now) for subject in subjects],
            ignore_conflicts=True,
        )
        SignInGuard.objects.filter(subject__in=subjects).update(
            failures=F("failures") + 1, last_failure_at=now
        )
