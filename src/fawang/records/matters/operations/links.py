"""Ties between matters, written in pairs so that each side is read from its own rows."""

from __future__ import annotations

from datetime import datetime

from fawang.records.matters.models import Matter, MatterLink

Kind = MatterLink.Kind
#: What the second matter is to the first, and the first to the second.
PAIRS = {
    Kind.RELATED: Kind.RELATED,
    Kind.PART: Kind.WHOLE,
    Kind.DUPLICATE: Kind.MERGED_INTO,
}


def tie_matters(*, matter: Matter, other: Matter, kind: str, now: datetime) -> bool:
    """Tie two matters, `kind` saying what `other` is to `matter`; False when they were tied so before."""
    back = PAIRS[Kind(kind)]
    _, made = MatterLink.objects.get_or_create(
        matter=matter, other=other, kind=kind, defaults={"created_at": now}
    )
    MatterLink.objects.get_or_create(matter=other, other=matter, kind=back, defaults={"created_at": now})
    return made


def untie_duplicate(*, matter: Matter) -> None:
    """Take away, on both sides, that a matter is a duplicate of another."""
    MatterLink.objects.filter(matter=matter, kind=Kind.MERGED_INTO).delete()
    MatterLink.objects.filter(other=matter, kind=Kind.DUPLICATE).delete()
