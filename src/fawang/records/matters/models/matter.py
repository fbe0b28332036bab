"""The matter, its chained timeline, its clocks and its materials."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Substr

from fawang.records.people.models import Organisation, Party, Staff
from fawang.reference.places.models import Region


class Matter(models.Model):
    """Everything one person asked for, from any door to its end. The columns from `state` on are the
    projection of the timeline: `rules.replay` over the entries yields exactly these values."""

    class Channel(models.TextChoices):
        WEB = "web", "网页"
        PHONE = "phone", "手机"
        WECHAT = "wechat", "微信"
        KIOSK = "kiosk", "自助终端"
        COUNTER = "counter", "窗口"
        HOTLINE = "hotline", "12348 热线"
        TRANSFER = "transfer", "12345 转办"
        API = "api", "接口"

    class Urgency(models.TextChoices):
        NORMAL = "normal", "一般"
        SOON = "soon", "尽快"
        URGENT = "urgent", "紧急"
        EMERGENCY = "emergency", "危急"

    number = models.CharField(max_length=24, unique=True)
    #: The applicant's case code: sealed for printing again, indexed for lookup.
    case_code_sealed = models.TextField()
    case_code_index = models.CharField(max_length=64, unique=True)
    service_code = models.CharField(max_length=80)
    service_version = models.CharField(max_length=16)
    channel = models.CharField(max_length=12, choices=Channel)
    applicant = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    #: The person the applicant acts for (法律援助法第四十条), when it is not the applicant.
    represented = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    #: First six digits of the region: the county, as an equality that the lists of a county can be read by.
    county = models.GeneratedField(
        expression=Substr("region", 1, 6), output_field=models.CharField(max_length=6), db_persist=True
    )
    title = models.CharField(max_length=120)
    story = models.TextField(blank=True)
    #: The answers of the form; sealed, because they hold names, numbers and addresses.
    answers_sealed = models.TextField(blank=True)
    category = models.CharField(max_length=40)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    created_at = models.DateTimeField()

    state = models.CharField(max_length=40)
    open = models.BooleanField(default=True)
    # No index of their own for these three: the indexes below begin with them.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lawyer = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField(null=True)
    #: Codes such as `green_channel`, `migrant_worker`, `group`, `danger`, `early_help`.
    flags = models.JSONField(default=list)
    #: What the means rules said: required, waived_verification, not_limited and so on; empty: not asked.
    means = models.CharField(max_length=24, blank=True)
    #: 0 ordinary, 1 green channel or soon, 2 urgent, 3 emergency; the queue shows the highest first.
    priority = models.PositiveSmallIntegerField(default=0)
    #: Number of timeline entries; also the version a page sends back to prove it saw the latest state.
    length = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        # Every list is: equal in the first columns, then in the order of the last ones, so that a page is
        # read from the index and stops after its rows whatever the table's size.
        indexes = [
            models.Index(fields=["organisation", "open", "holder", "-priority", "-id"], name="matter_new"),
            models.Index(fields=["organisation", "open", "-priority", "-id"], name="matter_queue"),
            models.Index(fields=["organisation", "open", "due_at", "id"], name="matter_org_due"),
            models.Index(fields=["open", "holder", "-priority", "-id"], name="matter_untaken"),
            models.Index(fields=["open", "-priority", "-id"], name="matter_open"),
            models.Index(fields=["open", "due_at", "id"], name="matter_due"),
            models.Index(fields=["holder", "open", "-id"], name="matter_holder"),
            models.Index(fields=["lawyer", "open", "-id"], name="matter_lawyer"),
            models.Index(fields=["county", "open", "-priority", "-id"], name="matter_county"),
            models.Index(fields=["county", "open", "due_at", "id"], name="matter_county_due"),
            models.Index(fields=["created_at"], name="matter_created"),
            # What is closed is listed newest first. These hold nothing but closed matters, so that opening
            # one does not write to them.
            *(
                models.Index(fields=[*first, "-id"], name=name, condition=models.Q(open__in=[False]))
                for name, first in (
                    ("matter_closed", []),
                    ("matter_org_closed", ["organisation"]),
                    ("matter_county_closed", ["county"]),
                )
            ),
        ]


class TimelineEntry(models.Model):
    """One fact about a matter. Entries are only ever added; `hash` covers the entry and the one before."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="timeline", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    #: Who acted, as `staff:<id>`, `applicant`, `system`; the name shown is in `actor_name`.
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=60, blank=True)
    #: What happened, with everything the replay needs; see `rules.projection`.
    data = models.JSONField(default=dict)
    #: What the applicant is told, empty when the entry is internal.
    public_text = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="timeline_seq_once")]


class ClockRun(models.Model):
    """One statutory period running on a matter; a projection of the timeline like the matter's state."""

    class State(models.TextChoices):
        RUNNING = "running", "计时中"
        PAUSED = "paused", "已暂停"
        MET = "met", "按期完成"
        LATE = "late", "逾期完成"
        CANCELLED = "cancelled", "不再计时"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    limit_code = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    #: Number of the timeline entry that started it.
    begun_by = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: When the timeline said that it ran out.
    overdue_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "limit_code", "begun_by"], name="clock_run_once")
        ]
        indexes = [
            # What the worker looks for every minute: clocks that ran out and nobody has said so yet.
            models.Index(
                fields=["due_at"],
                name="clock_running_out",
                condition=models.Q(state="running", overdue_at__isnull=True),
            )
        ]


class Material(models.Model):
    """A file in the matter. The bytes lie in the file store under `storage_name`, outside the web root."""

    class State(models.TextChoices):
        OFFERED = "offered", "已提交"
        ACCEPTED = "accepted", "已收下"
        RETURNED = "returned", "请重新提交"

    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="materials")
    draft = models.ForeignKey("Draft", null=True, on_delete=models.SET_NULL, related_name="materials")
    code = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()
