"""Organisations, staff and their appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.core.checks import phone_fault
from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.records.people import rules
from fawang.records.people.models import Appointment, Organisation, Staff
from fawang.records.people.viewers import NotPermitted, Viewer
from fawang.reference.places.models import Region

Role = Appointment.Role


class StaffFault(Refusal):
    """What was given about a member of staff or an organisation cannot be taken."""


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
    profession: str = "",
) -> Staff:
    """A new member of staff, without any role yet. `password` None: cannot sign in until one is set.
    Raises StaffFault (with every reason a password is too weak), NotPermitted."""
    _require_administrator(by)
    username, name = one_line(username, 60).lower(), one_line(name, 60)
    if not username.replace(".", "").replace("-", "").replace("_", "").isalnum():
        raise StaffFault("用户名只能由字母、数字、点、横线组成，请换一个")
    if not name:
        raise StaffFault("请填写姓名")
    if profession and profession not in rules.PROFESSIONS:
        raise StaffFault(f"没有“{profession}”这一类专业人员")
    if phone and (fault := phone_fault(phone)):
        raise StaffFault(fault)
    staff = Staff(
        username=username,
        name=name,
        licence_number=one_line(licence_number, 20),
        phone=crypto.seal(phone, "phone") if phone else "",
        specialities=list(specialities),
        profession=profession,
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
    profession = rules.profession_for(role, staff.profession)
    if role == Role.LAWYER and profession in rules.LICENSED and not staff.licence_number:
        raise StaffFault(f"担任{rules.profession_name(profession)}须先登记执业证号")
    with transaction.atomic():
        row, _ = Appointment.objects.update_or_create(
            staff=staff, organisation=organisation, role=role, defaults={"region": reach, "active": True}
        )
        if profession != staff.profession:
            Staff.objects.filter(pk=staff.pk).update(profession=profession)
            staff.profession = profession
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
