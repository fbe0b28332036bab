"""Which article of one text became which article of another, judged by their words alone. No database.

A revision moves articles, splits them and rewords them, and no source says which went where. Pairs of
characters shared by two articles say it well enough to warn a reader, never well enough to cite by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fawang.reference.law.grams import grams
from fawang.reference.law.rules import skeleton

#: Below this share of common pairs two articles only speak of the same matter.
LEAST = 0.5
#: Among equally like articles the one that kept its number is meant.
SAME_NUMBER = 0.02
#: A pair of characters in more articles than this of one law tells nothing and costs the most.
COMMON = 60


@dataclass(frozen=True)
class Pair:
    """Article `before` of one text (by place in the sequence) is article `after` of the other.

    `likeness` is 1.0 for the same wording, punctuation aside, else twice the common pairs over all pairs.
    """

    before: int
    after: int
    likeness: float


def pair_articles(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[Pair]:
    """Pair the articles of two texts, each given as (label, text); every article is used at most once.

    The result is in the order of `before`; whoever is in no pair was struck out or is new.
    """
    candidates = [*_identical(before, after), *_alike(before, after)]
    candidates.sort(
        key=lambda pair: (
            -pair.likeness - (SAME_NUMBER if before[pair.before][0] == after[pair.after][0] else 0.0),
            abs(pair.before - pair.after),
            pair.before,
        )
    )
    pairs: list[Pair] = []
    used_before: set[int] = set()
    used_after: set[int] = set()
    for pair in candidates:
        if pair.before in used_before or pair.after in used_after:
            continue
        used_before.add(pair.before)
        used_after.add(pair.after)
        pairs.append(pair)
    return sorted(pairs, key=lambda pair: pair.before)


def _identical(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[Pair]:
    """Same words, however short: 本法自公布之日起施行 has too few pairs for the other way."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, (_, text) in enumerate(after):
        places[skeleton(text)].append(index)
    return [
        Pair(index, place, 1.0)
        for index, (_, text) in enumerate(before)
        for place in places.get(skeleton(text), ())
    ]


def _alike(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[Pair]:
    bags = [set(grams(text)) for _, text in after]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, bag in enumerate(bags):
        for gram in bag:
            holders[gram].append(index)
    found: list[Pair] = []
    for index, (_, text) in enumerate(before):
        bag = set(grams(text))
        common: Counter[int] = Counter()
        for gram in bag:
            if len(where := holders.get(gram, ())) <= COMMON:
                common.update(where)
        for place, _ in common.most_common(8):
            likeness = 2 * len(bag & bags[place]) / (len(bag) + len(bags[place]))
            if likeness >= LEAST:
                # The full mark is kept for the same words; these differ at least in one.
                found.append(Pair(index, place, min(likeness, 0.999)))
    return found
