"""Statutory periods and remedies as pages tell them: how long, from when, by which article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fawang.core import clock
from fawang.interfaces.public.citing import citation_of
from fawang.journeys.remedies import OpenRemedy
from fawang.reference.catalog.definitions import Cite, Remedy
from fawang.reference.catalog.limits import Limit, UnknownLimit, get_limit
from fawang.reference.catalog.queries import catalogue_index
from fawang.reference.law.citations import Citation


@dataclass(frozen=True)
class LimitWords:
    """A period in words. `promised`: the office itself sets it, no statute does, so there is no citation."""

    name: str
    length: str
    start: str
    citation: Citation | None
    promised: bool = False


@dataclass(frozen=True)
class RemedyWords:
    """What may be done against a result, and within which period. `service`: the name of the service that
    does it here, empty when none does."""

    remedy: Remedy
    limit: LimitWords | None
    citation: Citation | None
    service: str


@dataclass(frozen=True)
class OpenRemedyWords:
    """A remedy against the result of one matter, with its days."""

    words: RemedyWords
    open: OpenRemedy


def limit_words(code: str, today: date) -> LimitWords | None:
    """The period in force on a day; None when the installation knows no such period."""
    try:
        limit: Limit = get_limit(code, today)
    except UnknownLimit:
        return None
    length = str(limit.period) if limit.value else ""
    # 从…起算起 would say it twice.
    start = limit.start.removesuffix("起算").removesuffix("起")
    if limit.promised:
        return LimitWords(limit.step, length, start, None, promised=True)
    source = Cite(law=limit.law, article=limit.article, quote=limit.quote)
    return LimitWords(limit.step, length, start, citation_of(source))


def remedy_words(one: Remedy, today: date) -> RemedyWords:
    """A remedy as the guide of a service tells it."""
    name = next((row.name for row in catalogue_index() if row.code == one.service), "")
    limit = limit_words(one.limit, today) if one.limit else None
    return RemedyWords(one, limit, citation_of(one.article), name)


def open_remedy_words(found: Iterable[OpenRemedy]) -> list[OpenRemedyWords]:
    """The remedies against the result of a matter, those whose time is over last."""
    today = clock.day_of(clock.now())
    told = [OpenRemedyWords(remedy_words(one.remedy, today), one) for one in found]
    return sorted(told, key=lambda one: one.open.over)
