"""The audit log: plain inserts of who did and who looked at what."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act: `action` is a code such as `matter.view` or `party.reveal`; `object_ref` names the object
    by its public number. Rows are never changed or deleted."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_ref", "at"], name="audit_object"),
            models.Index(fields=["actor", "at"], name="audit_actor"),
        ]
