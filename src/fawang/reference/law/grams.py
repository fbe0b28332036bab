"""Cuts Chinese text into overlapping pairs of characters, the terms of the full-text index.

Words would be worse here: on lay questions against the statutes pairs of characters find more of the right
articles than a word segmenter does, and they need no dictionary (docs/adr/0002).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+")


def grams(text: str) -> list[str]:
    """Every pair of neighbouring Chinese characters, in order; letters and digits stay whole words.

    A run of a single Chinese character gives that character. Anything else, punctuation and control
    characters included, only separates runs.
    """
    terms: list[str] = []
    for run in RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if len(run) == 1 or run[0].isascii():
            terms.append(run)
        else:
            terms.extend(map("".join, pairwise(run)))
    return terms
