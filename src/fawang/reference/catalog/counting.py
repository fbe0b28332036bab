"""How much the catalogue holds, by family and in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fawang.reference.catalog.check_cites import CiteCheck, cites_in
from fawang.reference.catalog.definitions import ClockChange, ServiceDefinition
from fawang.reference.catalog.limits import load_limits
from fawang.reference.catalog.loader import load_catalog
from fawang.reference.catalog.shapes import form_shape, steps_shape
from fawang.reference.law.queries import library_ready


@dataclass
class ContentStats:
    """The numbers of a family, or of everything. `uncited` are the codes of limits without a legal source;
    `checked` says whether there was a library to hold them against."""

    name: str = ""
    checked: bool = False
    services: int = 0
    full: int = 0
    cases: int = 0
    cites: int = 0
    #: Shapes and texts, so that what services share counts once.
    documents: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    limits: set[str] = field(default_factory=set)
    uncited: tuple[str, ...] = ()
    by_family: dict[str, ContentStats] = field(default_factory=dict)

    def totals(self) -> dict[str, Any]:
        """The numbers by name. `limits_cited` is a share from 0 to 1, None without a library."""
        share = (len(self.limits) - len(self.uncited)) / len(self.limits) if self.limits else 1.0
        return {
            "families": len(self.by_family),
            "services": self.services,
            "full": self.full,
            "light": self.services - self.full,
            "distinct_forms": len(self.forms),
            "distinct_steps": len(self.steps),
            "limits": len(self.limits),
            "cases": self.cases,
            # Rounded down: 1.0 is said only of all of them.
            "limits_cited": int(share * 10000) / 10000 if self.checked else None,
            "cites": self.cites,
            "documents": len(self.documents),
        }


def count_content(roots: Sequence[Path]) -> ContentStats:
    """The numbers of the content under these folders; services with mistakes are not counted."""
    whole = ContentStats(checked=library_ready())
    promised = {limit.code for limit in load_limits(roots).limits if limit.promised}
    for loaded in load_catalog(roots).services.values():
        one = loaded.definition
        if one is None:
            continue
        family = whole.by_family.setdefault(one.family, ContentStats(one.family_name, whole.checked))
        for stats in (whole, family):
            _add(stats, one, len(loaded.cases))
            stats.limits -= promised
    if whole.checked:
        open_ = _without_source(roots, whole.limits)
        for stats in (whole, *whole.by_family.values()):
            stats.uncited = tuple(sorted(stats.limits & open_))
    return whole


def _add(stats: ContentStats, one: ServiceDefinition, cases: int) -> None:
    stats.services += 1
    stats.full += one.kind == "full"
    stats.cases += cases
    stats.cites += sum(1 for _ in cites_in(one))
    stats.documents |= {paper.model_dump_json() for paper in one.documents.values()}
    stats.forms.add(form_shape(one))
    stats.steps.add(steps_shape(one))
    stats.limits |= set(limits_used(one))


def _without_source(roots: Sequence[Path], used: set[str]) -> set[str]:
    """Those of the limits that no article backs; one of several dated texts without it is enough."""
    book, check = load_limits(roots), CiteCheck()
    known = {limit.code for limit in book.limits}
    bound = [limit for limit in book.limits if not limit.promised]
    bare = {limit.code for limit in bound if check.backing(limit, book) == "open"}
    return {code for code in used if code in bare or code not in known}


def limits_used(service: ServiceDefinition) -> Iterator[str]:
    """The code of every statutory period that a service counts by, shows or depends on."""
    yield from service.limits
    yield from (remedy.limit for remedy in service.remedies if remedy.limit is not None)
    steps = service.steps
    asked = [*service.form.fields(), *(one for action in steps.actions for one in action.fields)]
    yield from (one.limit for one in asked if one.limit is not None)
    yield from (action.on_expiry for action in steps.actions if action.on_expiry is not None)
    changes: list[ClockChange] = [*steps.on_start.clocks]
    for action in steps.actions:
        changes += action.clocks
        changes += (change for one in action.fields for option in one.options for change in option.clocks)
    for change in changes:
        if change.limit != "all":
            yield change.limit
        if change.by_limit is not None:
            yield change.by_limit
