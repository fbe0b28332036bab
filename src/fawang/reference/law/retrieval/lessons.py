"""What real questions taught about articles, and how it is laid over a corpus.

A lesson belongs to an article by its wording (`document_key`), so it holds in every corpus that has the
article. Chapters and laws learn from their articles; that is how an article nobody asked about profits too.
"""

from __future__ import annotations

import math
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fawang.reference.law.retrieval.documents import Columns

K1 = 1.2
#: How much a unit's length counts: articles differ less in how they are asked for than laws do.
FIELD_B = {"asked": 0.4, "answered": 0.4, "chapter": 0.6, "law": 0.6}
SCALE = 1000
Postings: TypeAlias = "dict[int, tuple[array[int], array[int]]]"


@dataclass(frozen=True)
class Learned:
    """One article: how many questions it answered, and how often terms came up in them and their answers."""

    questions: int
    asked: Mapping[int, int]
    answered: Mapping[int, int]


@dataclass(frozen=True)
class Lessons:
    """Lessons laid over one corpus: postings by field and term, counts of questions by kind of unit."""

    fields: dict[str, Postings]
    counts: dict[str, array[int]]


def term_number(term: str) -> int:
    """The number under which a term of a question is kept: weights are shipped, questions are not."""
    return zlib.crc32(term.encode())


def bind(columns: Columns, learned: Mapping[int, Learned]) -> Lessons:
    """Lay what was learned over the documents of a corpus."""
    units: dict[str, dict[int, Counter[int]]] = {field: defaultdict(Counter) for field in FIELD_B}
    counts = {
        "article": array("I", bytes(4 * len(columns.keys))),
        "chapter": array("I", bytes(4 * (max(columns.chapters, default=-1) + 1))),
        "law": array("I", bytes(4 * len(columns.law_names))),
    }
    told: set[int] = set()
    for n, key in enumerate(columns.keys):
        lesson = learned.get(key)
        if lesson is None:
            continue
        counts["article"][n] = lesson.questions
        units["asked"][n].update(lesson.asked)
        units["answered"][n].update(lesson.answered)
        if key in told:
            # The same wording in a later text of the law: its chapter and law have heard this already.
            continue
        told.add(key)
        for kind, unit in (("chapter", columns.chapters[n]), ("law", columns.laws[n])):
            counts[kind][unit] += lesson.questions
            units[kind][unit].update(lesson.asked)
    return Lessons({field: _weigh(found, FIELD_B[field]) for field, found in units.items()}, counts)


def _weigh(units: Mapping[int, Counter[int]], b: float) -> Postings:
    """BM25 weights of every term in every unit, as whole numbers."""
    total = len(units)
    average = sum(sum(counts.values()) for counts in units.values()) / max(total, 1) or 1.0
    spread: Counter[int] = Counter()
    for counts in units.values():
        spread.update(counts.keys())
    postings: Postings = {}
    for unit in sorted(units):
        counts = units[unit]
        norm = K1 * (1 - b + b * sum(counts.values()) / average)
        for term, count in counts.items():
            idf = math.log(1 + (total - spread[term] + 0.5) / (spread[term] + 0.5))
            place = postings.setdefault(term, (array("I"), array("H")))
            place[0].append(unit)
            place[1].append(round(SCALE * idf * count * (K1 + 1) / (count + norm)))
    return postings
