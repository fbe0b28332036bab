"""Rows made ready before their transaction are the rows that the ORM would have written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fawang.core.new_rows import NewRows, reserved_ids
from fawang.core.outbox.models import Effect, Push
from fawang.core.rows import insert_rows, start_change
from fawang.core.statements import together

NOW = datetime(2026, 11, 21, 3, 4, 5, 678901, tzinfo=UTC)
pytestmark = pytest.mark.django_db
GIVEN = {"kind": "test", "payload": {"名": "值%s"}, "due_at": NOW, "created_at": NOW}


def plain(row: Effect) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Effect._meta.concrete_fields}


def test_a_row_made_ready_is_the_row_that_the_orm_writes() -> None:
    key = NewRows(Effect, [{"key": "ready", **GIVEN}]).insert_one()
    saved = Effect.objects.create(key="saved", **GIVEN)
    assert plain(Effect.objects.get(pk=key)) == {**plain(saved), "id": key, "key": "ready"}


def test_an_object_not_yet_saved_gives_its_row() -> None:
    NewRows.of([Effect(key="one", **GIVEN), Effect(key="two", attempts=4, **GIVEN)]).insert()
    assert list(Effect.objects.order_by("id").values_list("key", "attempts")) == [("one", 0), ("two", 4)]


def test_what_another_row_decides_is_filled_in_later() -> None:
    rows = NewRows(Effect, [{"key": "one", **GIVEN}, {"key": "two", **GIVEN}])
    rows.fill(attempts=2)
    rows.fill(1, payload={"n": 7}, done_at=NOW)
    rows.insert()
    one, two = Effect.objects.order_by("key")
    assert (one.attempts, one.payload, one.done_at) == (2, GIVEN["payload"], None)
    assert (two.attempts, two.payload, two.done_at) == (2, {"n": 7}, NOW)
    with pytest.raises(KeyError):
        rows.fill(nothing=1)


def test_a_row_can_be_given_its_key_before() -> None:
    row = NewRows(Push, [{"topic": "t", "data": {}, "created_at": NOW}])
    ids = reserved_ids([Push])
    assert (ids is None) == (connection.vendor == "sqlite")
    row.number((ids or [4711])[0])
    row.insert()
    assert Push.objects.get().pk == (ids or [4711])[0]


def test_a_second_row_with_the_same_key_is_refused_or_left_out() -> None:
    NewRows(Effect, [{"key": "one", **GIVEN}]).insert()
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        NewRows(Effect, [{"key": "one", **GIVEN}]).insert()
    NewRows(Effect, [{"key": "one", **GIVEN, "kind": "other"}], ignore_conflicts=True).insert()
    assert Effect.objects.get().kind == "test"


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        NewRows(Effect, []).insert()
    assert len(asked) == 0


def test_answers_are_there_when_the_block_has_ended() -> None:
    with together():
        NewRows(Effect, [{"key": "one", **GIVEN}, {"key": "two", **GIVEN}]).insert()
        changed = start_change(Effect, {"kind": "test"}, {"kind": "changed"})
        none = start_change(Effect, {"kind": "test"}, {"kind": "again"})
    assert (changed.rowcount, none.rowcount) == (2, 0)


def test_a_block_on_the_way_leaves_no_trace_on_what_follows() -> None:
    with pytest.raises(RuntimeError), together():
        raise RuntimeError
    row = Push(topic="t", data={}, created_at=NOW)
    insert_rows([row])
    assert Push.objects.get(pk=row.pk).topic == "t"
