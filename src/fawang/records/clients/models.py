"""Clients of the API, what they have used of their quota, what they opened, and their callbacks."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models import Matter
from fawang.records.people.models import Organisation


class ApiClient(models.Model):
    """A program that may call the API. The key itself is never stored: `key_hash` is its SHA-256, which is
    enough for 256 random bits; `key_start` is what administrators recognise it by."""

    name = models.CharField(max_length=80, unique=True)
    #: Who answers for it.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=120, blank=True)
    key_start = models.CharField(max_length=12, unique=True)
    key_hash = models.CharField(max_length=64)
    #: The key before this one, still good until `old_key_until` so that a program can change over.
    old_key_start = models.CharField(max_length=12, blank=True, db_index=True)
    old_key_hash = models.CharField(max_length=64, blank=True)
    old_key_until = models.DateTimeField(null=True)
    #: Codes of `rules.SCOPES`.
    scopes = models.JSONField(default=list)
    #: Codes of services it may open matters of; empty: all.
    services = models.JSONField(default=list)
    #: Digits with which the region of its matters begins; empty: anywhere.
    region_prefix = models.CharField(max_length=12, blank=True)
    #: Addresses or networks (10.1.0.0/16) it may call from; empty: anywhere.
    addresses = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=60)
    per_day = models.PositiveIntegerField(default=5000)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ClientUse(models.Model):
    """Requests of a client in one window: a minute (`m:2026-11-21T09:30`) or a day (`d:2026-11-21`)."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="uses")
    window = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "window"], name="client_use_once")]
        indexes = [models.Index(fields=["window"], name="client_use_window")]


class ClientMatter(models.Model):
    """A matter that a client opened. `reference` is the number it has in the client's own system."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="matters")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["client", "-id"], name="client_matter_newest")]


class Answered(models.Model):
    """What was answered to an idempotency key of a client. Without a `status` the request is still being
    worked on, or the process was killed in the middle."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    #: The body, sealed: it may tell of a person.
    body_sealed = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key_hash"], name="answered_once")]
        indexes = [models.Index(fields=["begun_at"], name="answered_age")]


class Webhook(models.Model):
    """An address that is called when a client's matter moves."""

    class State(models.TextChoices):
        ACTIVE = "active", "启用"
        PAUSED = "paused", "已停用"

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    #: Events it wants, such as `matter.granted`; empty: every one.
    events = models.JSONField(default=list)
    secret_sealed = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    #: Deliveries that failed for good since the last one that arrived.
    failures = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()


class WebhookDelivery(models.Model):
    """One call of one address about one event."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        ARRIVED = "arrived", "已送达"
        FAILED = "failed", "未送达"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    #: The event's own name: the same in every try and every redelivery, by which a receiver knows a repeat.
    event_id = models.CharField(max_length=80)
    event = models.CharField(max_length=80)
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "event_id"], name="delivery_once")]
        indexes = [models.Index(fields=["webhook", "-id"], name="delivery_newest")]
