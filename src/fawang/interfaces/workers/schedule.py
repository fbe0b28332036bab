"""What the worker does by the clock rather than by the outbox. Every task may run twice, or in two
workers at once, without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fawang.core.outbox.operations import prune
from fawang.journeys.draft import expire_drafts
from fawang.journeys.overdue import mark_overdue
from fawang.records.matters.operations.codes import forget_old

_log = logging.getLogger("fawang.worker")


@dataclass(frozen=True)
class Periodic:
    """One task and how often it runs. `run` gets the present moment."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass
class Schedule:
    """Remembers when each task is next due. After a start all are due at once: what a stopped worker
    missed is caught up with."""

    tasks: Iterable[Periodic]
    _due: dict[str, datetime] = field(default_factory=dict)

    def run_due(self, now: datetime) -> list[str]:
        """Run the tasks that are due; returns their names. A task that fails is logged and waits its turn."""
        ran = []
        for task in self.tasks:
            if self._due.get(task.name, now) > now:
                continue
            self._due[task.name] = now + task.every
            ran.append(task.name)
            try:
                task.run(now)
            except Exception:
                _log.exception("scheduled task %s failed", task.name)
        return ran


def _prune(now: datetime) -> object:
    return prune(now=now)


def _overdue(now: datetime) -> object:
    return mark_overdue(now=now)


def _drafts(now: datetime) -> object:
    return expire_drafts(now=now), forget_old(now=now)


#: The tasks of this installation.
TASKS: tuple[Periodic, ...] = (
    Periodic("prune-outbox", timedelta(minutes=10), _prune),
    Periodic("overdue", timedelta(minutes=1), _overdue),
    Periodic("expire-drafts", timedelta(minutes=30), _drafts),
)
