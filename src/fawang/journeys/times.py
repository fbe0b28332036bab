"""How long each service takes, against the period that the law allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median

from fawang.core.calendar.values import UNIT_NAMES
from fawang.core.clock import day_of
from fawang.journeys.overview import LONGEST_SPAN
from fawang.records.matters.access import SUPERVISOR
from fawang.records.matters.queries.times import MOST, Ended, ended_periods
from fawang.records.matters.refusals import NotASupervisor
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.limits import UnknownLimit, get_limit
from fawang.reference.catalog.queries import catalogue_index


@dataclass(frozen=True)
class TimeRow:
    """One statutory period of one service. Days are calendar days from the moment it began to the act that
    ended it, pauses included, as the applicant waits."""

    service_code: str
    service: str
    family: str
    period: str
    #: What the law allows, in words: 60 日（行政复议法第六十二条）; empty when the limit is gone.
    allowed: str
    count: int
    mean: float
    median: float
    longest: int
    late: int

    @property
    def late_share(self) -> int:
        """Of a hundred."""
        return round(100 * self.late / self.count)


@dataclass(frozen=True)
class Times:
    """Rows by family and service. `cut`: there were more periods than are looked at."""

    since: datetime
    rows: tuple[TimeRow, ...]
    cut: bool


def times(*, viewer: Viewer, days: int, now: datetime) -> Times:
    """The periods that ended in the supervisor's regions in the last days. Raises NotASupervisor."""
    if not viewer.has(SUPERVISOR):
        raise NotASupervisor
    since = now - timedelta(days=min(max(days, 1), LONGEST_SPAN))
    found = ended_periods(viewer=viewer, since=since)
    groups: dict[tuple[str, str], list[Ended]] = {}
    for row in found:
        groups.setdefault(row[:2], []).append(row)
    known = {row.code: (row.family_name, row.name) for row in catalogue_index()}
    rows = [_row(known, service, limit, ended) for (service, limit), ended in groups.items()]
    return Times(since, tuple(sorted(rows, key=_order)), len(found) >= MOST)


def _order(row: TimeRow) -> tuple[str, str, str]:
    return row.family, row.service, row.period


def _row(known: dict[str, tuple[str, str]], service: str, limit: str, ended: list[Ended]) -> TimeRow:
    took = [(day_of(row[4]) - day_of(row[3])).days for row in ended]
    family, name = known.get(service, ("", service))
    return TimeRow(
        service_code=service,
        service=name,
        family=family,
        period=ended[0][2],
        allowed=_allowed(limit),
        count=len(took),
        mean=fmean(took),
        median=median(took),
        longest=max(took),
        late=sum(row[5] for row in ended),
    )


def _allowed(code: str) -> str:
    try:
        limit = get_limit(code)
    except UnknownLimit:
        return ""
    open_end = "到申请里写的那一天" if limit.kind == "until" else "及时"
    length = f"{limit.value} {UNIT_NAMES[limit.unit]}" if limit.value and limit.unit else open_end
    return f"{length}（{limit.law}{limit.article}）"
