"""What was said to the applicant and what the applicant said back."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models.matter import Matter
from fawang.records.people.models import Staff


class Message(models.Model):
    """One message sent or to be sent. `key` makes sending it twice impossible."""

    class State(models.TextChoices):
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    key = models.CharField(max_length=120, unique=True)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=12, default="sms")
    to_sealed = models.TextField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()


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
