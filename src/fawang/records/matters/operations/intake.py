"""Closing the intake of a matter: the draft becomes it, and the idempotency key remembers it."""

from __future__ import annotations

from datetime import datetime

from fawang.core.refusals import Refusal
from fawang.core.rows import insert_rows
from fawang.records.matters.models import Draft, Material, Matter, Submission


class HandedInMeanwhile(Refusal):
    """Another request handed the same draft in first. `matter` is what it became."""

    default_message = "这份申请刚才已经提交成功。"

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        super().__init__()


def hand_in_draft(*, draft: Draft, matter: Matter, now: datetime) -> None:
    """Tie a draft and its files to the matter it became; by a condition that only one of two requests meets.
    The answers leave the draft: from now on they lie in the matter. Raises HandedInMeanwhile."""
    free = Draft.objects.filter(pk=draft.pk, matter__isnull=True)
    if not free.update(matter=matter, answers_sealed="", updated_at=now):
        known = Draft.objects.select_related("matter", "matter__organisation").get(pk=draft.pk)
        assert known.matter is not None
        raise HandedInMeanwhile(known.matter)
    Material.objects.filter(draft=draft, matter__isnull=True).update(matter=matter)


def remember_submission(*, key_hash: str, content_hash: str, matter: Matter, now: datetime) -> None:
    """Remember an idempotency key. The unique constraint refuses the second of two at the same instant."""
    row = Submission(key_hash=key_hash, content_hash=content_hash, matter=matter, created_at=now)
    insert_rows([row])
