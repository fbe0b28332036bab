"""Every legal source of the content against the law library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

from fawang.core.clock import day_of, now
from fawang.reference.catalog.definitions import Cite
from fawang.reference.catalog.grounds import Ground
from fawang.reference.catalog.limits import Limit, LimitBook
from fawang.reference.catalog.source import ContentFault, Loc, Tree
from fawang.reference.law.citations import cite
from fawang.reference.law.names import regulation
from fawang.reference.law.refusals import CitationRefused


class CiteCheck:
    """One check of many sources; what many services share is looked up once. Works on the library of today
    and is thrown away after the check."""

    def __init__(self) -> None:
        self.seen = 0
        self.unverified = 0
        self._known: dict[tuple[str, str, str, date | None], tuple[bool, str]] = {}

    def faults(self, root: BaseModel, tree: Tree) -> Iterator[ContentFault]:
        """What the library refuses of everything that `root` cites. Raises LawLibraryMissing."""
        for loc, source in cites_in(root):
            self.seen += 1
            verified, refused = self.judged(source)
            self.unverified += not verified and not refused
            if refused:
                yield tree.fault(loc, refused)

    def limit_faults(self, book: LimitBook) -> Iterator[ContentFault]:
        """The same for the article and the words of every limit, on a day on which it is in force."""
        for limit in book.limits:
            if limit.promised:
                continue
            tree, loc = book.places[limit.code, limit.in_force_from]
            self.seen += 1
            verified, refused = self.judged(_source_of(limit), _day_of(limit, book))
            self.unverified += not verified and not refused
            if refused:
                yield tree.fault((*loc, "article"), refused)
            elif limit.verified and not verified:
                yield tree.fault(
                    (*loc, "article"), f"法律库里核不到“{limit.code}”的条文：文件要写 unverified"
                )

    def backing(self, limit: Limit, book: LimitBook) -> str:
        """What a limit rests on: `matched` to the words of an article in the library; `marked` as 待核, with
        its regulation and article named; `open` otherwise."""
        verified, refused = self.judged(_source_of(limit), _day_of(limit, book))
        if verified and limit.quote:
            return "matched"
        return "marked" if not refused and not limit.verified and limit.article else "open"

    def judged(self, source: Cite, on: date | None = None) -> tuple[bool, str]:
        """(whether the library has its words on that day, why it is refused or "")."""
        key = source.law, source.article, source.quote, on
        if key not in self._known:
            self._known[key] = _judge(source, on)
        return self._known[key]


def _source_of(limit: Limit) -> Cite:
    return Cite(law=limit.law, article=limit.article, quote=limit.quote)


def _day_of(limit: Limit, book: LimitBook) -> date | None:
    """A day on which the statute said so: today (None), the last day before a newer one, or its first."""
    today = day_of(now())
    later = [
        other.in_force_from
        for other in book.limits
        if other.code == limit.code and limit.in_force_from < other.in_force_from <= today
    ]
    if later:
        return min(later) - timedelta(days=1)
    return limit.in_force_from if limit.in_force_from > today else None


def _judge(source: Cite, on: date | None) -> tuple[bool, str]:
    if not source.article:
        known = regulation(source.law) is not None
        return False, "" if known else f"《{source.law}》要写明第几条"
    try:
        return cite(source.law, source.article, source.quote, on).verified, ""
    except CitationRefused as refused:
        return False, refused.message


def cites_in(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Cite]]:
    """Every legal source in a definition, with its place."""
    if isinstance(value, Cite):
        yield loc, value
    elif isinstance(value, Ground):
        yield loc, value.cite
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            inner = getattr(value, name)
            if inner is not None and not isinstance(inner, str | int):
                yield from cites_in(inner, (*loc, info.alias or name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from cites_in(item, (*loc, str(key)))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from cites_in(item, (*loc, index))
