"""Reading of the audit log. This room knows no people: whoever shows entries asks first whether the
viewer may see the object they are about."""

from __future__ import annotations

from datetime import datetime

from fawang.core.audit.models import AuditEntry


def entries_about(object_type: str, object_ref: str, limit: int = 100) -> list[AuditEntry]:
    """The latest acts on one object, newest first."""
    found = AuditEntry.objects.filter(object_type=object_type, object_ref=object_ref)
    return list(found.order_by("-at", "-id")[:limit])


def entries_by(actor: str, since: datetime, until: datetime, limit: int = 1000) -> list[AuditEntry]:
    """The acts of one actor from `since` up to but not including `until`, newest first."""
    return list(
        AuditEntry.objects.filter(actor=actor, at__gte=since, at__lt=until).order_by("-at", "-id")[:limit]
    )


def count_acts(actor: str, action: str, since: datetime) -> int:
    """How often an actor did one kind of act since a moment: for limits on reveals and exports."""
    return AuditEntry.objects.filter(actor=actor, action=action, at__gte=since).count()
