"""Inserting rows with a statement that is written once per model.

Django builds the text of an INSERT anew for every row, which costs several times what the database needs to
run it. On the way of a submission, which writes nine tables, that was most of the time; so the hot inserts
go through here. Values still pass through each field's own preparation, defaults and all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.fields import Field


@lru_cache(maxsize=64)
def _plan(model: type[Model], count: int, vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not _numbered(field))
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    key = model._meta.pk
    assert key is not None
    return f"{sql} RETURNING {quote(str(key.column))}", fields


def _numbered(field: Field[Any, Any]) -> bool:
    """Whether the database gives the value."""
    return field.generated or field.primary_key and field.get_internal_type() in ("AutoField", "BigAutoField")


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert new objects of one model in one statement inside the caller's transaction, and set the primary
    key of a single one. Raises IntegrityError like `save`. No signals are sent; we have none."""
    if not rows:
        return
    sql, fields = _plan(type(rows[0]), len(rows), connection.vendor)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        keys = [found[0] for found in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=True):
        row._state.adding = False
        row._state.db = connection.alias
        if len(rows) == 1:
            row.pk = key
