"""Many organisations and staff at once: from a list a bureau imports, or from the demo city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from fawang.core import crypto
from fawang.core.audit.operations import record
from fawang.records.people import rules
from fawang.records.people.models import Appointment, Organisation, Staff
from fawang.records.people.operations.staff import StaffFault

BATCH = 1000


@dataclass(frozen=True)
class NewOrganisation:
    """One organisation of a list. `parent` is the code of an organisation earlier in the list or known."""

    code: str
    name: str
    kind: str
    region_code: str
    parent: str = ""
    phone: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    opening_hours: dict[str, list[list[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class NewStaff:
    """One member of staff of a list with one appointment. `password_hash` is Django's encoded form."""

    username: str
    name: str
    role: str
    organisation: str
    region_code: str
    password_hash: str
    phone: str = ""
    licence_number: str = ""
    specialities: tuple[str, ...] = ()
    #: Empty: lawyer for the professional role, none for the others.
    profession: str = ""


def load_organisations(*, rows: Sequence[NewOrganisation], now: datetime, actor: str = "system") -> int:
    """Keep those organisations of a list whose code is not known yet; returns how many were added. What is
    known stays as it is. Raises StaffFault naming every row that cannot be taken; then nothing is kept."""
    faults = [f"{row.code}：{fault}" for row in rows if (fault := _organisation_fault(row))]
    if faults:
        raise StaffFault("机构名单未导入：" + "；".join(faults))
    with transaction.atomic():
        ids = dict(Organisation.objects.values_list("code", "pk"))
        waiting = [row for row in rows if row.code not in ids]
        added = len(waiting)
        while waiting:
            ready = [row for row in waiting if not row.parent or row.parent in ids]
            if not ready:
                missing = "、".join(sorted({row.parent for row in waiting})[:10])
                raise StaffFault(f"机构名单未导入：找不到上级机构 {missing}")
            made = Organisation.objects.bulk_create(
                [_organisation(row, ids) for row in ready], batch_size=BATCH
            )
            ids.update((organisation.code, organisation.pk) for organisation in made)
            waiting = [row for row in waiting if row.code not in ids]
        record(
            actor=actor, action="organisation.load", object_type="organisation", object_ref="list", now=now,
            detail={"added": added},
        )  # fmt: skip
    return added


def _organisation_fault(row: NewOrganisation) -> str | None:
    if row.kind not in Organisation.Kind.values:
        return f"没有“{row.kind}”这一类机构"
    if not row.name:
        return "缺少名称"
    return rules.hours_fault(row.opening_hours)


def _organisation(row: NewOrganisation, ids: dict[str, int]) -> Organisation:
    return Organisation(
        code=row.code,
        name=row.name,
        kind=row.kind,
        region_id=row.region_code,
        parent_id=ids[row.parent] if row.parent else None,
        phone=row.phone,
        address=row.address,
        latitude=row.latitude,
        longitude=row.longitude,
        opening_hours=row.opening_hours,
    )


def load_staff(*, rows: Sequence[NewStaff], now: datetime, actor: str = "system") -> int:
    """Keep those staff of a list whose user name is not known yet, each with one appointment; returns how
    many were added. Raises StaffFault for an unknown role or organisation; then nothing is kept."""
    with transaction.atomic():
        organisations = dict(Organisation.objects.values_list("code", "pk"))
        known = set(Staff.objects.values_list("username", flat=True))
        fresh = [row for row in rows if row.username not in known]
        faults = [
            f"{row.username}：机构 {row.organisation} 或岗位 {row.role} 不存在"
            for row in fresh
            if row.organisation not in organisations or row.role not in Appointment.Role.values
        ]
        if faults:
            raise StaffFault("人员名单未导入：" + "；".join(faults))
        made = Staff.objects.bulk_create([_staff(row) for row in fresh], batch_size=BATCH)
        Appointment.objects.bulk_create(
            [
                Appointment(
                    staff=staff,
                    organisation_id=organisations[row.organisation],
                    role=row.role,
                    region_id=row.region_code,
                )
                for staff, row in zip(made, fresh, strict=True)
            ],
            batch_size=BATCH,
        )
        record(
            actor=actor, action="staff.load", object_type="staff", object_ref="list", now=now,
            detail={"added": len(made)},
        )  # fmt: skip
    return len(made)


def _staff(row: NewStaff) -> Staff:
    return Staff(
        username=row.username,
        name=row.name,
        password=row.password_hash,
        phone=crypto.seal(row.phone, "phone") if row.phone else "",
        licence_number=row.licence_number,
        specialities=list(row.specialities),
        profession=rules.profession_for(row.role, row.profession),
    )
