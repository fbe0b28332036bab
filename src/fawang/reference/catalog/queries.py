"""Reads of the catalogue: services are public knowledge, so these reads take no viewer.

Definitions come from the files and are kept in memory; the files are looked at again at most every two
seconds, so that a change shows without a restart. A pinned version comes from the database.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from fawang.core.refusals import Refusal
from fawang.reference.catalog import limits
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.eligibility import Assessment, assess
from fawang.reference.catalog.grounds import LoadedEligibility, load_eligibility
from fawang.reference.catalog.holidays import content_roots
from fawang.reference.catalog.loader import LoadedCatalog, load_catalog
from fawang.reference.catalog.models import ServiceVersion
from fawang.reference.catalog.opening import Opening, open_with

_LOOK_AGAIN_AFTER = 2.0  # seconds


class UnknownService(Refusal):
    """No service of that code, or no such version of it, is published here."""

    default_message = "没有找到这项服务，可能已经下线。请到“服务”页面重新选，或者拨打 12348。"


@dataclass
class _Held:
    roots: tuple[Path, ...]
    signature: tuple[tuple[str, int, int], ...]
    looked_at: float
    catalog: LoadedCatalog
    eligibility: LoadedEligibility


_held: _Held | None = None
_pinned: dict[tuple[str, str], ServiceDefinition] = {}
_lock = Lock()


def _signature(roots: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    found = []
    for root in roots:
        for part in ("services", "eligibility"):
            for path in sorted((root / part).rglob("*.yaml")):
                stat = path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def _content() -> _Held:
    global _held
    roots = content_roots()
    with _lock:
        held, moment = _held, time.monotonic()
        if held is not None and held.roots == roots and moment - held.looked_at < _LOOK_AGAIN_AFTER:
            return held
        signature = _signature(roots)
        if held is None or held.signature != signature:
            held = _Held(roots, signature, moment, load_catalog(roots), load_eligibility(roots))
        held.looked_at = moment
        _held = held
        return held


def list_services() -> list[ServiceDefinition]:
    """Every service that can be applied for now, by group and code; one with mistakes is left out
    (`fawang content check` says why)."""
    found = [s.definition for s in _content().catalog.services.values() if s.definition is not None]
    return sorted(found, key=lambda one: (one.group, one.code))


def get_service(code: str, version: str | None = None) -> ServiceDefinition:
    """The newest definition of a service, or the published version that a matter is pinned to. Raises
    UnknownService."""
    loaded = _content().catalog.services.get(code)
    newest = loaded.definition if loaded else None
    if newest is not None and version in (None, "", newest.version):
        return newest
    if not version:
        raise UnknownService
    held = _pinned.get((code, version))
    if held is None:
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
