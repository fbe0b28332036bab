"""The law library's words as plain values; the library itself is a file, not a table of the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ArticleState(StrEnum):
    """How far the text of an article can be relied on."""

    SOUND = "sound"
    #: Touched by a later amendment that could not be merged by rule; the text is the earlier one.
    AMENDED = "amended"
    #: The source lost or mixed up part of the text.
    DAMAGED = "damaged"
    #: The legislature struck the article out; its number stays empty.
    DELETED = "deleted"


class LookupStatus(StrEnum):
    """What became of a lookup."""

    FOUND = "found"
    NO_SUCH_LAW = "no_such_law"
    NO_SUCH_ARTICLE = "no_such_article"
    #: The article exists, but the library's source lacks its text.
    MISSING_TEXT = "missing_text"
    #: The law, or this article of it, is not in force yet.
    NOT_IN_FORCE = "not_in_force"
    #: The law applied once and does so no more.
    REPEALED = "repealed"
    #: The law applied on the day, but the library has only later texts of it.
    NO_TEXT_THEN = "no_text_then"
    DELETED = "deleted"


@dataclass(frozen=True)
class LawVersion:
    """One dated text of a law.

    `in_force_until` is the first day on which the text no longer applies, None while it has no end.
    `exact` is False when the source does not tell when the amended text came into force and the day of
    its adoption stands in for it.
    """

    id: int
    law: str
    short_name: str
    version_date: date
    in_force_from: date
    in_force_until: date | None
    exact: bool
    note: str = ""
    #: 国务院令第724号, 法释〔2018〕18号; empty when the source does not tell.
    number: str = ""
    #: The file an imported text came from; empty for the package's own texts.
    origin: str = ""

    def in_force_on(self, day: date) -> bool:
        """Whether this text binds on `day`."""
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


@dataclass(frozen=True)
class ArticleText:
    """An article as one version words it; `text` has one paragraph or item to a line.

    `warning` is a Chinese sentence to be shown with the text, empty when there is nothing to warn of.
    """

    law: str
    short_name: str
    article: str
    text: str
    in_force_from: date
    version_date: date
    chapter: str
    in_force_until: date | None = None
    section: str = ""
    annex: str = ""
    state: ArticleState = ArticleState.SOUND
    warning: str = ""
    number: int = 0
    suffix: int = 0


@dataclass(frozen=True)
class Lookup:
    """The outcome of a lookup: the article when found, and a Chinese sentence saying what was found."""

    status: LookupStatus
    message: str
    article: ArticleText | None = None
    law: str = ""


@dataclass(frozen=True)
class Hit:
    """A search result; a larger score is a better match, comparable within one search only."""

    article: ArticleText
    score: float


@dataclass(frozen=True)
class TocEntry:
    """A heading of a law with the articles it spans; `depth` 0 is the outermost."""

    heading: str
    depth: int
    first: str
    last: str


@dataclass(frozen=True)
class LawEntry:
    """A law in the list of laws, with its text in force on the day asked, None when none is."""

    law: str
    short_name: str
    kind: str
    issuer: str
    version: LawVersion | None
    articles: int
    #: The branch of law, 社会法, or the topic an imported text was filed under.
    department: str = ""


class ChangeKind(StrEnum):
    """What became of an article from one text of a law to the next."""

    SAME = "same"
    REWORDED = "reworded"
    #: The same words under another number.
    MOVED = "moved"
    MOVED_REWORDED = "moved_reworded"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Part:
    """A run of characters in a comparison: `sign` is "+" for new, "-" for struck out, "" for kept."""

    sign: str
    text: str


@dataclass(frozen=True)
class ArticleChange:
    """One article before and after; one side is None for what was added or struck out."""

    kind: ChangeKind
    before: ArticleText | None
    after: ArticleText | None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class LawChange:
    """What one text of a law changed in the one before; `before` is None for a law's first text."""

    law: str
    short_name: str
    before: LawVersion | None
    after: LawVersion
    articles: tuple[ArticleChange, ...] = ()

    def count(self, kind: ChangeKind) -> int:
        """How many articles fared so."""
        return sum(change.kind is kind for change in self.articles)


@dataclass(frozen=True)
class DayChange:
    """Something that begins or ends on a day: `kind` is new, revised or repealed."""

    day: date
    kind: str
    law: str
    short_name: str
    note: str = ""


@dataclass(frozen=True)
class Successor:
    """Where an article went in the text that followed; `likeness` 1.0 means in the same words."""

    law: str
    short_name: str
    article: str
    since: date
    likeness: float


@dataclass(frozen=True)
class Defect:
    """Something the import found wrong in the source, and what it did about it."""

    kind: str
    law: str
    article: str
    detail: str
