"""Trains the shipped weights of the law search anew from the development questions and their corpus.

    ./fawang bench law_train QUESTIONS.jsonl.gz CORPUS.jsonl.gz

Writes the two files of weights of fawang/reference/law/retrieval. `bench law` measures what comes out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> None:
    """Learn from all questions; the trees see every question as the others describe it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--keep", type=Path, help="a folder to keep the environment and the index in")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")
    # Settings read the environment when they are first touched, so the imports come after it is set.
    from bench.law_learn import examples_of, folds_of, learn, read_questions
    from bench.law_ranker import FOLDS, environment, train
    from fawang.reference.law.retrieval.corpora import read_corpus
    from fawang.reference.law.retrieval.features import FEATURES
    from fawang.reference.law.retrieval.index import Index, build_index
    from fawang.reference.law.retrieval.model import FOLDER, LESSONS, RANKER

    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        path = folder / "corpus.sqlite3"
        if not path.is_file():
            build_index(read_corpus(given.corpus), path, "bench")
        index = Index(path)
        questions = read_questions(given.questions, index)
        folds = folds_of(questions, FOLDS)
        examples = list(examples_of(path, questions, folds))
        trees = train(environment(folder / "env"), folder / "trees", questions, folds, examples, [-1])[-1]
        lesson = learn(index, questions)
    FOLDER.mkdir(exist_ok=True)
    _write(FOLDER / LESSONS, lesson.articles)
    _write(FOLDER / RANKER, {"features": FEATURES, "language": lesson.language, "trees": trees})


def _write(path: Path, content: Any) -> None:
    """Compressed without a time stamp, so that the same weights are the same file."""
    plain = json.dumps(content, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    path.write_bytes(gzip.compress(plain, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
