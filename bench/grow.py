"""Grows the demo's past matters into a large table for measuring: copies with other words and numbers.

The copies keep states, holders and dates, so the lists look as they would; only the first 2,000 keep a chain
that verifies, which no page reads."""

from __future__ import annotations

from bench.stories import story

COPIED = ("matters_timelineentry", "matters_clockrun")


def columns_of(table: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        return [column[0] for column in cursor.description]


def grow(wanted: int) -> None:
    """Copy the matters that exist, again and again, until there are `wanted` of them."""
    from django.db import connection, transaction

    from fawang.records.matters.models import Matter
    from fawang.records.matters.search import index_matters

    base = Matter.objects.order_by("-id").values_list("id", flat=True)[0]
    computed = {field.column for field in Matter._meta.concrete_fields if field.generated}
    names = [name for name in columns_of("matters_matter") if name not in computed]
    round_ = 0
    while (have := Matter.objects.count()) < wanted:
        round_ += 1
        shift, room = base * round_, wanted - have
        changed = {
            "id": f"id + {shift}",
            "number": f"substr(number, 1, 12) || '{round_:03d}' || substr(number, 13)",
            "case_code_index": f"substr(case_code_index, 1, 58) || '{round_:06d}'",
        }
        picked = ", ".join(changed.get(name, name) for name in names)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO matters_matter ({', '.join(names)}) SELECT {picked} FROM matters_matter "
                f"WHERE id <= {base} ORDER BY id LIMIT {room}"
            )
            for table in COPIED:
                rest = ", ".join(name for name in columns_of(table) if name not in ("id", "matter_id"))
                cursor.execute(
                    f"INSERT INTO {table} (matter_id, {rest}) SELECT matter_id + {shift}, {rest} "
                    f"FROM {table} WHERE matter_id IN "
                    f"(SELECT id - {shift} FROM matters_matter WHERE id > {shift})"
                )
            rows = Matter.objects.filter(id__gt=shift, id__lte=shift + base)
            told = [(*row, *story(row[0])) for row in rows.values_list("id", "number", "county")]
            cursor.executemany(
                "UPDATE matters_matter SET title = %s, story = %s WHERE id = %s",
                [(title, body, key) for key, _, _, title, body in told],
            )
            index_matters(told)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("matters_matter", *COPIED):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
        cursor.execute("ANALYZE")
