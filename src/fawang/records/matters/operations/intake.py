"""Closing the intake of a matter: the draft becomes it, and the idempotency key remembers it."""

from __future__ import annotations

from datetime import datetime

from fawang.core.refusals import Refusal
from fawang.core.rows import change_rows, insert_rows
from fawang.records.matters.models import Draft, Material, Matter, StandIn, Submission


class HandedInMeanwhile(Refusal):
    """Another request handed the same draft in first. `matter` is what it became."""

    default_message = "这份申请刚才已经提交成功。"

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        super().__init__()


def claim_draft(*, draft: Draft, now: datetime) -> None:
    """Take the draft's row for this transaction, before anything is written that a second request would
    write too. Raises HandedInMeanwhile when it has become a matter already."""
    if not change_rows(Draft, {"id": draft.pk, "matter_id": None}, {"updated_at": now}):
        known = Draft.objects.select_related("matter", "matter__organisation").get(pk=draft.pk)
        assert known.matter is not None
        raise HandedInMeanwhile(known.matter)


def hand_in_draft(*, draft: Draft, matter: Matter, now: datetime) -> None:
    """Tie a claimed draft, its files and what stands in for others to the matter it became. The answers leave
    the draft: from now on they lie in the matter."""
    handed_in = {"matter_id": matter.pk, "answers_sealed": "", "updated_at": now}
    change_rows(Draft, {"id": draft.pk}, handed_in)
    for model in (Material, StandIn):
        change_rows(model, {"draft_id": draft.pk, "matter_id": None}, {"matter_id": matter.pk})


def remember_submission(*, key_hash: str, content_hash: str, matter: Matter, now: datetime) -> None:
    """Remember an idempotency key. The unique constraint refuses the second of two at the same instant."""
    row = Submission(key_hash=key_hash, content_hash=content_hash, matter=matter, created_at=now)
    insert_rows([row])
