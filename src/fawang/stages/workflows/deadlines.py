"""The legal calendar and the published limits, as the engine asks for them."""

from __future__ import annotations

from datetime import date, datetime

from fawang.core.calendar import end_of_day
from fawang.core.calendar.values import Pause
from fawang.records.matters.rules.projection import Clock
from fawang.reference.catalog.limits import get_limit, limit_deadline
from fawang.stages.workflows.rules import Due


class StatutoryDeadlines:
    """Deadlines from content/limits, counted by the statutes' own rules."""

    def begin(self, limit: str, moment: datetime) -> Due:
        """The end of a period that starts to run at a moment. Raises UnknownLimit."""
        end = limit_deadline(limit, moment)
        return Due(end.at, get_limit(limit).step, end.provisional)

    def until(self, limit: str, day: date) -> Due:
        """The end of a period that lasts to a day. Raises UnknownLimit."""
        return Due(end_of_day(day), get_limit(limit).step)

    def resume(self, clock: Clock, moment: datetime) -> Due:
        """The new end of a paused clock that runs on from a moment, all its pauses left out."""
        pauses = [Pause(since, until) for since, until in clock.pauses]
        if clock.paused_at:
            pauses.append(Pause(clock.paused_at, moment))
        end = limit_deadline(clock.limit, clock.started_at, pauses=pauses, extended_by=clock.extended)
        return Due(end.at, clock.label, end.provisional)

    def extend(self, clock: Clock, by_limit: str) -> Due:
        """The new end of a running clock to which the period of another limit is added (延长审理期限)."""
        pauses = [Pause(since, until) for since, until in clock.pauses]
        by = (*clock.extended, by_limit)
        end = limit_deadline(clock.limit, clock.started_at, pauses=pauses, extended_by=by)
        return Due(end.at, clock.label, end.provisional)
