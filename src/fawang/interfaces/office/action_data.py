"""Reads what a member of staff entered for an action, field by field, by kind only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from fawang.journeys.act import FieldView

MANY = {"choices", "materials"}


def data_from(post: QueryDict, fields: Iterable[FieldView]) -> dict[str, Any]:
    """The entered values by field code; lists for the kinds that may hold several, text for the rest."""
    return {field.code: post.getlist(field.code) if field.kind in MANY else post.get(field.code, "").strip()
            for field in fields}  # fmt: skip


def typed_rows(post: QueryDict, fields: Iterable[FieldView]) -> list[tuple[str, str]]:
    """What had been entered, as (label, words), for a form that can no longer be shown."""
    rows = []
    for field in fields:
        words = dict(field.choices)
        entered = [words.get(value, value) for value in post.getlist(field.code) if value.strip()]
        if entered:
            rows.append((field.label, "、".join(entered)))
    return rows
