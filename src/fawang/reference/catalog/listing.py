"""The catalogue as a list: one plain row for each service, found by family, group, audience, kind and words.
Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fawang.reference.catalog import finding
from fawang.reference.catalog.definitions import ServiceDefinition


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
    #: Everything else a person reads on the way: who it is for, what is asked, what may be chosen.
    asked: str = ""

    @cached_property
    def places(self) -> tuple[tuple[float, str, frozenset[str]], ...]:
        """Where words are looked for; see `finding`."""
        texts = [(finding.NAME, self.name), (finding.NAME, self.english_name.lower())]
        texts += [(finding.ASKED, name) for name in self.asked_as]
        texts += [(finding.FAMILY, self.family_name), (finding.FAMILY, self.group)]
        texts += [(finding.SUMMARY, self.summary), (finding.FORM, self.asked)]
        return tuple((weight, text, finding.pairs(text)) for weight, text in texts if text)


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
        asked=_asked(service),
    )


def _asked(service: ServiceDefinition) -> str:
    texts = [service.who_can_apply]
    for field in service.form.fields():
        texts += [field.label, field.help, *(f"{one.label} {one.help}" for one in field.options)]
    return " ".join(dict.fromkeys(text for text in texts if text))


def chosen(
    rows: Iterable[ServiceRow],
    *,
    words: str = "",
    family: str = "",
    group: str = "",
    kind: str = "",
    audience: str = "",
    door: str = "",
    helpful: Mapping[str, float] | None = None,
) -> tuple[ServiceRow, ...]:
    """The rows that fit every given filter; with `words` only those found by them, the best first, those of
    `helpful` (code → points) being known to help whoever says so. A service without an audience is for
    everybody."""
    fitting = [
        row
        for row in rows
        if family in ("", row.family)
        and group in ("", row.group)
        and kind in ("", row.kind)
        and (not audience or audience in (row.audience or ("everyone",)))
        and (not door or door in row.doors)
    ]
    if not finding.words_of(words):
        return tuple(fitting)
    return finding.ranked(fitting, words, helpful or {})
