"""The outbox: every slow or outside effect is a row written in the transaction that causes it."""

from __future__ import annotations

from django.db import models


class Effect(models.Model):
    """One effect still to be delivered, or delivered. Delivered at least once; `key` lets the receiver
    recognise a repeat."""

    class State(models.TextChoices):
        WAITING = "waiting", "待办"
        LEASED = "leased", "处理中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="effect_ready",
                condition=models.Q(state__in=["waiting", "leased"]),
            ),
        ]


class Push(models.Model):
    """A short note to open pages that something changed. Carries ids only, never personal data."""

    topic = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)
