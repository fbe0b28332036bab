"""The catalogue as a list: one plain row for each service, found by family, group, audience, kind and words.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fawang.reference.catalog.definitions import ServiceDefinition

_SPLIT = re.compile(r"[\s，。、；：？！,.;:?!（）()《》“”]+")
#: What a word found in a place counts for; a name says more than a summary.
_NAME, _ASKED, _FAMILY, _SUMMARY = 12.0, 10.0, 4.0, 2.0
#: With less in common than this, a whole sentence is not about the service.
_LEAST = 1.0


@dataclass(frozen=True)
class ServiceRow:
    """What a list says of a service. `kind` is full or light; `documents` how many official papers it has."""

    code: str
    version: str
    name: str
    family: str
    family_name: str
    group: str
    kind: str
    summary: str
    who_can_apply: str
    fee: str
    time: str
    asked_as: tuple[str, ...]
    audience: tuple[str, ...]
    doors: tuple[str, ...]
    limits: tuple[str, ...]
    english_name: str
    documents: int

    @cached_property
    def places(self) -> tuple[tuple[float, str, frozenset[str]], ...]:
        """Where words are looked for: (what it counts for, the text, its pairs of characters)."""
        texts = [(_NAME, self.name), (_NAME, self.english_name.lower())]
        texts += [(_ASKED, name) for name in self.asked_as]
        texts += [(_FAMILY, self.family_name), (_FAMILY, self.group), (_SUMMARY, self.summary)]
        return tuple((weight, text, _pairs(text)) for weight, text in texts if text)


def row_of(service: ServiceDefinition) -> ServiceRow:
    """The row of one service."""
    return ServiceRow(
        code=service.code,
        version=service.version,
        name=service.name,
        family=service.family,
        family_name=service.family_name,
        group=service.group,
        kind=service.kind,
        summary=service.summary,
        who_can_apply=service.who_can_apply,
        fee=service.fee,
        time=service.time,
        asked_as=service.asked_as,
        audience=tuple(service.audience),
        doors=tuple(service.doors),
        limits=service.limits,
        english_name=service.english.name if service.english else "",
        documents=len(service.documents),
    )


def chosen(
    rows: Iterable[ServiceRow],
    *,
    words: str = "",
    family: str = "",
    group: str = "",
    kind: str = "",
    audience: str = "",
    door: str = "",
) -> tuple[ServiceRow, ...]:
    """The rows that fit every given filter; with `words` only those found by them, the best first. A service
    without an audience is for everybody."""
    fitting = [
        row
        for row in rows
        if family in ("", row.family)
        and group in ("", row.group)
        and kind in ("", row.kind)
        and (not audience or audience in (row.audience or ("everyone",)))
        and (not door or door in row.doors)
    ]
    terms = [term for term in _SPLIT.split(words.strip().lower()) if term]
    if not terms:
        return tuple(fitting)
    ranked = [(sum(_score(row, term) for term in terms), row) for row in fitting]
    found = [(score, row) for score, row in ranked if score >= _LEAST]
    # A sort keeps the order of equals: that of the catalogue.
    return tuple(row for _, row in sorted(found, key=lambda pair: -pair[0]))


def _score(row: ServiceRow, term: str) -> float:
    """How much a term has to do with a service: it stands there whole or shares pairs of characters."""
    pairs = _pairs(term)
    best = 0.0
    for weight, text, here in row.places:
        if term == text:
            best = max(best, weight * 2)
        elif term in text:
            # 遗嘱 fills more of 遗嘱公证 than of a long name.
            best = max(best, weight * (1 + len(term) / len(text)))
        elif text in term:
            best = max(best, weight)
        else:
            best = max(best, weight * len(pairs & here) / max(len(pairs), 2))
    return best


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
