"""Published versions of service definitions, kept so that a running matter keeps its own."""

from __future__ import annotations

from django.db import models


class ServiceVersion(models.Model):
    """One version of a service definition; `version` is the short content hash, `definition` the whole
    validated definition as JSON. Rows are never changed."""

    code = models.CharField(max_length=80)
    version = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    definition = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="service_version_once")]
