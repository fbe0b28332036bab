"""Trains and judges the law ranker for `bench law` and `bench law_train`; the trees grow in an environment of
their own, because LightGBM is no part of the product."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.law_learn import Asked, Example
from fawang.reference.law.retrieval.features import FEATURES
from fawang.reference.law.retrieval.ranker import join
from fawang.reference.law.retrieval.trees import Forest

RELEASES = [
    "bm25s==0.3.16",
    "jieba==0.42.1",
    "lightgbm==4.7.0",
    "numpy>=2,<3",
    "rank-bm25==0.2.2",
    "scipy>=1.13",
]
PEERS = Path(__file__).resolve().parent / "peer"
FOLDS = 5
DEPTHS = (5, 10, 20, 100)


def environment(folder: Path) -> Path:
    """The interpreter of the environment in `folder`, made and filled when it is not there yet."""
    python = folder / "bin" / "python"
    if not (folder / "filled").is_file():
        print("installing bm25s, jieba and LightGBM for this measurement …", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *RELEASES]
        subprocess.run(pip, check=True)
        (folder / "filled").touch()
    return python


def run_peer(python: Path, script: str, *arguments: str) -> None:
    """Run one script of bench/peer in that environment, on one thread."""
    command = ["nice", "-n", "10", str(python), str(PEERS / script), *arguments]
    subprocess.run(command, check=True, env=os.environ | {"OMP_NUM_THREADS": "1"})


def train(
    python: Path,
    folder: Path,
    questions: Sequence[Asked],
    folds: Sequence[int],
    examples: Sequence[Example],
    keep_out: Sequence[int],
) -> dict[int, list[dict[str, Any]]]:
    """The trees by the fold that was kept out of their training; -1 keeps nothing out."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "rows.bin").open("wb") as rows, (folder / "labels.bin").open("wb") as labels:
        for example in examples:
            for row in example.rows:
                array("d", row).tofile(rows)
            gold = questions[example.number].gold
            labels.write(bytes(n in gold for n in example.candidates))
    meta = {
        "groups": [len(example.candidates) for example in examples],
        "folds": [folds[example.number] for example in examples],
        "features": len(FEATURES),
        "keep_out": list(keep_out),
    }
    (folder / "meta.json").write_text(json.dumps(meta))
    run_peer(python, "law_trees.py", str(folder))
    return {fold: json.loads((folder / f"trees-{fold}.json").read_text()) for fold in keep_out}


def ranking(example: Example, forest: Forest) -> list[int]:
    """The articles in the order in which the product gives them."""
    return [n for n, _ in join(example.candidates, example.rows, forest)] + example.rest


def figures(runs: Iterable[tuple[Sequence[int], Sequence[int]]]) -> dict[str, float]:
    """Recall at depths and MRR@10 over pairs of gold and ranking; recall is the mean share of gold found."""
    sums: dict[str, float] = dict.fromkeys([*(f"R@{depth}" for depth in DEPTHS), "MRR@10"], 0.0)
    count = 0
    for gold, ranked in runs:
        count += 1
        for depth in DEPTHS:
            sums[f"R@{depth}"] += len(set(gold) & set(ranked[:depth])) / len(gold)
        first = next((place for place, n in enumerate(ranked[:10], start=1) if n in gold), 0)
        sums["MRR@10"] += 1 / first if first else 0.0
    return {name: value / max(count, 1) for name, value in sums.items()}


def table_row(name: str, found: Mapping[str, float], *more: str) -> str:
    """One line of a Markdown table."""
    numbers = (f"{value:.3f}".removeprefix("0") for value in found.values())
    return f"| {name} | " + " | ".join([*numbers, *more]) + " |"
