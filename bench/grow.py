"""Grows the demo's past matters into a large table for measuring: copies with other words and numbers.

The copies keep states, holders and dates, so the lists look as they would; only the demo's own keep a chain
that verifies, which no page reads. What makes a million take minutes: words and numbers are made here and
handed over in bulk, everything else is copied inside the database, and the secondary indexes are built at
the end. It is one transaction, so that a run that is stopped leaves nothing half grown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.stories import story

COPIED = ("matters_timelineentry", "matters_clockrun")
GROWN = ("matters_matter", *COPIED, "matter_search")
#: Matters made at once.
TURN = 50_000
Row = tuple[int, int, str, str, str, str]


def columns_of(table: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        return [column[0] for column in cursor.description]


def grow(wanted: int) -> None:
    """Copy the matters that exist until there are `wanted` of them."""
    from django.db import connection, transaction

    from fawang.records.matters.models import Matter

    base = list(Matter.objects.order_by("id").values_list("id", "number", "case_code_index", "county"))
    first = base[-1][0] + 1
    last = first + wanted - len(base) - 1
    with transaction.atomic(), connection.cursor() as cursor:
        with without_indexes(cursor):
            for start in range(first, last + 1, TURN):
                _copy(cursor, base, range(start, min(start + TURN, last + 1)))
        if connection.vendor == "postgresql":
            for table in GROWN[:-1]:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def without_indexes(cursor: Any) -> Iterator[None]:
    """Drop what no constraint needs while rows are copied, and make it again at the end."""
    postgres = cursor.db.vendor == "postgresql"
    if postgres:
        # The rows are copies of rows that are right: their references need not be looked up one by one.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            " AND tablename = ANY (%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))",
            [list(GROWN)],
        )
    else:
        marks = ", ".join(["%s"] * len(GROWN))
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({marks})",
            list(GROWN),
        )
    known = list(cursor.fetchall())
    for name, _ in known:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, statement in known:
        cursor.execute(statement)


def _copy(cursor: Any, base: list[tuple[int, str, str, str]], keys: range) -> None:
    """Make the matters of these ids, with their entries, clocks and words for the search."""
    from fawang.records.matters.models import Matter
    from fawang.records.matters.search import index_matters

    taken = {number for _, number, _, _ in base}
    rows: list[Row] = []
    told = []
    for key in keys:
        source, number, code, county = base[key % len(base)]
        title, body = story(key)
        fresh = _number(number, key, taken)
        rows.append((key, source, fresh, f"{code[:54]}{key:010d}", title, body))
        told.append((key, fresh, county, title, body))
    _hand_over(cursor, rows)
    computed = {field.column for field in Matter._meta.concrete_fields if field.generated}
    names = [name for name in columns_of("matters_matter") if name not in computed]
    own = {"id", "number", "case_code_index", "title", "story"}
    picked = ", ".join(f"{'grown' if name in own else 'old'}.{name}" for name in names)
    cursor.execute(
        f"INSERT INTO matters_matter ({', '.join(names)}) SELECT {picked} FROM grown"
        " JOIN matters_matter old ON old.id = grown.source ORDER BY grown.id"
    )
    for table in COPIED:
        rest = [name for name in columns_of(table) if name not in ("id", "matter_id")]
        cursor.execute(
            f"INSERT INTO {table} (matter_id, {', '.join(rest)})"
            f" SELECT grown.id, {', '.join(f'old.{name}' for name in rest)}"
            f" FROM grown JOIN {table} old ON old.matter_id = grown.source ORDER BY grown.id, old.id"
        )
    index_matters(told)
    cursor.execute("DROP TABLE grown")


def _number(number: str, key: int, taken: set[str]) -> str:
    """Another number of the same county and day, with its own digits and the right check digit."""
    from fawang.records.matters.rules.numbers import RANDOM_DIGITS, check_digit

    room = 10**RANDOM_DIGITS
    for place in (key, key + room // 2):
        # A factor without a common divisor gives every key digits of its own.
        stem = f"{number[:12]}{place * 7_368_787 % room:0{RANDOM_DIGITS}d}"
        if (found := stem + check_digit(stem)) not in taken:
            return found
    raise AssertionError("two numbers of the demo collide with one made here")


def _hand_over(cursor: Any, rows: list[Row]) -> None:
    cursor.execute(
        "CREATE TEMPORARY TABLE grown (id bigint PRIMARY KEY, source bigint, number text,"
        " case_code_index text, title text, story text)"
    )
    if cursor.db.vendor == "postgresql":
        with cursor.copy("COPY grown FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("ANALYZE grown")
    else:
        cursor.executemany("INSERT INTO grown VALUES (%s, %s, %s, %s, %s, %s)", rows)
