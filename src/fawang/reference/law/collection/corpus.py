"""Reads a whole corpus, one article to a line of JSON: {law, article, text, level, version, chapter}."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from fawang.reference.law.collection.documents import BadDocument, Clause, Document
from fawang.reference.law.numbers import parse_article

SUFFIXES = (".jsonl", ".jsonl.gz")
#: The levels of the corpora known, and who issues at that level when the corpus does not say.
ISSUERS = {"行政法规": "国务院", "司法解释": "最高人民法院"}


def is_corpus(path: Path) -> bool:
    """Whether the file's name says that it holds a corpus."""
    return path.name.lower().endswith(SUFFIXES)


def read_corpus(path: Path) -> Iterator[Document | BadDocument]:
    """Every law of the corpus as a document; articles of one law and version stand together.

    A law that cannot be taken in comes as its refusal, and the others go on. Raises BadDocument naming the
    line that cannot be read.
    """
    try:
        with _open(path) as stream:
            rows = (_row(number, line) for number, line in enumerate(stream, start=1) if line.strip())
            for (law, version), group in groupby(rows, key=lambda row: (row["law"], row.get("version", ""))):
                try:
                    yield _document(law, version, list(group), path.name)
                except BadDocument as fault:
                    yield fault
    except (OSError, EOFError, UnicodeDecodeError) as fault:
        raise BadDocument(f"读不了这个语料文件：{fault}。") from fault


def _open(path: Path) -> IO[str]:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
        if not (
            isinstance(row["law"], str) and isinstance(row["article"], str) and isinstance(row["text"], str)
        ):
            raise TypeError
    except (ValueError, KeyError, TypeError) as fault:
        raise BadDocument(f"第 {number} 行不是一条条文，应有 law、article、text 三项。") from fault
    return row


def _document(law: str, version: str, rows: list[dict[str, Any]], file: str) -> Document:
    clauses: dict[tuple[int, int], Clause] = {}
    for row in rows:
        number = parse_article(row["article"])
        place = (number.number, number.suffix) if number else (0, 0)
        book, _, chapter = str(row.get("chapter", "")).rpartition(" / ")
        label = str(number) if number else "全文"
        clauses.setdefault(place, Clause(label, *place, row["text"], book, chapter))
    level = str(rows[0].get("level", "")) or "规范性文件"
    try:
        day = date.fromisoformat(version)
    except ValueError as fault:
        raise BadDocument(f"《{law}》的 version“{version}”不是日期。") from fault
    return Document(
        name=law,
        kind=level,
        issuer=str(rows[0].get("issuer", "")) or ISSUERS.get(level, ""),
        version_date=day,
        clauses=tuple(clauses.values()),
        file=file,
    )
