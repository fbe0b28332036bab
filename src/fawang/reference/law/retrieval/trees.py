"""The ranker: many small decision trees whose answers are added up, read from the model file.

Walking every tree for every article would take most of a search's time. A threshold below a feature's value
instead strikes out, in one long row of bits, the leaves that can no longer be reached; what is left of each
tree begins with the leaf it would have come to.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

#: Leaves of a tree; each has one bit of a sixteen-bit word.
MOST_LEAVES = 16
WORD = (1 << MOST_LEAVES) - 1
LOWEST = [(word & -word).bit_length() - 1 for word in range(WORD + 1)]


class Forest:
    """Trees ready to be asked; the order of the features is the one they were trained with."""

    def __init__(self, trees: Sequence[Mapping[str, Any]], features: int) -> None:
        self.values = [[float(value) for value in tree["values"]] for tree in trees]
        self.whole = (1 << (MOST_LEAVES * len(trees))) - 1
        struck: list[dict[float, int]] = [{} for _ in range(features)]
        for number, tree in enumerate(trees):
            if len(tree["values"]) > MOST_LEAVES:
                raise ValueError(f"tree {number} has more than {MOST_LEAVES} leaves")
            if tree["root"] is not None:
                self._strike(tree["root"], number, struck)
        self.thresholds: list[list[float]] = []
        self.masks: list[list[int]] = []
        for thresholds in struck:
            mask, masks = self.whole, [self.whole]
            for threshold in sorted(thresholds):
                mask &= self.whole ^ thresholds[threshold]
                masks.append(mask)
            self.thresholds.append(sorted(thresholds))
            self.masks.append(masks)

    def _strike(self, node: Any, tree: int, struck: list[dict[float, int]]) -> int:
        """The bits of the leaves under `node`; leaves are numbered from left to right in the model file."""
        if isinstance(node, int):
            return 1 << (MOST_LEAVES * tree + node)
        feature, threshold, left, right = node
        lower = self._strike(left, tree, struck)
        # A value above the threshold goes right: every leaf on the left is out of reach.
        struck[feature][threshold] = struck[feature].get(threshold, 0) | lower
        return lower | self._strike(right, tree, struck)

    def score(self, row: Sequence[float]) -> float:
        """The sum of the trees' answers for one article."""
        reach = self.whole
        for value, thresholds, masks in zip(row, self.thresholds, self.masks, strict=True):
            reach &= masks[bisect_left(thresholds, value)]
        words = array("H", reach.to_bytes(2 * len(self.values), "little"))
        if sys.byteorder == "big":
            words.byteswap()
        return sum(values[LOWEST[word]] for values, word in zip(self.values, words, strict=True))
