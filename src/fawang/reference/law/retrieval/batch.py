"""Answers a whole file of questions in one process: {id, text} lines in, {id, hits} lines out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from fawang.reference.law.models import Hit
from fawang.reference.law.naming import plain
from fawang.reference.law.queries import search
from fawang.reference.law.retrieval.index import Index
from fawang.reference.law.retrieval.lines import read_rows
from fawang.reference.law.retrieval.model import shipped_model
from fawang.reference.law.retrieval.ranker import rank

Hits = list[dict[str, object]]
Search = Callable[[str], Hits]


@dataclass(frozen=True)
class Answer:
    """One question's hits, best first."""

    id: object
    hits: Hits


@dataclass(frozen=True)
class BadLine:
    """A line that is not a question, and why."""

    number: int
    reason: str


def answer_all(stream: IO[bytes], search_one: Search) -> Iterator[Answer | BadLine]:
    """Every question in order, each answered as soon as it is read; a bad line does not stop the others."""
    for number, row in read_rows(stream):
        if isinstance(row, str):
            yield BadLine(number, row)
            continue
        id_, text = row.get("id"), row.get("text")
        if isinstance(id_, bool) or not isinstance(id_, (str, int)) or id_ == "":
            yield BadLine(number, "缺少 id（文字或整数）。")
        elif not isinstance(text, str) or not text.strip():
            yield BadLine(number, "缺少 text（要问的话）。")
        else:
            yield Answer(id_, search_one(text))


def corpus_search(path: Path, k: int) -> Search:
    """Searches the index of a corpus; a hit is the corpus's own article id and a score."""
    index, model = Index(path), shipped_model()

    def search_one(text: str) -> Hits:
        ids = index.ids([n for n, _ in ranked]) if (ranked := rank(index, model, text, k)) else {}
        return [{"id": ids[n], "score": score} for n, score in ranked]

    return search_one


def installed_search(k: int, on: date | None) -> Search:
    """Searches the installed library; a hit also carries law, article and text."""
    return lambda text: [_plain(hit) for hit in search(text, k, on)]


def _plain(hit: Hit) -> dict[str, object]:
    article = hit.article
    place = f"{article.number}.zhi{article.suffix}" if article.suffix else str(article.number)
    return {
        "id": f"{plain(article.law)}#{place}",
        "score": hit.score,
        "law": article.law,
        "article": article.article,
        "text": article.text,
    }
