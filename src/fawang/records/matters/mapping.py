"""Stored rows as the plain values of the rules, and back."""

from __future__ import annotations

from typing import Any

from fawang.records.matters.models import TimelineEntry
from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import Projection


def entry_of(row: TimelineEntry) -> Entry:
    """The plain value of a stored entry."""
    return Entry(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name,
        data=row.data,
        public_text=row.public_text,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


def projected_values(present: Projection) -> dict[str, Any]:
    """The columns of a matter as the projection has them."""
    return {
        "state": present.state,
        "open": present.open,
        "organisation_id": present.organisation,
        "holder_id": present.holder,
        "lawyer_id": present.lawyer,
        "due_at": present.due_at,
        "flags": list(present.flags),
        "means": present.means,
        "priority": present.priority,
        "length": present.length,
        "head_hash": present.head_hash,
        "updated_at": present.updated_at,
    }
