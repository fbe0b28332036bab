"""A list of work as a table to take away: what the viewer sees and no more, recorded, with an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fawang.core.audit.operations import record
from fawang.core.clock import ZONE
from fawang.journeys.queue import QueueRow, rows_of
from fawang.journeys.queue_filters import QueueFilters, narrowing_of
from fawang.records.matters.queries.lists import first_of, tabs_of
from fawang.records.people.viewers import Viewer

#: Rows of one table. More is the business of statistics.
MOST = 5000
HEADER = (
    "编号", "事项", "服务", "类别", "状态", "缓急", "标记", "地方", "机构", "承办人", "律师", "收到", "截止",
    "逾期",
)  # fmt: skip
#: Said below the rows of a table that was cut off.
CUT = f"只导出前 {MOST} 件，请先筛选，分几次导出。"
#: What a spreadsheet program takes for the beginning of a formula, in either width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_rows(
    *, viewer: Viewer, filters: QueueFilters, now: datetime, address: str = ""
) -> Iterator[tuple[str, ...]]:
    """The rows of a list in its order, below HEADER, read as they are asked for; at most MOST, then CUT. No
    name, number or address of a party is among them. That it was taken is recorded before the first row."""
    record(
        actor=viewer.actor,
        action="matter.export",
        object_type="matter",
        object_ref="list",
        now=now,
        address=address,
        detail={name: value for name, value in vars(filters).items() if value},
    )
    lists = tabs_of(viewer=viewer, narrowing=narrowing_of(filters, viewer), now=now)
    tab = filters.tab if filters.tab in lists else "new"
    return _rows(first_of(lists[tab], tab=tab, most=MOST + 1), now)


def _rows(found: Iterator[Mapping[str, Any]], now: datetime) -> Iterator[tuple[str, ...]]:
    for place, row in enumerate(found):
        if place == MOST:
            yield (CUT,)
            return
        yield tuple(map(harmless, _cells(rows_of([row], now)[0])))


def harmless(text: str) -> str:
    """The text so that no spreadsheet program reckons with it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cells(row: QueueRow) -> tuple[str, ...]:
    return (
        row.number,
        row.title,
        row.service_name,
        row.category,
        row.state_name.replace("您", "申请人"),
        row.urgency_name,
        "、".join(row.flag_names),
        row.region_name,
        row.organisation_name,
        row.holder_name,
        row.lawyer_name,
        _moment(row.created_at),
        _moment(row.due_at) if row.due_at else "",
        "是" if row.overdue else "",
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
