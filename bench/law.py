"""How many of the right articles the law search finds for lay questions, beside bm25s and the package's own.

    ./fawang bench law QUESTIONS.jsonl.gz CORPUS.jsonl.gz [--package WHEEL] [--keep FOLDER]

Five-fold cross-validation over the whole corpus: what is learned comes from the other folds only, and
questions that nearly repeat one another share a fold. Questions whose articles the others had too (seen) and
had not (unseen) are told apart. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

KINDS = ("all", "seen", "mixed", "unseen")


def main() -> None:
    """Measure all in one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--package", type=Path, help="the package of statutes; fetched when not given")
    parser.add_argument("--keep", type=Path, help="a folder to keep the environment and the index in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (given.keep or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["FAWANG_DATA"] = str(folder / "data")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")
        measure(given, folder)


def measure(given: argparse.Namespace, folder: Path) -> None:
    """Rank every question in every way and print what came out."""
    # Settings read the data folder when they are first touched, so the imports come after it is named.
    from bench.law_learn import examples_of, folds_of, read_questions
    from bench.law_ranker import FOLDS, environment, ranking, run_peer, train
    from fawang.reference.law.install import ensure_library
    from fawang.reference.law.retrieval.corpora import read_corpus
    from fawang.reference.law.retrieval.evidence import best, find, read_question
    from fawang.reference.law.retrieval.features import FEATURES
    from fawang.reference.law.retrieval.index import Index, build_index
    from fawang.reference.law.retrieval.model import Language, shipped_lessons, shipped_model
    from fawang.reference.law.retrieval.ranker import rank
    from fawang.reference.law.retrieval.trees import Forest

    began = time.perf_counter()
    path = folder / "shipped.sqlite3"
    build_index(read_corpus(given.corpus), path, "bench", learned=shipped_lessons())
    built = time.perf_counter() - began
    index = Index(path)
    questions = read_questions(given.questions, index)
    golds = [question.gold for question in questions]
    folds = folds_of(questions, FOLDS)
    python = environment(folder / "env")
    examples = list(examples_of(path, questions, folds))
    grown = train(python, folder / "trees", questions, folds, examples, range(FOLDS))
    forests = {fold: Forest(trees, len(FEATURES)) for fold, trees in grown.items()}
    kinds, ours = {}, {}
    for example in examples:
        number = example.number
        share = example.seen / len(golds[number])
        kinds[number] = "seen" if share == 1 else "mixed" if share else "unseen"
        ours[number] = ranking(example, forests[folds[number]])
    bigrams = {
        number: best(find(index, Language({}, {}), read_question(index, question.text)).words, 100)
        for number, question in enumerate(questions)
    }
    model, times = shipped_model(), []
    for question in questions:
        began = time.perf_counter()
        rank(index, model, question.text, 100)
        times.append((time.perf_counter() - began) * 1000)

    _hand_over(index, folder, [question.text for question in questions])
    if not given.package:
        ensure_library()
    wheel = given.package or next((folder / "data" / "law").glob("*.whl"))
    run_peer(python, "law_peers.py", str(folder), str(wheel))
    jieba, jieba_times = _peer(folder / "bm25s.jsonl")
    packaged, packaged_times = _peer(folder / "packaged.jsonl")
    _print(
        {
            "Fawang, cross-validated": (ours, times),
            "pairs of characters, BM25 (ours)": (bigrams, []),
            "bm25s, jieba": (dict(enumerate(jieba)), jieba_times),
            "the package's own search, its own texts": (_numbered(index, packaged), packaged_times),
        },
        golds,
        kinds,
    )
    size = path.stat().st_size / 1e6
    print(f"\nIndex of {index.count} articles: {size:.0f} MB, built in {built:.0f} s. {_machine()}")


def _hand_over(index: Any, folder: Path, questions: Sequence[str]) -> None:
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as out:
        for row in index.connection.execute("SELECT law, chapter, text FROM documents ORDER BY n"):
            out.write(json.dumps(dict(zip(("law", "chapter", "text"), row, strict=True))) + "\n")
    lines = (json.dumps({"text": text}, ensure_ascii=False) for text in questions)
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _peer(path: Path) -> tuple[list[list[Any]], list[float]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row["ranked"] for row in rows], [row["ms"] for row in rows]


def _numbered(index: Any, packaged: Sequence[Sequence[Any]]) -> dict[int, list[int]]:
    """The package's hits as articles of the corpus; what the corpus lacks keeps its place and is wrong."""
    from fawang.reference.law.naming import plain
    from fawang.reference.law.numbers import parse_article

    places = {
        (plain(law), parse_article(article)): n
        for n, law, article in index.connection.execute("SELECT n, law, article FROM documents")
    }
    return {
        number: [places.get((plain(law), parse_article(article)), -1) for law, article in hits]
        for number, hits in enumerate(packaged)
    }


def _print(
    systems: Mapping[str, tuple[Mapping[int, Sequence[Any]], Sequence[float]]],
    golds: Sequence[Sequence[int]],
    kinds: Mapping[int, str],
) -> None:
    from bench.law_ranker import figures, table_row

    for kind in KINDS:
        chosen = [number for number in range(len(golds)) if kind in ("all", kinds[number])]
        print(f"\n**{kind}**, {len(chosen)} questions\n")
        print("| | R@5 | R@10 | R@20 | R@100 | MRR@10 | p50 ms | p95 ms |\n| --- |" + " --: |" * 7)
        for name, (runs, times) in systems.items():
            found = figures((golds[number], runs[number]) for number in chosen)
            late = sorted(times)
            speed = (
                (f"{statistics.median(late):.0f}", f"{late[int(len(late) * 0.95)]:.0f}") if late else ("", "")
            )
            print(table_row(name, found, *speed))


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {sys.platform}."


if __name__ == "__main__":
    main()
