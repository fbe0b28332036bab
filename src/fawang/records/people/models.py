"""Parties, organisations and staff. Identity numbers and phones are sealed at rest; the blind index beside
each finds equal values without opening them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from fawang.records.people.rules import PROFESSIONS
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
        LABOUR_ARBITRATION = "labour_arbitration_commission", "劳动人事争议仲裁委员会"
        LAWYERS_ASSOCIATION = "lawyers_association", "律师协会"
        ENTERPRISE_STATION = "enterprise_station", "园区、楼宇公共法律服务工作站"
        AUTHORITY = "authority", "其他机关"

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
    #: What somebody in the professional role is: lawyer, notary, mediator …; empty for officers.
    profession = models.CharField(max_length=20, blank=True, choices=list(PROFESSIONS.items()))
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


class SavedView(models.Model):
    """A narrowing of a list to which a member of staff gave a name. `query` is the end of its address."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=400)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="saved_view_once")]


class CannedReply(models.Model):
    """Words that are written again and again, kept for one person or for everybody of an organisation.
    Taken out of use rather than deleted, so that the audit log can be read."""

    #: Whose it is: exactly one of the two.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=30)
    #: May hold {words}: number, service, organisation, phone, title, today.
    text = models.CharField(max_length=1000)
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=True) ^ models.Q(staff__isnull=True),
                name="canned_reply_of_one",
            )
        ]


class Presence(models.Model):
    """Who has a page open now. A row counts for less than a minute after it was last renewed, blocks
    nobody, and is no record of anybody's work."""

    #: What is looked at: `matter:<number>`.
    place = models.CharField(max_length=80)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_index=False)
    typing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "staff"], name="presence_once")]


class ContactWish(models.Model):
    """How somebody wants to be told: by which means, at which hours, and whether nobody near them may learn
    of it (safe contact, 安全联系)."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="contact_wish")
    #: Means in the order they are tried: sms, voice, email, wechat. Their own page shows everything anyway.
    channels = models.JSONField(default=list)
    #: Hours in which nothing is sent: "21:00-08:00"; empty: the site's own.
    quiet_hours = models.CharField(max_length=11, blank=True)
    english = models.BooleanField(default=False)
    #: Whether messages that no law asks for (ratings, surveys) are wanted.
    optional = models.BooleanField(default=True)
    #: An e-mail address, sealed like every address.
    email_sealed = models.TextField(blank=True)
    safe = models.BooleanField(default=False)
    #: The one number that may be used, and the hours in which it may: "09:00-11:00", empty for outside the
    #: quiet hours.
    safe_phone_sealed = models.TextField(blank=True)
    safe_hours = models.CharField(max_length=11, blank=True)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
