"""What the worker does by the clock rather than by the outbox. Every task may run twice, or in two
workers at once, without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fawang.core.outbox.operations import prune
from fawang.core.statistics import refresh_statistics
from fawang.journeys.draft import expire_drafts
from fawang.journeys.overdue import mark_overdue
from fawang.journeys.silence import raise_silences
from fawang.journeys.stand_ins.watching import watch_stand_ins
from fawang.journeys.warnings import escalate, warn_of_clocks
from fawang.records.clients.operations.answers import forget_answers
from fawang.records.clients.operations.clients import forget_uses
from fawang.records.matters.operations.codes import forget_old
from fawang.records.people.operations.desk import forget_presence
from fawang.reference.catalog.operations import publish_services

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


def _services(now: datetime) -> object:
    return publish_services(now=now)


def _prune(now: datetime) -> object:
    return prune(now=now)


def _overdue(now: datetime) -> object:
    return mark_overdue(now=now)


def _warnings(now: datetime) -> object:
    return warn_of_clocks(now=now), escalate(now=now)


def _silences(now: datetime) -> object:
    return raise_silences(now=now)


def _drafts(now: datetime) -> object:
    return expire_drafts(now=now), forget_old(now=now)


def _stand_ins(now: datetime) -> object:
    return watch_stand_ins(now=now)


def _clients(now: datetime) -> object:
    return forget_uses(now=now), forget_answers(now=now)


def _presence(now: datetime) -> object:
    return forget_presence(now=now)


def _statistics(_now: datetime) -> object:
    return refresh_statistics()


#: The tasks of this installation.
TASKS: tuple[Periodic, ...] = (
    # A matter keeps the version it is begun on by itself; this keeps those on which nobody began anything.
    Periodic("publish-services", timedelta(minutes=10), _services),
    Periodic("prune-outbox", timedelta(minutes=10), _prune),
    Periodic("overdue", timedelta(minutes=1), _overdue),
    Periodic("clock-warnings", timedelta(minutes=1), _warnings),
    Periodic("silences", timedelta(minutes=15), _silences),
    Periodic("stand-ins", timedelta(minutes=15), _stand_ins),
    Periodic("forget-clients-counts", timedelta(minutes=10), _clients),
    Periodic("expire-drafts", timedelta(minutes=30), _drafts),
    Periodic("forget-presence", timedelta(minutes=10), _presence),
    Periodic("database-statistics", timedelta(days=1), _statistics),
)
