"""Writes the repaired laws into a new library file; the caller puts it in its place when it is whole."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fawang.reference.law.grams import grams
from fawang.reference.law.importer.amendments import merge_amendments
from fawang.reference.law.importer.collected import read_collection
from fawang.reference.law.importer.dates import DateCorrection, set_dates
from fawang.reference.law.importer.headings import repair_texts
from fawang.reference.law.importer.source import DraftArticle, DraftVersion, read_source
from fawang.reference.law.importer.successions import known_since, successions
from fawang.reference.law.models import Defect
from fawang.reference.law.refusals import LawSourceDamaged

#: Raise it whenever a change of the importer gives another library; every installation then rebuilds.
IMPORTER_VERSION = 3
#: Amendments and amending decisions are merged or superseded; in a search they would hide the law itself.
NOT_SEARCHED = frozenset({"修正案", "修改决定"})
Progress = Callable[[float, str], None]

SCHEMA = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE laws (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, short_name TEXT NOT NULL,
  kind TEXT NOT NULL, issuer TEXT NOT NULL, department TEXT NOT NULL, known_since TEXT NOT NULL);
CREATE TABLE versions (id INTEGER PRIMARY KEY, law_id INTEGER NOT NULL REFERENCES laws,
  source_id TEXT NOT NULL, published TEXT NOT NULL, version_date TEXT NOT NULL, in_force_from TEXT NOT NULL,
  in_force_until TEXT, exact INTEGER NOT NULL, note TEXT NOT NULL, number TEXT NOT NULL,
  origin TEXT NOT NULL);
CREATE TABLE articles (id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES versions,
  ordinal INTEGER NOT NULL, label TEXT NOT NULL, number INTEGER NOT NULL, suffix INTEGER NOT NULL,
  book TEXT NOT NULL, chapter TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL, annex TEXT NOT NULL,
  state TEXT NOT NULL, note TEXT NOT NULL);
CREATE TABLE gaps (version_id INTEGER NOT NULL REFERENCES versions, number INTEGER NOT NULL,
  suffix INTEGER NOT NULL, label TEXT NOT NULL);
CREATE TABLE defects (kind TEXT NOT NULL, law TEXT NOT NULL, article TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE successions (from_version INTEGER NOT NULL REFERENCES versions,
  to_version INTEGER NOT NULL REFERENCES versions, from_label TEXT NOT NULL, to_label TEXT NOT NULL,
  likeness REAL NOT NULL);
CREATE TABLE gram_counts (gram TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE grams USING fts5(terms, content='', tokenize='unicode61');
"""
INDEXES = """
CREATE INDEX versions_of_law ON versions (law_id, in_force_from);
CREATE UNIQUE INDEX articles_by_number ON articles (version_id, number, suffix, label);
CREATE INDEX successions_from ON successions (from_version, from_label);
CREATE INDEX successions_to ON successions (to_version, to_label);
CREATE INDEX articles_by_order ON articles (version_id, ordinal);
ANALYZE;
"""


@dataclass(frozen=True)
class Corrections:
    """What content/law/corrections.yaml adds to the source."""

    dates: list[DateCorrection]
    first_books: dict[str, str]


def read_corrections(path: Path) -> Corrections:
    """Read the corrections file. Raises LawSourceDamaged naming the file when it has another shape."""
    try:
        raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        dates = [DateCorrection(**entry) for entry in raw["dates"]]
        if any(type(c.in_force_from) is not date or type(c.version_date) is not date for c in dates):
            raise ValueError("dates must be written YYYY-MM-DD")
        return Corrections(dates, dict(raw["first_books"]))
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as fault:
        raise LawSourceDamaged(f"{path.name}：{fault}") from fault


