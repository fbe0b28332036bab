"""Writing of the audit log."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from fawang.core.audit.models import AuditEntry
from fawang.core.rows import insert_rows

_ACTOR = re.compile(r"staff:\d+|applicant|system|[a-z]+:[A-Za-z0-9._-]+")


class ActorNotNamed(ValueError):
    """A programming mistake: an act must name who did it, as `staff:<id>`, `applicant` or `system`."""


def record(
    *,
    actor: str,
    action: str,
    object_type: str,
    object_ref: str,
    now: datetime,
    address: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one act to the audit log, inside the caller's transaction. `detail` holds codes and reasons and
    never the personal data that was looked at."""
    entry = entry_for(
        actor=actor,
        action=action,
        object_type=object_type,
        object_ref=object_ref,
        now=now,
        address=address,
        detail=detail,
    )
    insert_rows([entry])


def entry_for(
    *,
    actor: str,
    action: str,
    object_type: str,
    object_ref: str,
    now: datetime,
    address: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """The line that `record` writes, for those who write many at once."""
    if not _ACTOR.fullmatch(actor):
        raise ActorNotNamed(actor)
    return AuditEntry(
        at=now,
        actor=actor,
        action=action,
        object_type=object_type,
        object_ref=str(object_ref),
        address=address[:45],
        detail=detail or {},
    )
