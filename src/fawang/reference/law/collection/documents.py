"""A document read from a file, before it becomes a text of the library."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from fawang.core.refusals import Refusal


class BadDocument(Refusal):
    """A file that cannot be taken in; the message says why and what to do, for the person who brought it."""


@dataclass(frozen=True)
class Clause:
    """One article of a document with the headings above it."""

    label: str
    number: int
    suffix: int
    text: str
    book: str = ""
    chapter: str = ""
    section: str = ""


@dataclass(frozen=True)
class Document:
    """One dated text of a regulation, an interpretation or a rule.

    `version_date` is the day this text was adopted or published. `in_force_from` is None when the document
    does not say; `in_force_until` is the first day on which it no longer applies. `file` is the name of the
    file it came from, without its folder.
    """

    name: str
    kind: str
    issuer: str
    version_date: date
    clauses: tuple[Clause, ...]
    number: str = ""
    topic: str = ""
    published: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    file: str = ""

    def as_json(self) -> str:
        """The document as one line of JSON, the same for the same document."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=date.isoformat)

    @property
    def digest(self) -> str:
        """What tells this document from any other; the file it came from does not count."""
        told = asdict(self) | {"file": ""}
        line = json.dumps(told, ensure_ascii=False, sort_keys=True, default=date.isoformat)
        return hashlib.sha256(line.encode()).hexdigest()


def from_json(text: str) -> Document:
    """The document that `as_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    raw: dict[str, Any] = json.loads(text)
    days = ("version_date", "published", "in_force_from", "in_force_until")
    told = raw | {day: date.fromisoformat(raw[day]) if raw[day] else None for day in days}
    return Document(**told | {"clauses": tuple(Clause(**clause) for clause in raw["clauses"])})


@dataclass
class Known:
    """What somebody says about a document beside its text: in its front matter, in a file next to it, or for
    a whole folder. Empty means that the text itself is to tell."""

    name: str = ""
    kind: str = ""
    issuer: str = ""
    number: str = ""
    topic: str = ""
    published: date | None = None
    version_date: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    unknown: list[str] = field(default_factory=list)
