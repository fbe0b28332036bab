"""Rows read and written with statements whose text is made once per model and shape.

Django builds the text of a statement anew each time, which costs several times what the database needs to
run it; on the way of a submission, with seventeen statements, that was more than half of the time. So the
hottest reads and writes go through here: equal columns only, no joins. Values still pass through each
field's own preparation and conversion. Everything else belongs to the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, JSONField, Model

from fawang.core.statements import answers_wait, run

_Row = TypeVar("_Row", bound=Model)
Prepare = Callable[[Any, BaseDatabaseWrapper], Any]


def insert_rows(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Insert new objects of one model in one statement inside the caller's transaction, and set the primary
    key of a single one (but see `statements.together`). Raises IntegrityError like `save`, unless rows that
    break a unique constraint are to be left out. No signals are sent; we have none."""
    if not rows:
        return
    link = connections[DEFAULT_DB_ALIAS]
    sql, columns = _insertion(type(rows[0]), len(rows), link.vendor, ignore_conflicts)
    values = [prepare(value(row), link) for row in rows for value, prepare in columns]
    answer = run(link, sql, values)
    keys = [] if answers_wait() else [found[0] for found in answer.fetchall()]
    for row in rows:
        row._state.adding = False
        row._state.db = link.alias
    if len(rows) == 1 and keys:
        rows[0].pk = keys[0]


def find_rows(model: type[_Row], **equal: Any) -> list[_Row]:
    """The rows whose columns (by attribute name, `matter_id` for a foreign key) have these values, None for
    NULL, in the order of their primary keys."""
    empty = tuple(name for name, value in equal.items() if value is None)
    link = connections[DEFAULT_DB_ALIAS]
    sql, names, converters, tests = _selection(model, tuple(equal), empty, link.vendor)
    values = [prepare(equal[name], link) for name, prepare in tests]
    found = run(link, sql, values).fetchall()
    return [model.from_db(link.alias, names, _converted(row, converters, link)) for row in found]


def first_row(model: type[_Row], condition: str, given: Sequence[Any]) -> _Row | None:
    """The first row under a condition of our own writing (what follows WHERE, with `%s` for values and in the
    columns' own words), or None."""
    link = connections[DEFAULT_DB_ALIAS]
    sql, names, converters, _ = _selection(model, (), (), link.vendor)
    found = run(link, f"{sql.partition(' WHERE ')[0]} WHERE {condition} LIMIT 1", given).fetchone()
    return model.from_db(link.alias, names, _converted(found, converters, link)) if found else None


