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
    represented = models.ForeignKey(
        Party, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: Without an index: no list is read by it, but by `county`.
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
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
    #: When silence is raised if nothing happens until then; null when closed, and once it was raised.
    quiet_at = models.DateTimeField(null=True)

    class Meta:
        # Every list is: equal in the first columns, then in the order of the next ones, so that a page is
        # read from the index and stops after its rows whatever the table's size. The columns at the end of
        # an index order nothing: what a viewer may see and what a list is narrowed to depends on them, and
        # with them in the index a list is counted without a look at its matters. Each index is written by
        # every submission, so what nobody holds yet is read from those of all that is open, and what only
        # some matters have (a holder, a professional) is indexed for those alone.
        indexes = [
            models.Index(
                fields=["organisation", "open", "-priority", "-id", "county", "holder", "service_code"],
                name="matter_queue",
            ),
            models.Index(
                fields=["organisation", "open", "due_at", "id", "county", "service_code"],
                name="matter_org_due",
            ),
            models.Index(
                fields=["open", "-priority", "-id", "county", "holder", "service_code"], name="matter_open"
            ),
            models.Index(
                fields=["open", "due_at", "id", "county", "holder", "service_code"], name="matter_due"
            ),
            models.Index(
                fields=["holder", "open", "-id", "organisation", "county", "service_code"],
                name="matter_holder",
                condition=models.Q(holder__isnull=False),
            ),
            models.Index(
                fields=["lawyer", "open", "-id"],
                name="matter_lawyer",
                condition=models.Q(lawyer__isnull=False),
            ),
            models.Index(
                fields=["represented"],
                name="matter_represented",
                condition=models.Q(represented__isnull=False),
            ),
            models.Index(
                fields=["county", "open", "-priority", "-id", "holder", "organisation", "service_code"],
                name="matter_county",
            ),
            models.Index(
                fields=["county", "open", "due_at", "id", "holder", "organisation", "service_code"],
                name="matter_county_due",
            ),
            # The supervisor's picture is counted from this one alone.
            models.Index(
                fields=["created_at", "county", "category", "channel", "service_code", "open", "due_at"],
                name="matter_received",
            ),
            models.Index(
                fields=["county"],
                name="matter_silent",
                condition=models.Q(open__in=[True], quiet_at__isnull=True),
            ),
            models.Index(
                fields=["quiet_at"], name="matter_quiet", condition=models.Q(quiet_at__isnull=False)
            ),
            # What is closed is listed newest first. These hold nothing but closed matters, so that opening
            # one does not write to them.
            *(
                models.Index(
                    fields=[*fields, "service_code", "open"], name=name, condition=models.Q(open__in=[False])
                )
                for name, fields in (
                    ("matter_closed", ["-id", "county"]),
                    ("matter_org_closed", ["organisation", "-id", "county"]),
                    ("matter_county_closed", ["county", "-id", "organisation"]),
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
    #: The next warning: 50 or 80 hundredths of the period, 200 for telling the next authority up; and when.
    next_warning = models.PositiveSmallIntegerField(default=0)
    next_warning_at = models.DateTimeField(null=True)

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
            ),
            models.Index(
                fields=["next_warning_at"],
                name="clock_warning",
                condition=models.Q(next_warning_at__isnull=False),
            ),
            # Which matters of a list stand still.
            models.Index(fields=["matter"], name="clock_paused", condition=models.Q(state="paused")),
            # How long things took: periods that ended by the act being done.
            models.Index(
                fields=["-ended_at"], name="clock_ended", condition=models.Q(state__in=["met", "late"])
            ),
        ]


class MatterLink(models.Model):
    """Two matters that belong together, seen from `matter`: `kind` says what `other` is to it. Written in
    pairs, so that each side is read from its own rows."""

    class Kind(models.TextChoices):
        RELATED = "related", "有关联"
        PART = "part", "拆分出去的一件"
        WHOLE = "whole", "从这一件拆分出来"
        DUPLICATE = "duplicate", "并进来的重复事项"
        MERGED_INTO = "merged_into", "已并入这一件"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links", db_index=False)
    other = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "other", "kind"], name="matter_link_once")]
