"""The list of work, and finding a matter by words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.records.people.viewers import Viewer


@dataclass(frozen=True)
class QueueFilters:
    """`tab`: new (nobody has it), mine, open, overdue, closed. The rest narrow it down."""

    tab: str = "new"
    service_code: str = ""
    category: str = ""
    urgency: str = ""
    #: A region code; matters in it and below.
    region_code: str = ""


@dataclass(frozen=True)
class QueueRow:
    """One matter in a list."""

    number: str
    title: str
    service_name: str
    category: str
    urgency: str
    urgency_name: str
    flags: tuple[str, ...]
    flag_names: tuple[str, ...]
    region_name: str
    state: str
    state_name: str
    organisation_name: str
    holder_name: str
    lawyer_name: str
    created_at: datetime
    due_at: datetime | None
    overdue: bool
    #: Whole calendar days to the due day; negative when past; None without a clock.
    days_left: int | None


@dataclass(frozen=True)
class CappedCount:
    """A count that stops at 1000."""

    value: int
    capped: bool

    @property
    def words(self) -> str:
        """`37` or `1000+`."""
        return f"{self.value}+" if self.capped else str(self.value)


@dataclass(frozen=True)
class QueuePage:
    """A page of at most 25 rows. `next_cursor` goes back as `after`; empty at the end."""

    rows: tuple[QueueRow, ...]
    next_cursor: str
    #: Count by tab.
    counts: dict[str, CappedCount]


@dataclass(frozen=True)
class SearchPage:
    """Matters that hold the words, newest first."""

    text: str
    rows: tuple[QueueRow, ...]
    next_cursor: str
    count: CappedCount


def queue(*, viewer: Viewer, filters: QueueFilters, after: str = "", now: datetime) -> QueuePage:
    """The viewer's list of work, in at most six statements at any size."""
    raise NotImplementedError


def search(*, viewer: Viewer, text: str, after: str = "", now: datetime) -> SearchPage:
    """Matters by words of title and story or by number, the viewer's only. Raises SearchTextRefused."""
    raise NotImplementedError
