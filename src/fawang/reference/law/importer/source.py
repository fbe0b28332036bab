"""Reads the laws and articles out of the source database exactly as they stand there."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fawang.reference.law.models import ArticleState, Defect
from fawang.reference.law.numbers import ArticleNumber, to_integer
from fawang.reference.law.refusals import LawSourceDamaged


@dataclass
class DraftArticle:
    """An article on its way into the library; repairs change it in place."""

    label: str
    number: int
    suffix: int
    book: str
    chapter: str
    section: str
    text: str
    annex: str = ""
    state: ArticleState = ArticleState.SOUND
    note: str = ""

    @property
    def path(self) -> str:
        """The headings above the article, outermost first."""
        return " / ".join(h for h in (self.book, self.chapter, self.section) if h)


@dataclass
class DraftVersion:
    """One dated text of a law on its way into the library."""

    source_id: str
    name: str
    kind: str
    issuer: str
    department: str
    published: date
    effective: date
    version_date: date
    status: str
    articles: list[DraftArticle]
    in_force_from: date = date.max
    in_force_until: date | None = None
    exact: bool = True
    note: str = ""
    #: The full name of the law that repealed this one by name.
    repealed_by: str = ""
    #: The document's own number, 国务院令第724号; statutes of the package carry none.
    number: str = ""
    #: The file an imported text came from; empty for the package's own.
    origin: str = ""
    #: The days an imported document itself states; the package's own dates are not to be relied on so far.
    stated_from: date | None = None
    stated_until: date | None = None
    gaps: list[ArticleNumber] = field(default_factory=list)


def read_source(path: Path, defects: list[Defect]) -> list[DraftVersion]:
    """Every law version of the source with its articles, oldest version first.

    Raises LawSourceDamaged when the file is not the database this importer knows.
    """
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        rows = connection.execute(
            "SELECT law_id, law_name, doc_type, issuing_body, law_department, publish_date,"
            " effective_date, version_date, status FROM laws ORDER BY version_date, law_id"
        ).fetchall()
        versions = [_version(row, connection, defects) for row in rows]
    except (sqlite3.DatabaseError, ValueError, TypeError) as fault:
        raise LawSourceDamaged(str(fault)) from fault
    finally:
        connection.close()
    if not versions:
        raise LawSourceDamaged("no laws")
    return versions


def _version(row: tuple[str, ...], connection: sqlite3.Connection, defects: list[Defect]) -> DraftVersion:
    source_id, name, kind, issuer, department, published, effective, version_date, status = row
    return DraftVersion(
        source_id=source_id,
        name=name.strip(),
        kind=kind or "",
        issuer=issuer or "",
        department=department or "",
        published=date.fromisoformat(published),
        effective=date.fromisoformat(effective),
        version_date=date.fromisoformat(version_date),
        status=status or "",
        articles=_articles(connection, source_id, name, defects),
    )


def _articles(
    connection: sqlite3.Connection, source_id: str, name: str, defects: list[Defect]
) -> list[DraftArticle]:
    rows = connection.execute(
        "SELECT article_no, chapter, section, article_text FROM articles WHERE law_id = ? ORDER BY id",
        (source_id,),
    )
    articles: dict[str, DraftArticle] = {}
    for label, chapter, section, text in rows:
        if label in articles:
            defects.append(Defect("duplicate", name, label, "条号重复，只保留第一处"))
            continue
        number, suffix = number_of_label(label)
        articles[label] = DraftArticle(
            label, number, suffix, "", (chapter or "").strip(), (section or "").strip(), text.strip()
        )
    return list(articles.values())


def number_of_label(label: str) -> tuple[int, int]:
    """(276, 1) for 第二百七十六条之一; (3, 0) for 条目三 of an amendment; (0, 0) for 全文.

    Raises ValueError for a label of another form.
    """
    if label == "全文":
        return 0, 0
    body = label.removeprefix("条目").removeprefix("第")
    head, _, tail = body.partition("之")
    number = to_integer(head.removesuffix("条"))
    suffix = to_integer(tail) if tail else 0
    if number is None or suffix is None:
        raise ValueError(f"unknown article label {label!r}")
    return number, suffix
