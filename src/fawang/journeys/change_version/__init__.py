"""Move running matters to another version of their service: look first which of them fit, then move those.

A matter is finished on the version it began on unless somebody who runs the installation moves it. Moving
changes neither its state nor its clocks: only a matter that stands exactly where the other version would
have brought it is moved, with an entry in its timeline and a line in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.clock import day_of
from fawang.core.outbox.operations import push
from fawang.journeys.casework import answers_of
from fawang.journeys.change_version.rules import VERDICTS, Fit, Running, Verdict, fit
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.timeline import LockedMatter, lock_matter
from fawang.records.matters.operations.versions import change_version
from fawang.records.matters.queries.one import get_proven_matter, materials_of, timeline_of
from fawang.records.matters.queries.versions import open_on_other_versions
from fawang.records.matters.rules.chain import Entry
from fawang.records.matters.rules.projection import Projection, replay
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.operations import pin_service
from fawang.reference.catalog.queries import UnknownService, get_service

__all__ = ["VERDICTS", "MatterFit", "UnknownService", "Verdict", "look", "move"]


@dataclass(frozen=True)
class MatterFit:
    """One running matter: the version it is on, and whether it fits the other one. `moved`: it was moved."""

    number: str
    version: str
    state: str
    verdict: Verdict
    reasons: tuple[str, ...]
    moved: bool = False


def look(*, service: str, version: str = "") -> Iterator[MatterFit]:
    """Every open matter of a service that is not on that version (empty: the newest), with whether it fits;
    changes nothing. Raises UnknownService."""
    target = get_service(service, version or None)
    for number in open_on_other_versions(code=service, version=target.version):
        matter = get_proven_matter(number)
        entries = timeline_of(matter)
        found = _fit(matter, entries, replay(entries), target)
        yield _told(matter, found)


def move(*, service: str, version: str = "", now: datetime) -> Iterator[MatterFit]:
    """The same, moving those that fit, each in a transaction of its own and looked at again under its lock.
    Raises UnknownService, and ChainBroken at a matter whose timeline was tampered with."""
    target = get_service(service, version) if version else pin_service(code=service, now=now)
    for number in open_on_other_versions(code=service, version=target.version):
        with transaction.atomic():
            locked = lock_matter(number=number)
            if not locked.present.open or locked.matter.service_version == target.version:
                continue  # Somebody closed or moved it while the list was worked off.
            found = _fit(locked.matter, locked.entries, locked.present, target)
            told = _told(locked.matter, found, moved=found.verdict == "fits")
            if told.moved:
                _move(locked, target, now)
        yield told


def _fit(matter: Matter, entries: tuple[Entry, ...], present: Projection, target: ServiceDefinition) -> Fit:
    running = Running(
        entries=entries,
        present=present,
        answers=answers_of(matter),
        attached={material.code for material in materials_of(matter=matter)},
        applied_on=day_of(matter.created_at),
    )
    return fit(get_service(matter.service_code, matter.service_version), target, running)


def _told(matter: Matter, found: Fit, *, moved: bool = False) -> MatterFit:
    return MatterFit(matter.number, matter.service_version, matter.state, found.verdict, found.reasons, moved)


def _move(locked: LockedMatter, target: ServiceDefinition, now: datetime) -> None:
    before = locked.matter.service_version
    state = target.steps.states[locked.present.state]
    written = change_version(locked=locked, version=target.version, quiet_days=state.quiet_days, now=now)
    number = written.matter.number
    push(f"matter:{number}", {"event": "matter.version", "number": number}, now=now)
    record(
        actor="system",
        action="matter.version",
        object_type="matter",
        object_ref=number,
        now=now,
        detail={"from": before, "to": target.version},
    )
