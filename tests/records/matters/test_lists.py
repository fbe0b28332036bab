"""Lists are read from an index in its order: what the planner says, since a small table is always quick."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from fawang.core.clock import now
from fawang.records.matters.access import only_county, visible_to
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.lists import ORDERS, Narrowing, tabs_of
from fawang.records.matters.rules.words import county_token, index_tokens
from fawang.records.matters.search import with_words
from fawang.records.people.viewers import Grant, Viewer

CITY = Viewer(9, "钱卫", (Grant("supervisor", 1, "9901"),))
OFFICER = Viewer(7, "周敏", (Grant("officer", 3, "990121"),))
SUPERVISOR = Viewer(8, "赵宁", (Grant("supervisor", 1, "990121"),))


def plan_of(rows: QuerySet[Matter, Any]) -> str:
    sql, params = rows.values("id")[:26].query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(str(row[3]) for row in cursor.fetchall())
        # An empty table is read from end to end and sorted, unless that is made dear: what is left then is
        # what the indexes allow.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(str(row[0]) for row in cursor.fetchall())


def sorts(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", [OFFICER, SUPERVISOR], ids=["officer", "supervisor"])
@pytest.mark.parametrize("tab", ["new", "open", "overdue", "closed"])
def test_a_page_of_a_list_is_not_sorted(viewer: Viewer, tab: str) -> None:
    rows = tabs_of(viewer=viewer, narrowing=Narrowing(), now=now())[tab].order_by(*ORDERS[tab])
    plan = plan_of(rows)
    assert re.search(r"(INDEX|using) matter_", plan)
    assert not sorts(plan)


def reads_the_table(rows: QuerySet[Matter, Any]) -> bool:
    """Whether counting these rows looks at the matters themselves and not only at an index (SQLite)."""
    sql, params = rows.values("id")[:1001].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = 'matters_matter'")
        root = cursor.fetchone()[0]
        cursor.execute(f"EXPLAIN {sql}", params)
        steps = [row[1:4] for row in cursor.fetchall()]
    table = {number for step, number, page in steps if step == "OpenRead" and page == root}
    return any(step == "Column" and number in table for step, number, _ in steps)


# Of an empty table PostgreSQL takes any index.
@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize("viewer", [OFFICER, SUPERVISOR, CITY], ids=["officer", "supervisor", "city"])
@pytest.mark.parametrize("tab", ["new", "open", "overdue", "closed"])
def test_a_list_is_counted_from_its_index(viewer: Viewer, tab: str) -> None:
    rows = tabs_of(viewer=viewer, narrowing=Narrowing(), now=now())[tab]
    assert reads_the_table(rows.filter(title="讨薪"))
    assert not reads_the_table(rows)


@pytest.mark.django_db
def test_a_search_reads_its_index() -> None:
    plan = plan_of(with_words(Matter.objects.filter(visible_to(OFFICER)), "拖欠工资", county="990121"))
    if connection.vendor == "sqlite":
        assert plan.startswith("SCAN matter_search VIRTUAL TABLE")
        assert not sorts(plan)
    else:
        # With no rows the planner sees no use in the index; what counts is the operator that it serves.
        assert "(grams @> '{r990121,工资,拖欠,欠工}'::text[])" in plan


@pytest.mark.django_db
def test_hits_come_newest_first_without_sorting() -> None:
    """Else all matters of a common word are looked up before the newest of them are shown."""
    rows = with_words(Matter.objects.filter(visible_to(CITY)), "拖欠工资")
    plan = plan_of(rows)
    assert not sorts(plan)
    if connection.vendor == "postgresql":
        assert "Index Scan Backward using matters_matter_pkey" in plan


def test_the_county_is_one_word_of_the_index() -> None:
    assert county_token("990121") in index_tokens("99012126111712345678", "990121", "讨薪", "老板欠钱")


@pytest.mark.parametrize(
    ("grants", "county"),
    [
        ((Grant("officer", 3, "990121"),), "990121"),
        ((Grant("officer", 3, "990121001"), Grant("supervisor", 3, "990121")), "990121"),
        ((Grant("officer", 3, "990121"), Grant("officer", 4, "990122")), ""),
        ((Grant("supervisor", 1, "9901"),), ""),
        ((Grant("supervisor", 1, "9901"), Grant("officer", 3, "990121")), ""),
        # A lawyer's matters may lie anywhere.
        ((Grant("officer", 3, "990121"), Grant("lawyer", 3, "990121")), ""),
        ((Grant("administrator", 1, "99"),), ""),
        ((), ""),
    ],
)
def test_one_county_only_when_everything_seen_lies_in_it(grants: tuple[Grant, ...], county: str) -> None:
    assert only_county(Viewer(7, "周敏", grants)) == county
