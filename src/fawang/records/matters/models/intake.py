"""What exists before a matter does: drafts, one-time codes and the memory of what was already sent."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models.matter import Matter


class Draft(models.Model):
    """An application being filled in. Its answers are sealed and it expires."""

    #: Keyed hash of the browser's own draft token.
    token_index = models.CharField(max_length=64, unique=True)
    #: The case code to resume with, given once a phone is known; the matter inherits it.
    case_code_sealed = models.TextField(blank=True)
    # Null, not empty: many drafts have no code yet, and those that have one must differ.
    case_code_index = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    phone_sealed = models.TextField(blank=True)
    service_code = models.CharField(max_length=80)
    service_version = models.CharField(max_length=16)
    channel = models.CharField(max_length=12, choices=Matter.Channel)
    answers_sealed = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="+")


class Submission(models.Model):
    """Remembers an idempotency key: the same key always answers with the same matter."""

    key_hash = models.CharField(max_length=64, unique=True)
    #: Hash of what was sent, so that a key reused for something else is refused out loud.
    content_hash = models.CharField(max_length=64)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()


class OneTimeCode(models.Model):
    """A one-time code sent to a phone: five tries, then it is dead."""

    subject = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AttemptCounter(models.Model):
    """How often something was tried in the present window, by keyed hash of what is limited (an address
    guessing case codes, a phone asking for codes)."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField()
