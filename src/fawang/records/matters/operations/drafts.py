"""Writing drafts: sealed, found by keyed hashes only, gone when their days are over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fawang.core import crypto, ids
from fawang.records.matters.hashes import token_index
from fawang.records.matters.models import Document, Draft, Material

LIFETIME = timedelta(days=7)


def begin_draft(
    *,
    service_code: str,
    service_version: str,
    channel: str,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    now: datetime,
) -> tuple[Draft, str]:
    """A new draft and its token, which is stored nowhere else."""
    token = ids.new_token()
    draft = Draft.objects.create(
        token_index=token_index(token),
        service_code=service_code,
        service_version=service_version,
        channel=channel,
        answers_sealed=_sealed(answers, facts),
        created_at=now,
        updated_at=now,
        expires_at=now + LIFETIME,
    )
    return draft, token


def write_answers(
    *, draft: Draft, answers: Mapping[str, Any], facts: Mapping[str, Any], phone: str, now: datetime
) -> None:
    """Store answers and facts; with the first phone the draft gets its case code. Every save begins the
    days of keeping anew."""
    draft.answers_sealed = _sealed(answers, facts)
    draft.phone_sealed = crypto.seal(phone, "phone") if phone else ""
    if phone and not draft.case_code_sealed:
        code = ids.normalise_case_code(ids.new_case_code())
        draft.case_code_sealed = crypto.seal(code, "case_code")
        draft.case_code_index = crypto.blind_index(code, "case_code")
    draft.updated_at = now
    draft.expires_at = now + LIFETIME
    draft.save()


def read_kept(*, draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers and facts of a draft, unsealed; empty once it was handed in."""
    if not draft.answers_sealed:
        return {}, {}
    kept = json.loads(crypto.unseal(draft.answers_sealed, "answers"))
    return kept["answers"], kept["facts"]


def renew_token(*, draft: Draft, now: datetime) -> str:
    """A new token for a draft taken over on another device; the old one is worth nothing from now on."""
    token = ids.new_token()
    draft.token_index = token_index(token)
    draft.updated_at = now
    draft.save(update_fields=["token_index", "updated_at"])
    return token


def drop_draft(*, draft: Draft, now: datetime) -> list[str]:
    """Delete a draft with its materials; returns the storage names that nothing refers to any more."""
    loose = draft.materials.filter(matter__isnull=True)
    names = [name for pair in loose.values_list("storage_name", "preview_name") for name in pair if name]
    loose.delete()
    draft.stand_ins.filter(matter__isnull=True).delete()
    draft.delete()
    return unused_names(names=names)


def drop_expired(*, now: datetime, limit: int = 200) -> list[str]:
    """Delete drafts whose days are over; handed-in ones too, the matter has everything. Returns the storage
    names that nothing refers to any more."""
    names: list[str] = []
    for draft in Draft.objects.filter(expires_at__lt=now).order_by("expires_at")[:limit]:
        names += drop_draft(draft=draft, now=now)
    return names


def unused_names(*, names: list[str]) -> list[str]:
    """Those of the storage names that no material and no paper refers to: the same bytes may be kept once
    for several, and somebody may have uploaded the very decision they got."""
    columns: tuple[tuple[type[Material | Document], str], ...] = (
        (Material, "storage_name"),
        (Material, "preview_name"),
        (Document, "storage_name"),
    )
    used = {
        name
        for model, column in columns
        for name in model._default_manager.filter(**{f"{column}__in": names}).values_list(column, flat=True)
    }
    return sorted(set(names) - used)


def _sealed(answers: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    return crypto.seal(json.dumps({"answers": answers, "facts": facts}, ensure_ascii=False), "answers")
