"""Reads of the catalogue: services are public knowledge, so these reads take no viewer.

Definitions come from the files (or, unchanged since the last start, from `kept`) and stay in memory; the
files are looked at again at most every two seconds, so that a change shows without a restart. A pinned
version comes from the database. What an installation switched off (services/off.yaml) is in no list and
cannot be begun, while its running matters go on.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from fawang.core.refusals import Refusal
from fawang.reference.catalog import limits
from fawang.reference.catalog.asked_for import Ways, load_ways
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.eligibility import Assessment, assess
from fawang.reference.catalog.finding import TOLD, helpful
from fawang.reference.catalog.grounds import LoadedEligibility, load_eligibility
from fawang.reference.catalog.holidays import content_roots
from fawang.reference.catalog.kept import read_catalog
from fawang.reference.catalog.listing import ServiceRow, chosen, row_of
from fawang.reference.catalog.loader import content_files, found_states, service_files
from fawang.reference.catalog.models import ServiceVersion
from fawang.reference.catalog.opening import Opening, open_with
from fawang.reference.catalog.stories import Stories, read_stories

_LOOK_AGAIN_AFTER = 2.0  # seconds


class UnknownService(Refusal):
    """No service of that code, or no such version of it, is published here."""

    default_message = "没有找到这项服务，可能已经下线。请到“服务”页面重新选，或者拨打 12348。"


@dataclass
class _Held:
    roots: tuple[Path, ...]
    signature: tuple[tuple[str, int, int], ...]
    looked_at: float
    #: What is offered, by group and code, the same by code, and as rows.
    offered: tuple[ServiceDefinition, ...]
    by_code: Mapping[str, ServiceDefinition]
    rows: tuple[ServiceRow, ...]
    #: What is written and not offered here, by code.
    off: Mapping[str, ServiceDefinition]
    eligibility: LoadedEligibility
    ways: tuple[Ways, ...]

    @cached_property
    def stories(self) -> Stories:
        """Read when somebody first searches: a start should not wait for it."""
        files = content_files(self.roots)
        own = {folder.rsplit("/", 1)[1]: f"{folder}/cases.yaml" for folder in service_files(files)}
        return read_stories({c: files[f] for c, f in own.items() if c in self.by_code and f in files})


_held: _Held | None = None
_pinned: dict[tuple[str, str], ServiceDefinition] = {}
_lock = Lock()


def _signature(roots: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        state for root in roots for part in ("services", "eligibility") for state in found_states(root, part)
    )


def _content() -> _Held:
    global _held
    roots = content_roots()
    held = _held
    if held is not None and held.roots == roots and _lock.locked():
        # While another thread reads what has changed, what stood until now is good enough.
        return held
    with _lock:
        held, moment = _held, time.monotonic()
        if held is not None and held.roots == roots and moment - held.looked_at < _LOOK_AGAIN_AFTER:
            return held
        signature = _signature(roots)
        if held is None or held.signature != signature:
            held = _read(roots, signature, moment)
        held.looked_at = moment
        _held = held
        return held


def _read(roots: tuple[Path, ...], signature: tuple[tuple[str, int, int], ...], moment: float) -> _Held:
    found = read_catalog(roots)
    ordered = sorted(found.services, key=lambda one: (one.group, one.code))
    offered = tuple(one for one in ordered if one.code not in found.off)
    return _Held(
        roots=roots,
        signature=signature,
        looked_at=moment,
        offered=offered,
        by_code={one.code: one for one in offered},
        rows=tuple(map(row_of, offered)),
        off={one.code: one for one in ordered if one.code in found.off},
        eligibility=load_eligibility(roots),
        ways=load_ways(roots),
    )


def list_services() -> list[ServiceDefinition]:
    """Every service that can be applied for now, by group and code; one with mistakes is left out
    (`fawang content check` says why), and one that this installation switched off."""
    return list(_content().offered)


def catalogue_index() -> tuple[ServiceRow, ...]:
    """The same as rows for lists, by group and code; made once for each change of the files."""
    return _content().rows


def find_services(
    *,
    words: str = "",
    family: str = "",
    group: str = "",
    kind: str = "",
    audience: str = "",
    door: str = "",
    also: Mapping[str, float] | None = None,
) -> tuple[ServiceRow, ...]:
    """The rows that fit every given filter, by group and code; with `words` only those found, the best first:
    by the texts of the catalogue and by the plain words of content/services/asked-for. `also` (code → points)
    are services that the caller knows to help whoever says so."""
    content = _content()
    helping = helpful(words, content.ways) if words else {}
    told = content.stories.nearness(words) if len(words) > 3 else {}
    for code, points in (*(also or {}).items(), *((c, TOLD * share) for c, share in told.items())):
        helping[code] = helping.get(code, 0.0) + points
    return chosen(
        content.rows,
        helpful=helping,
        words=words,
        family=family,
        group=group,
        kind=kind,
        audience=audience,
        door=door,
    )


def get_service(code: str, version: str | None = None) -> ServiceDefinition:
    """The newest definition of a service that is offered, or the published version that a matter is pinned
    to, offered or not. Raises UnknownService."""
    # A version never changes, so that one seen before needs no look at the files.
    held = _pinned.get((code, version)) if version else None
    if held is not None:
        return held
    content = _content()
    newest = content.by_code.get(code)
    if version and newest is None:
        newest = content.off.get(code)
    if newest is not None and version in (None, "", newest.version):
        _pinned[code, newest.version] = newest
        return newest
    if not version:
        raise UnknownService
    row = ServiceVersion.objects.filter(code=code, version=version).first()
    if row is None:
        raise UnknownService
    held = ServiceDefinition.model_validate(row.definition)
    _pinned[code, version] = held
    return held


def service_asked_as(name: str) -> ServiceDefinition | None:
    """The service that the understanding of a question calls by this name (法律援助), or None."""
    return next((one for one in list_services() if name in one.asked_as or name == one.name), None)


def assess_answers(
    definition: ServiceDefinition, answers: Mapping[str, Any], *, today: date
) -> Assessment | None:
    """What the eligibility rules of a service say to these answers; None when it has none."""
    use = definition.eligibility
    if use is None:
        return None
    content = _content().eligibility
    rules = content.rules.get(use.rules)
    if rules is None:
        return None
    situation = answers.get(use.situation) if use.situation else None
    given = situation if isinstance(situation, list) else [situation] if situation else []
    return assess(
        rules,
        answers,
        kind=str(answers.get(use.matter_kind, "")),
        situation=[str(one) for one in given],
        today=today,
        early_days=limits.get_limit(rules.early_help.limit, today).value or 0,
        standards=content.standards,
        region_code=str(answers.get(definition.dispatch.region_field, "")),
        in_proceeding=answers.get("in_proceeding") == "yes",
    )


def open_application(
    definition: ServiceDefinition, answers: Mapping[str, Any], *, today: date, category: str = ""
) -> Opening:
    """Title, marks, parties, place and eligibility of a new matter, from checked answers."""
    assessment = assess_answers(definition, answers, today=today)
    return open_with(definition, answers, category=category, assessment=assessment)
