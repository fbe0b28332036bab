"""The rows of a list: what stands in each, and what is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from fawang.core.clock import ZONE
from fawang.interfaces.office.rows import ListRow, list_rows
from fawang.journeys.queue import QueueRow

MORNING = datetime(2026, 11, 17, 9, 30, tzinfo=ZONE)
ROW = QueueRow(
    number="99012126111712345678",
    title="讨薪",
    service_name="法律援助",
    category="工资报酬",
    urgency="normal",
    urgency_name="一般",
    flags=("migrant_worker",),
    flag_names=("农民工",),
    region_name="石港镇",
    state="supplement",
    state_name="等您补充材料",
    organisation_name="石港县法律援助中心",
    holder_name="",
    lawyer_name="",
    # In China it is 23:05 of that day.
    created_at=datetime(2026, 11, 16, 15, 5, tzinfo=UTC),
    due_at=None,
    overdue=False,
    days_left=None,
)


def shown(row: QueueRow, *, may_take: bool = False) -> ListRow:
    return list_rows([row], may_take=may_take, now=MORNING)[0]


def test_addresses_are_those_of_the_site() -> None:
    row = shown(ROW, may_take=True)
    assert row.address == reverse("office:matter", args=[ROW.number])
    assert row.take == reverse("office:take", args=[ROW.number])


def test_only_what_nobody_has_is_offered_and_only_to_who_may_take_it() -> None:
    assert shown(ROW).take == ""
    assert shown(replace(ROW, holder_name="孙丽"), may_take=True).take == ""


def test_times_are_those_of_china() -> None:
    row = shown(ROW)
    assert (row.came, row.came_stamp) == ("11月16日 23:05", "2026-11-16T23:05:00+08:00")


def test_words_are_turned_for_staff_and_urgency_is_named_when_it_presses() -> None:
    assert shown(ROW).state == "等申请人补充材料"
    assert shown(ROW).urgency == ""
    for urgency in ("urgent", "emergency"):
        assert shown(replace(ROW, urgency=urgency, urgency_name="紧急")).urgency == "紧急"


@pytest.mark.parametrize(
    ("days", "overdue", "mark", "icon", "words"),
    [
        (-2, True, "urgent", "alert", "已逾期 2 天"),
        # Past, but closed: nothing presses any more, and yet it is near.
        (-2, False, "soon", "clock", "已逾期 2 天"),
        (0, False, "today", "clock", "今天到期"),
        (2, False, "soon", "clock", "还剩 2 天"),
        (3, False, "", "", "还剩 3 天"),
    ],
)
def test_a_period_is_marked_as_it_presses(days: int, overdue: bool, mark: str, icon: str, words: str) -> None:
    due_at = MORNING + timedelta(days=days)
    due = shown(replace(ROW, due_at=due_at, overdue=overdue, days_left=days)).due
    assert due is not None
    assert (due.mark, due.icon, due.words) == (mark, icon, words)
    assert due.day == f"11月{due_at.day}日"
    assert datetime.fromisoformat(due.stamp) == due_at


def test_a_matter_without_a_period_shows_none() -> None:
    assert shown(ROW).due is None
    assert list_rows([], now=MORNING) == []
