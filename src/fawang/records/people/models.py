"""Parties, organisations and staff. Identity numbers and phones are sealed at rest; the blind index beside
each finds equal values without opening them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from fawang.reference.places.models import Region


class Organisation(models.Model):
    """An organisation that provides or supervises legal services."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "司法局"
        LEGAL_AID_CENTRE = "legal_aid_centre", "法律援助中心"
        SERVICE_CENTRE = "service_centre", "公共法律服务中心"
        JUDICIAL_OFFICE = "judicial_office", "司法所"
        WORKROOM = "workroom", "村（社区）公共法律服务工作室"
        LAW_FIRM = "law_firm", "律师事务所"
        NOTARY_OFFICE = "notary_office", "公证处"
        MEDIATION = "mediation_committee", "人民调解委员会"
        APPRAISAL = "appraisal_institution", "司法鉴定机构"
        ARBITRATION = "arbitration_institution", "仲裁机构"

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=32, choices=Kind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    #: {"mon": [["08:30", "12:00"], ["14:00", "17:30"]], ...}; an absent day is closed.
    opening_hours = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "region"], name="organisation_kind"),
            models.Index(fields=["kind", "latitude", "longitude"], name="organisation_position"),
        ]


class StaffManager(BaseUserManager["Staff"]):
    """Lets Django's authentication find a member of staff by user name."""


class Staff(AbstractBaseUser):
    """A person who works in the system. What they may do and see follows from their appointments."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    licence_number = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=255, blank=True)
    specialities = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = StaffManager()


class Appointment(models.Model):
    """A role that a member of staff holds in an organisation, over a region."""

    class Role(models.TextChoices):
        OFFICER = "officer", "受理审查员"
        LAWYER = "lawyer", "律师"
        SUPERVISOR = "supervisor", "主管"
        ADMINISTRATOR = "administrator", "系统管理员"

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)
    #: The region the role reaches over: everything whose code begins with this region's own digits.
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "organisation", "role"], name="appointment_once")
        ]


class SignInGuard(models.Model):
    """Wrong passwords counted per subject (user name, address, or both), known or not, so that guessing
    has to wait and an unknown user name behaves like a known one."""

    #: Keyed hash of what is counted; never the name or the address itself.
    subject = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_failure_at = models.DateTimeField()


class Party(models.Model):
    """Somebody a matter concerns: a citizen or an organisation. Sealed fields hold `core.crypto` tokens."""

    class Kind(models.TextChoices):
        PERSON = "person", "自然人"
        ORGANISATION = "organisation", "法人或者非法人组织"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PERSON)
    name_sealed = models.TextField()
    name_index = models.CharField(max_length=64, db_index=True)
    identity_sealed = models.TextField(blank=True)
    identity_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    address_sealed = models.TextField(blank=True)
    created_at = models.DateTimeField()