def change_rows(model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Set columns of the rows whose columns have the values of `where`, None for NULL; how many there were.
    Names as in `find_rows`."""
    return int(start_change(model, where, values).rowcount)


def start_change(model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """`change_rows` whose answer is not waited for: its cursor, which has the number of rows as `rowcount`
    once the answer is there (see `statements.together`)."""
    empty = tuple(name for name, value in where.items() if value is None)
    link = connections[DEFAULT_DB_ALIAS]
    sql, sets, tests = _change(model, tuple(where), empty, tuple(values), link.vendor)
    given = [prepare(values[name], link) for name, prepare in sets]
    given += [prepare(where[name], link) for name, prepare in tests]
    return run(link, sql, given)


def _converted(
    row: Sequence[Any], converters: list[tuple[int, Prepare]], link: BaseDatabaseWrapper
) -> list[Any]:
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place], link)
    return values


@lru_cache(maxsize=64)
def _insertion(
    model: type[Model], count: int, vendor: str, ignore_conflicts: bool
) -> tuple[str, tuple[tuple[Callable[[Model], Any], Prepare], ...]]:
    fields = [field for field in model._meta.concrete_fields if not is_numbered(field)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    key = model._meta.pk
    assert key is not None
    return f"{sql} RETURNING {quote(str(key.column))}", tuple((_reader(f), preparer(f)) for f in fields)


def is_numbered(field: Field[Any, Any]) -> bool:
    """Whether the database gives the value, unless it was reserved before."""
    counted = field.primary_key and field.get_internal_type() in ("AutoField", "BigAutoField")
    return field.generated or counted


@lru_cache(maxsize=64)
def _selection(
    model: type[Model], equal: tuple[str, ...], empty: tuple[str, ...], vendor: str
) -> tuple[str, list[str], list[tuple[int, Prepare]], list[tuple[str, Prepare]]]:
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    tests, where = _tests(model, equal, empty)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    key = model._meta.pk
    assert key is not None
    sql = f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {where}"  # noqa: S608
    sql += f" ORDER BY {quote(str(key.column))}"
    converters = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field))]
    return sql, [str(field.attname) for field in fields], converters, tests


@lru_cache(maxsize=64)
def _change(
    model: type[Model], where: tuple[str, ...], empty: tuple[str, ...], names: tuple[str, ...], vendor: str
) -> tuple[str, list[tuple[str, Prepare]], list[tuple[str, Prepare]]]:
    quote, fields = connection.ops.quote_name, _by_attribute(model)
    tests, condition = _tests(model, where, empty)
    changes = ", ".join(f"{quote(str(fields[name].column))} = %s" for name in names)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {condition}"  # noqa: S608
    return sql, [(name, preparer(fields[name])) for name in names], tests


def _tests(
    model: type[Model], equal: tuple[str, ...], empty: tuple[str, ...]
) -> tuple[list[tuple[str, Prepare]], str]:
    quote, fields = connection.ops.quote_name, _by_attribute(model)
    column = {name: quote(str(fields[name].column)) for name in equal}
    parts = [f"{column[name]} IS NULL" if name in empty else f"{column[name]} = %s" for name in equal]
    return [(name, preparer(fields[name])) for name in equal if name not in empty], " AND ".join(parts)


def _by_attribute(model: type[Model]) -> dict[str, Field[Any, Any]]:
    return {str(field.attname): field for field in model._meta.concrete_fields}


def _reader(field: Field[Any, Any]) -> Callable[[Model], Any]:
    """How the value of a field is read from an object that is added."""
    if type(field).pre_save is not Field.pre_save:
        return lambda row: field.pre_save(row, add=True)
    name = str(field.attname)
    return lambda row: getattr(row, name)


def preparer(field: Field[Any, Any]) -> Prepare:
    """How a field's value becomes the database's. What has the very type that the database takes is that
    already, and the field's own way would find it out through four calls each."""
    plain = {"CharField": str, "TextField": str, "BigAutoField": int, "PositiveIntegerField": int,
             "PositiveSmallIntegerField": int, "BooleanField": bool}  # fmt: skip
    target = field.target_field if isinstance(field, ForeignKey) else field
    kind = target.get_internal_type()
    own = plain.get(kind)

    def prepare(value: Any, link: BaseDatabaseWrapper) -> Any:
        if value is None or type(value) is own:
            return value
        return field.get_db_prep_save(value, link)

    def prepare_moment(value: Any, link: BaseDatabaseWrapper) -> Any:
        if type(value) is datetime and value.tzinfo is not None:
            return value if link.vendor == "postgresql" else _moment(value)
        return prepare(value, link)

    def prepare_json(value: Any, link: BaseDatabaseWrapper) -> Any:
        return link.ops.adapt_json_value(value, None) if type(value) in (dict, list) else prepare(value, link)

    if kind == "DateTimeField":
        return prepare_moment
    if isinstance(target, JSONField) and target.encoder is None:
        return prepare_json
    return prepare


@lru_cache(maxsize=256)
def _moment(value: datetime) -> Any:
    """A moment as SQLite keeps it: one submission writes the same moment a dozen times. Equal moments are
    kept alike, in whatever zone they were told."""
    return connection.ops.adapt_datetimefield_value(value)


def _converter(field: Field[Any, Any]) -> Prepare | None:
    """How a field's value is read from the database's; None when it comes as it is."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return None

    def convert(value: Any, link: BaseDatabaseWrapper) -> Any:
        for step in steps:
            value = step(value, column, link)
        return value

    return convert
