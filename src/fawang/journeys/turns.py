"""Many matters dealt with by the worker, some to a transaction: what is to happen to each is worked out
first, and then everything is written together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import prefetch_related_objects

from fawang.core.audit.models import AuditEntry
from fawang.core.audit.operations import entry_for
from fawang.core.many_rows import insert_many
from fawang.journeys.casework import Told, told_of, write_papers
from fawang.records.matters.operations.many import Grown, lock_matters, write_grown
from fawang.records.matters.operations.timeline import LockedMatter, grow
from fawang.records.matters.queries.one import supervisors_over
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.queries import supervisors_above
from fawang.stages.workflows.rules import NoticeDue

#: Matters dealt with in one transaction: a commit costs more than a matter does, and nobody else must wait
#: for long.
TURN = 50
#: Matters that one look at the index finds, and looks in one run of a task: the outbox waits meanwhile.
BATCH = 500
LOOKS = 20
_log = logging.getLogger("fawang.worker")


class Seen:
    """What many matters ask alike, looked up once for each run of a task."""

    def __init__(self) -> None:
        self.supervisors: Callable[[str], tuple[int, ...]] = cache(lambda code: tuple(supervisors_over(code)))
        self._above = cache(supervisors_above)

    def above(self, organisation_id: int | None, region_code: str) -> list[int]:
        """The supervisors one step up from those of the region."""
        return self._above(organisation_id, region_code, self.supervisors(region_code))


class Work:
    """What is to be written for one matter. Nothing is written before `in_turns` writes all of it, so a
    matter that is refused half way leaves no trace."""

    def __init__(self, locked: LockedMatter, seen: Seen, now: datetime) -> None:
        self.before = self.locked = locked
        self.seen = seen
        self.now = now
        self.told = Told()
        self.audit: list[AuditEntry] = []
        #: The matter as it was after each entry whose step may have papers.
        self.stages: list[LockedMatter] = []

    def append(self, entry: NewEntry, notices: Sequence[NoticeDue], *, event: str) -> LockedMatter:
        """Add an entry with everything it causes; returns the matter as it is afterwards."""
        self.locked = grow(locked=self.locked, new=[entry], now=self.now)
        self.stages.append(self.locked)
        told = told_of(self.locked, notices, event=event, now=self.now, supervisors=self.seen.supervisors)
        self.told.effects += told.effects
        self.told.notes += told.notes
        return self.locked

    def record(self, action: str, detail: dict[str, Any] | None = None) -> None:
        """Add a line to the audit log."""
        self.audit.append(
            entry_for(
                actor="system",
                action=action,
                object_type="matter",
                object_ref=self.locked.matter.number,
                now=self.now,
                detail=detail,
            )
        )


#: Works out what happens to one matter; False when nothing does.
Deal = Callable[[Work], bool]


def in_turns(
    find: Callable[[], Sequence[str]], deal: Deal, *, now: datetime, related: Iterable[str] = ()
) -> int:
    """Deal with the matters whose numbers `find` gives until it finds no more, `TURN` of them in each
    transaction; how many were dealt with. `related` are references of a matter that `deal` reads. A matter
    that cannot be dealt with is logged, stays as it is and does not hold the others up; run twice, or in
    two workers at once, each is dealt with once."""
    done, seen, wanted = 0, Seen(), tuple(related)
    for _ in range(LOOKS):
        numbers = find()
        advanced = 0
        for start in range(0, len(numbers), TURN):
            # In the order of their numbers, so that two workers lock them in the same order.
            advanced += _turn(sorted(numbers[start : start + TURN]), deal, seen, now, wanted)
        done += advanced
        if len(numbers) < BATCH or not advanced:
            break
    return done


def _turn(numbers: Sequence[str], deal: Deal, seen: Seen, now: datetime, related: tuple[str, ...]) -> int:
    try:
        with transaction.atomic():
            return _deal_with(numbers, deal, seen, now, related)
    except (OperationalError, InterfaceError):
        raise  # The database does not answer: no matter is at fault, and the worker tries again later.
    except Exception:
        if len(numbers) == 1:
            _log.exception("matter %s could not be dealt with and stays as it is", numbers[0])
            return 0
    # One of them spoiled the transaction of all: each gets its own.
    return sum(_turn([number], deal, seen, now, related) for number in numbers)


def _deal_with(
    numbers: Sequence[str], deal: Deal, seen: Seen, now: datetime, related: tuple[str, ...]
) -> int:
    sound, broken = lock_matters(numbers=numbers)
    for fault in broken:
        _log.error("matter %s is not dealt with: %s", fault.number, fault)
    if related:
        prefetch_related_objects([one.matter for one in sound], *related)
    works = [work for work in (Work(locked, seen, now) for locked in sound) if deal(work)]
    write_grown(matters=[Grown(work.before, work.locked) for work in works], now=now)
    told = Told()
    for work in works:
        for stage in work.stages:
            write_papers(stage, now=now)
        told.effects += work.told.effects
        told.notes += work.told.notes
    told.write(now=now)
    insert_many([line for work in works for line in work.audit])
    return len(works)
