"""Many rows written with few statements: for the worker, which writes for hundreds of matters at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from fawang.core.rows import insert_rows

#: Rows of one statement: these and what is left below the last. With few sizes the text of each statement
#: is made once and kept.
SIZES = (50, 10)


def insert_many(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert any number of new objects of one model, as `insert_rows` does a few, inside the caller's
    transaction."""
    start = 0
    for size in SIZES:
        while len(rows) - start >= size:
            insert_rows(rows[start : start + size], ignore_conflicts=ignore_conflicts)
            start += size
    insert_rows(rows[start:], ignore_conflicts=ignore_conflicts)


def change_many(
    model: type[Model], *, values: Sequence[str], keys: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Set columns of many rows, each its own values, inside the caller's transaction: every element of `rows`
    holds the values of `values` and then of `keys`, by which its row is found. Columns are named by attribute
    (`matter_id` for a foreign key)."""
    if not rows:
        return
    sql, fields = _change(model, tuple(values), tuple(keys), connection.vendor)
    link = connections[DEFAULT_DB_ALIAS]
    given = [
        [field.get_db_prep_save(value, link) for field, value in zip(fields, row, strict=True)]
        for row in rows
    ]
    with link.cursor() as cursor:
        cursor.executemany(sql, given)


@lru_cache(maxsize=16)
def _change(
    model: type[Model], values: tuple[str, ...], keys: tuple[str, ...], vendor: str
) -> tuple[str, list[Field[Any, Any]]]:
    known = {str(field.attname): field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    sets, tests = ([f"{quote(str(known[name].column))} = %s" for name in names] for names in (values, keys))
    table = quote(model._meta.db_table)
    sql = f"UPDATE {table} SET {', '.join(sets)} WHERE {' AND '.join(tests)}"  # noqa: S608
    return sql, [known[name] for name in (*values, *keys)]
