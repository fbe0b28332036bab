"""Rows made ready before the transaction that writes them; in it only what another row decides is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from fawang.core.rows import Prepare, is_numbered, preparer
from fawang.core.statements import run


class NewRows:
    """New rows of one model, by attribute name (`matter_id` for a foreign key), all with the same names;
    columns that are not named get their field's default. No object is made and nothing is computed on
    saving, so that it is of no use for a model with columns that fill themselves."""

    def __init__(
        self, model: type[Model], rows: Sequence[Mapping[str, Any]], *, ignore_conflicts: bool = False
    ) -> None:
        self._link = connections[DEFAULT_DB_ALIAS]
        self._model, self._count, self._ignoring = model, len(rows), ignore_conflicts
        self._columns, self._places = _columns(model, tuple(rows[0]) if rows else (), self._link.vendor)
        self._values = [
            prepare(row[name] if name in row else default(), self._link)
            for row in rows
            for name, prepare, default in self._columns
        ]

    @classmethod
    def of(cls, objects: Sequence[Model]) -> NewRows:
        """The rows of objects not yet saved, all of one model."""
        names = _columns(type(objects[0]), (), connections[DEFAULT_DB_ALIAS].vendor)[1]
        return cls(type(objects[0]), [{name: getattr(one, name) for name in names} for one in objects])

    def fill(self, row: int | None = None, **values: Any) -> None:
        """Set columns of the row at a place, or of every row. Raises KeyError for what is no column."""
        width = len(self._columns)
        for name, value in values.items():
            at = self._places[name]
            ready = self._columns[at][1](value, self._link)
            for one in range(self._count) if row is None else (row,):
                self._values[one * width + at] = ready

    def number(self, key: int) -> None:
        """Give the only row a primary key that was reserved."""
        assert self._count == 1
        columns, places = _columns(
            self._model, (*self._places, str(_field(self._model).attname)), self._link.vendor
        )
        known = dict(zip(self._places, self._values, strict=True))
        self._values = [known.get(name, key) for name, _, _ in columns]
        self._columns, self._places = columns, places

    def insert(self) -> None:
        """Insert them with one statement inside the caller's transaction. Raises IntegrityError unless rows
        that break a unique constraint are to be left out."""
        if self._count:
            run(self._link, self._statement(), self._values)

    def insert_one(self) -> int:
        """Insert the only row, and its new primary key."""
        assert self._count == 1
        found = run(self._link, f"{self._statement()} RETURNING {_key(self._model)}", self._values).fetchall()
        return int(found[0][0])

    def _statement(self) -> str:
        return _insertion(self._model, tuple(self._places), self._count, self._link.vendor, self._ignoring)


def reserved_ids(models: Sequence[type[Model]]) -> list[int] | None:
    """The primary keys that the next rows of these models are to have, where the database counts them apart
    from the rows (PostgreSQL); None where it does not."""
    if connection.vendor != "postgresql":
        return None
    found = run(connections[DEFAULT_DB_ALIAS], _counting(tuple(models)), []).fetchall()
    return [int(one) for one in found[0]]


@lru_cache(maxsize=64)
def _counting(models: tuple[type[Model], ...]) -> str:
    parts = (
        f"nextval(pg_get_serial_sequence('{connection.ops.quote_name(model._meta.db_table)}',"
        f" '{_field(model).column}'))"
        for model in models
    )
    return f"SELECT {', '.join(parts)}"


_Columns = tuple[tuple[str, Prepare, Callable[[], Any]], ...]


@lru_cache(maxsize=256)
def _columns(model: type[Model], names: tuple[str, ...], vendor: str) -> tuple[_Columns, dict[str, int]]:
    """The columns to write, and the place of each by name."""
    fields = {str(field.attname): field for field in model._meta.concrete_fields}
    for name in names:
        fields[name]  # A name that is no column is a mistake of the caller's.
    columns = tuple(
        (name, preparer(field), field.get_default)
        for name, field in fields.items()
        if name in names or not is_numbered(field)
    )
    return columns, {name: place for place, (name, _, _) in enumerate(columns)}


@lru_cache(maxsize=256)
def _insertion(
    model: type[Model], names: tuple[str, ...], count: int, vendor: str, ignore_conflicts: bool
) -> str:
    quote = connection.ops.quote_name
    fields = {str(field.attname): field for field in model._meta.concrete_fields}
    columns = ", ".join(quote(str(fields[name].column)) for name in names)
    row = f"({', '.join(['%s'] * len(names))})"
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    return f"{sql} ON CONFLICT DO NOTHING" if ignore_conflicts else sql


def _key(model: type[Model]) -> str:
    return connection.ops.quote_name(str(_field(model).column))


def _field(model: type[Model]) -> Field[Any, Any]:
    key = model._meta.pk
    assert key is not None
    return key
