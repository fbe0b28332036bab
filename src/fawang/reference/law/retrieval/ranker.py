"""Ranks the articles of an index for a question."""

from __future__ import annotations

from collections.abc import Sequence

from fawang.reference.law.retrieval.features import FEATURES, Judge
from fawang.reference.law.retrieval.index import Index
from fawang.reference.law.retrieval.model import Model
from fawang.reference.law.retrieval.trees import Forest

#: Scores are given in this many decimals; smaller differences say nothing.
DIGITS = 6
#: Two orders are joined by rank: an article's share falls off from its place as 1 / (FALL + place).
FALL = 10
#: How much the question's own words count beside the trees. The trees follow what was asked before even where
#: a question is about a law nobody asked about; the words do not (the figures are in the model card).
WORDS_SHARE = 0.35
TELLING = FEATURES.index("telling_rel")


def rank(
    index: Index, model: Model, text: str, k: int, allowed: bytes | None = None
) -> list[tuple[int, float]]:
    """The numbers of the `k` best articles and their scores, best first; empty when nothing fits.

    `allowed` has one byte for every article of the index: a zero keeps it out. A larger score is a better
    match, comparable within one search only. The same question gives the same answer on every machine.
    """
    if k <= 0 or not index.count:
        return []
    judge = Judge(index, model.language, text, allowed)
    ranked = join(judge.candidates, judge.rows(), model.forest)
    judged = set(judge.candidates)
    # What only the rough order knows follows below everything that the trees judged.
    rest = sorted((n for n in judge.draft if n not in judged), key=lambda n: (-judge.draft[n], n))
    floor = ranked[-1][1] if ranked else 0.0
    ranked += [(n, round(floor / (place + 1), DIGITS)) for place, n in enumerate(rest, start=1)]
    return ranked[:k]


def join(
    candidates: Sequence[int], rows: Sequence[Sequence[float]], forest: Forest
) -> list[tuple[int, float]]:
    """The candidates with their scores, best first; of equals the earlier article comes first."""
    scores = dict.fromkeys(candidates, 0.0)
    by_trees = sorted((-round(forest.score(row), DIGITS), n) for n, row in zip(candidates, rows, strict=True))
    by_words = sorted((-row[TELLING], n) for n, row in zip(candidates, rows, strict=True))
    for order, share in ((by_trees, 1.0), (by_words, WORDS_SHARE)):
        for place, (_, n) in enumerate(order):
            scores[n] += share / (FALL + place)
    joined = ((n, round(score, DIGITS)) for n, score in scores.items())
    return sorted(joined, key=lambda pair: (-pair[1], pair[0]))
