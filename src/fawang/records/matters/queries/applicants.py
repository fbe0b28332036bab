"""The matters of somebody who has proved who they are. The caller has checked the proof."""

from __future__ import annotations

from collections.abc import Collection

from fawang.records.matters.models import Matter


def newest_matter_of(*, party_ids: Collection[int]) -> Matter | None:
    """The last matter that one of these parties applied for with answers to a form, None when there is
    none."""
    rows = Matter.objects.filter(applicant_id__in=list(party_ids)).exclude(answers_sealed="")
    return rows.select_related("applicant").order_by("-created_at", "-id").first()
