"""What was said to the applicant and what the applicant said back."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models.matter import Matter
from fawang.records.people.models import Organisation, Staff


class Message(models.Model):
    """One message to one reader: who was told what, when, by which means, and whether it arrived. `key` makes
    sending it twice impossible."""

    class State(models.TextChoices):
        QUEUED = "queued", "等着发"
        SENT = "sent", "已发送"
        DELIVERED = "delivered", "已送到"
        FAILED = "failed", "发送失败"

    class Reader(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        STAFF = "staff", "工作人员"

    key = models.CharField(max_length=120, unique=True)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="messages")
    reader = models.CharField(max_length=10, choices=Reader, default=Reader.APPLICANT)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    #: The office that had the matter when it was written: others see that it was sent, not its words.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    notice = models.CharField(max_length=60, blank=True, default="")
    #: How it went out last: sms, voice, email, wechat, or page where it only stands on the reader's page.
    channel = models.CharField(max_length=12, default="sms")
    provider = models.CharField(max_length=30, blank=True, default="")
    to_sealed = models.TextField()
    #: The words that went out.
    text = models.TextField()
    #: The words on the applicant's own page, where they differ.
    page_text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Why the last try came to nothing; never an address or a text.
    trouble = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    #: When the applicant saw it on their own page.
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="message_failed", condition=models.Q(state="failed")),
        ]


class Rating(models.Model):
    """The applicant's own word on a matter: one matter, one rating (一事一评)."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="rating_one_to_five")
        ]


class FollowUp(models.Model):
    """What an unhappy rating leads to; only a supervisor closes it."""

    class State(models.TextChoices):
        OPEN = "open", "待回访"
        CLOSED = "closed", "已回访"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="follow_ups")
    reason = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    conclusion = models.TextField(blank=True)
