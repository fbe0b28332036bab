"""Statements made once do what the ORM does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from fawang.core.audit.models import AuditEntry
from fawang.core.outbox.models import Effect, Push
from fawang.core.rows import change_rows, find_rows, insert_rows

NOW = datetime(2026, 11, 21, 3, 4, 5, 678901, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def effect(key: str, **more: object) -> Effect:
    values = {
        "kind": "test",
        "payload": {"名": "值", "n": [1, None]},
        "due_at": NOW,
        "created_at": NOW,
        **more,
    }
    return Effect(key=key, **values)


def plain(row: Effect) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Effect._meta.concrete_fields}


def test_a_row_inserted_is_the_row_the_orm_reads() -> None:
    row = effect("one")
    insert_rows([row])
    assert row.pk is not None and not row._state.adding
    assert plain(Effect.objects.get(pk=row.pk)) == plain(row)


def test_several_rows_go_in_with_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert_rows([effect("one"), effect("two", leased_until=NOW), effect("three", attempts=3)])
    assert len(asked) == 1
    assert list(Effect.objects.order_by("id").values_list("key", "attempts")) == [
        ("one", 0),
        ("two", 0),
        ("three", 3),
    ]


def test_nothing_is_inserted_for_no_rows() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert_rows([])
    assert len(asked) == 0


def test_a_second_row_with_the_same_key_is_refused() -> None:
    insert_rows([effect("one")])
    with pytest.raises(IntegrityError):
        insert_rows([effect("one")])


def test_a_second_row_with_the_same_key_is_left_out_when_wished() -> None:
    insert_rows([effect("one", kind="first")])
    second = effect("one", kind="second")
    insert_rows([second], ignore_conflicts=True)
    assert second.pk is None
    assert Effect.objects.get(key="one").kind == "first"


def test_rows_are_found_by_equal_columns_in_the_order_of_their_keys() -> None:
    insert_rows([effect("b", kind="x"), effect("a", kind="x"), effect("c", kind="y")])
    assert [row.key for row in find_rows(Effect, kind="x")] == ["b", "a"]
    assert find_rows(Effect, kind="x", key="c") == []


def test_a_row_found_is_the_row_the_orm_finds() -> None:
    insert_rows([effect("one", done_at=NOW)])
    with CaptureQueriesContext(connection) as asked:
        found = find_rows(Effect, key="one")[0]
        known = plain(found)
    assert len(asked) == 1
    assert known == plain(Effect.objects.get(key="one"))
    assert found.due_at == NOW and found.due_at.tzinfo is not None
    found.kind = "changed"
    found.save()
    assert Effect.objects.get(key="one").kind == "changed"


def test_none_means_null() -> None:
    insert_rows([effect("waiting"), effect("done", done_at=NOW)])
    assert [row.key for row in find_rows(Effect, done_at=None)] == ["waiting"]
    assert [row.key for row in find_rows(Effect, done_at=NOW)] == ["done"]


def test_rows_are_changed_and_counted() -> None:
    insert_rows([effect("a", kind="x"), effect("b", kind="x"), effect("c", kind="y", done_at=NOW)])
    assert change_rows(Effect, {"kind": "x", "done_at": None}, {"done_at": NOW, "payload": {"a": "乙"}}) == 2
    assert change_rows(Effect, {"kind": "x", "done_at": None}, {"done_at": NOW}) == 0
    assert Effect.objects.get(key="a").payload == {"a": "乙"}
    assert Effect.objects.get(key="c").payload == {"名": "值", "n": [1, None]}
    assert change_rows(Effect, {"kind": "x"}, {"done_at": None}) == 2
    assert find_rows(Effect, done_at=None)[1].key == "b"


def test_text_is_data_whatever_it_says() -> None:
    hostile = "'); DROP TABLE outbox_push; -- %s ? {0}"
    insert_rows([Push(topic=hostile, data={hostile: hostile}, created_at=NOW)])
    found = find_rows(Push, topic=hostile)
    assert [(row.topic, row.data) for row in found] == [(hostile, {hostile: hostile})]
    assert change_rows(Push, {"topic": hostile}, {"topic": "%"}) == 1


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        find_rows(AuditEntry, **{"actor; --": "x"})
    with pytest.raises(KeyError):
        change_rows(AuditEntry, {"actor": "x"}, {"nothing": 1})
