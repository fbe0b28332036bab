"""What the worked cases of each service tell, as an index of characters and pairs: whoever comes with such a
story comes for this service, though none of its words stands in the name. Pure, but for reading the files."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_RUN = re.compile(r"[\u3400-\u9fff]+")
#: A single character tells this much of what a pair tells.
_SINGLE = 0.3
#: The usual constants of BM25: how soon repetition stops to count, how much a long text is held back.
_SATURATION, _LENGTH = 1.2, 0.75
#: Stories that share a smaller part than this of what was typed are those of other matters.
_LEAST_SHARE = 0.12


@dataclass(frozen=True)
class Stories:
    """By code: how often each character and pair occurs, and how much text there is."""

    counts: Mapping[str, Counter[str]]
    lengths: Mapping[str, int]
    rarity: Mapping[str, float]

    def nearness(self, asked: str) -> dict[str, float]:
        """Code → 0 to 1 of the services whose stories are like what was typed, the nearest being 1 when the
        words are wholly its own."""
        features = set(_features(asked))
        rarest = max(self.rarity.values(), default=1.0)
        weights = {
            one: (_SINGLE if len(one) == 1 else 1.0) * self.rarity.get(one, rarest) for one in features
        }
        whole = sum(weights.values()) * (_SATURATION + 1)
        mean = sum(self.lengths.values()) / (len(self.lengths) or 1)
        found: dict[str, float] = {}
        for code, counts in self.counts.items():
            held = _SATURATION * (1 - _LENGTH + _LENGTH * self.lengths[code] / (mean or 1))
            score = sum(
                weights[one] * counts[one] * (_SATURATION + 1) / (counts[one] + held)
                for one in features & counts.keys()
            )
            if whole and score / whole >= _LEAST_SHARE:
                found[code] = score / whole
        return found


def read_stories(files: Mapping[str, Path]) -> Stories:
    """The index over these files (code → cases.yaml)."""
    counts = {code: Counter(_features(path.read_text("utf-8"))) for code, path in sorted(files.items())}
    seen = Counter(one for each in counts.values() for one in each)
    rarity = {one: math.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for one, n in seen.items()}
    return Stories(counts, {code: each.total() for code, each in counts.items()}, rarity)


def _features(text: str) -> list[str]:
    found: list[str] = []
    for run in _RUN.findall(text):
        found += run
        found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found