def build_library(
    source: Path,
    target: Path,
    corrections: Corrections,
    stamp: str,
    progress: Progress,
    collection: Path | None = None,
) -> None:
    """Write a whole new library to `target`, which must not exist yet.

    `collection` is the folder of the documents imported, if there are any. `progress` hears
    fractions from 0 to 1 with a Chinese sentence. Raises LawSourceDamaged.
    """
    defects: list[Defect] = []
    progress(0.05, "读取法律数据")
    versions = read_source(source, defects)
    if collection:
        versions += read_collection(collection, versions, defects)
    progress(0.2, "修正数据中的错误")
    for version in versions:
        repair_texts(version, corrections.first_books.get(version.name, ""), defects)
    versions = merge_amendments(versions, defects)
    set_dates(versions, corrections.dates, defects)
    connection = sqlite3.connect(target)
    try:
        connection.executescript(SCHEMA)
        with connection:
            _write(connection, versions, progress)
            connection.executemany(
                "INSERT INTO defects VALUES (?, ?, ?, ?)",
                [(d.kind, d.law, d.article, d.detail) for d in defects],
            )
            newest = max(v.version_date for v in versions)
            connection.executemany(
                "INSERT INTO meta VALUES (?, ?)", [("stamp", stamp), ("snapshot", newest.isoformat())]
            )
        progress(0.9, "整理索引")
        connection.executescript(INDEXES)
        connection.execute("INSERT INTO grams(grams) VALUES ('optimize')")
        connection.commit()
    finally:
        connection.close()
    progress(1.0, "法律库已建好")


def _write(connection: sqlite3.Connection, versions: list[DraftVersion], progress: Progress) -> None:
    law_ids: dict[str, int] = {}
    version_ids: dict[int, int] = {}
    since = known_since(versions)
    counts: Counter[str] = Counter()
    for index, version in enumerate(versions):
        law_id = law_ids.get(version.name)
        if law_id is None:
            law_id = law_ids[version.name] = len(law_ids) + 1
            connection.execute(
                "INSERT INTO laws VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    law_id,
                    version.name,
                    short_name(version.name),
                    version.kind,
                    version.issuer,
                    version.department,
                    since[version.name],
                ),
            )
        version_id = version_ids[id(version)] = _write_version(connection, law_id, version)
        for ordinal, article in enumerate(version.articles):
            article_id = _write_article(connection, version_id, ordinal, article)
            if version.kind not in NOT_SEARCHED:
                terms = grams(f"{version.name} {article.path} {article.text}")
                connection.execute(
                    "INSERT INTO grams(rowid, terms) VALUES (?, ?)", (article_id, " ".join(terms))
                )
                counts.update(set(terms))
        if index % 20 == 0:
            progress(0.25 + 0.6 * index / len(versions), f"写入 {short_name(version.name)}")
    connection.executemany("INSERT INTO gram_counts VALUES (?, ?)", counts.items())
    progress(0.86, "比对前后文本")
    connection.executemany(
        "INSERT INTO successions VALUES (?, ?, ?, ?, ?)",
        (
            (version_ids[id(s.from_version)], version_ids[id(s.to_version)], s.before, s.after, s.likeness)
            for s in successions(versions)
        ),
    )


def _write_version(connection: sqlite3.Connection, law_id: int, version: DraftVersion) -> int:
    until = version.in_force_until.isoformat() if version.in_force_until else None
    cursor = connection.execute(
        "INSERT INTO versions (law_id, source_id, published, version_date, in_force_from, in_force_until,"
        " exact, note, number, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            law_id,
            version.source_id,
            version.published.isoformat(),
            version.version_date.isoformat(),
            version.in_force_from.isoformat(),
            until,
            int(version.exact),
            version.note,
            version.number,
            version.origin,
        ),
    )
    version_id = cursor.lastrowid or 0
    connection.executemany(
        "INSERT INTO gaps VALUES (?, ?, ?, ?)",
        [(version_id, gap.number, gap.suffix, str(gap)) for gap in version.gaps],
    )
    return version_id


def _write_article(
    connection: sqlite3.Connection, version_id: int, ordinal: int, article: DraftArticle
) -> int:
    cursor = connection.execute(
        "INSERT INTO articles (version_id, ordinal, label, number, suffix, book, chapter, section, text,"
        " annex, state, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            version_id,
            ordinal,
            article.label,
            article.number,
            article.suffix,
            article.book,
            article.chapter,
            article.section,
            article.text,
            article.annex,
            article.state.value,
            article.note,
        ),
    )
    return cursor.lastrowid or 0


def short_name(name: str) -> str:
    """The name without the republic's: 中华人民共和国民法典 is 民法典."""
    return name.removeprefix("中华人民共和国")
