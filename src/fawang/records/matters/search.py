"""The full-text index over matters, one small table per database kind.

SQLite: a contentless FTS5 table of character pairs, where a phrase of pairs is the exact word and rows come
newest first without sorting. PostgreSQL: the pairs in an array under a GIN index, and the folded text beside
it so that the exact word is checked on what the index found. Both are written in the transaction that opens
the matter, so that a matter is found as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

from fawang.core.statements import run
from fawang.records.matters.models import Matter
from fawang.records.matters.rules.words import county_token, folded, index_tokens, query_phrases

TABLE = "matter_search"


Words = tuple[int, str, str, str, str]


def index_matters(rows: Iterable[Words]) -> None:
    """Index matters given as (id, number, county, title, story), inside the caller's transaction."""
    values = [[key, *index_values(*words)] for key, *words in rows]
    if len(values) == 1:
        write_index(values[0][0], values[0][1:])
    elif values:
        with connection.cursor() as cursor:
            cursor.executemany(_insertion(connection.vendor), values)


def index_values(number: str, county: str, title: str, story: str) -> list[Any]:
    """What the index keeps of a matter, for `write_index`: computed before the transaction that opens it."""
    tokens = index_tokens(number, county, title, story)
    if connection.vendor == "sqlite":
        return [" ".join(tokens)]
    return [sorted(set(tokens)), f"{folded(title)} {folded(story)}"]


def write_index(key: int, values: list[Any]) -> None:
    """Index one matter, inside the caller's transaction."""
    run(connections[DEFAULT_DB_ALIAS], _insertion(connection.vendor), [key, *values])


def _insertion(vendor: str) -> str:
    if vendor == "sqlite":
        return f"INSERT INTO {TABLE} (rowid, body) VALUES (%s, %s)"  # noqa: S608
    return (
        f"INSERT INTO {TABLE} (matter_id, grams, body) VALUES (%s, %s, %s)"  # noqa: S608
        " ON CONFLICT (matter_id) DO UPDATE SET grams = excluded.grams, body = excluded.body"
    )


def rebuild() -> int:
    """Index every matter anew, inside the caller's transaction; returns how many."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # noqa: S608
        else:
            cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
    count = 0
    batch: list[Words] = []
    words = Matter.objects.order_by("id").values_list("id", "number", "county", "title", "story")
    for row in words.iterator(2000):
        batch.append(row)
        count += 1
        if len(batch) == 2000:
            index_matters(batch)
            batch = []
    index_matters(batch)
    return count


def with_words(matters: QuerySet[Matter], text: str, *, county: str = "") -> QuerySet[Matter]:
    """Those of the given matters that hold all words of the text, newest first; none for a text without a
    word of two characters. `county` says that all given matters lie in one, which spares looking at the
    hits of the others."""
    phrases = query_phrases(text)
    if not phrases:
        return matters.none()
    return _with_phrases(matters, [[county_token(county)], *phrases] if county else phrases)


def with_number_tail(matters: QuerySet[Matter], digits: str) -> QuerySet[Matter]:
    """Those whose number ends with the given eight digits."""
    return _with_phrases(matters, [[f"n{digits}"]])


def _with_phrases(matters: QuerySet[Matter], phrases: list[list[str]]) -> QuerySet[Matter]:
    if connection.vendor == "sqlite":
        expression = " AND ".join('"' + " ".join(pairs) + '"' for pairs in phrases)
        # `extra` joins the index as the outer loop, so that rows stream newest first and stop at the limit; a
        # sub-query in its place reads every hit of a common word before the first row is shown.
        return matters.extra(  # noqa: S610
            tables=[TABLE],
            where=[f"{TABLE}.rowid = matters_matter.id", f"{TABLE} MATCH %s"],
            params=[expression],
            order_by=[f"-{TABLE}.rowid"],
        )
    holds = ["grams @> %s::text[]"]
    params: list[object] = [sorted({pair for pairs in phrases for pair in pairs})]
    for pairs in phrases:
        if len(pairs) > 1:
            holds.append("body LIKE %s")
            params.append(f"%{pairs[0] + ''.join(pair[1:] for pair in pairs[1:])}%")
    # The hits as one array: their matters are then read from the primary key, newest first, and no further
    # than the limit. Joined, every hit of a common word would be looked up before the newest are known.
    hits = f"SELECT matter_id FROM {TABLE} WHERE {' AND '.join(holds)}"  # noqa: S608
    where = [f"matters_matter.id = ANY (ARRAY({hits}))"]
    return matters.extra(where=where, params=params).order_by("-id")  # noqa: S610
