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
    NOT_IN_FORCE = "not_in_force"
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


@dataclass(frozen=True)
class Defect:
    """Something the import found wrong in the source, and what it did about it."""

    kind: str
    law: str
    article: str
    detail: str
