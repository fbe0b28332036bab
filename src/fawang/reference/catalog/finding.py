"""Which rows of the catalogue are meant by what somebody typed: by the words of the catalogue itself, and by
what is known to help whoever says so. The one mechanism behind the search of the public pages and of the API.
Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from fawang.reference.catalog.asked_for import Ways

#: What a word found in a place counts for; a name says more than a summary.
NAME, ASKED, FAMILY, SUMMARY, FORM = 12.0, 10.0, 4.0, 5.0, 3.0
#: The points of the first service that a need names, and what each further one has less.
HELPS, _NEXT = 14.0, 2.0
#: The points of a service whose worked cases tell just what was typed.
TOLD = 24.0
#: With less in common than this, a sentence is not about the service; with a smaller share of the best one's
#: points than that, it is not among those worth showing.
_LEAST, _OF_BEST = 2.0, 0.3
#: A pair of characters that stands in no text of the catalogue weighs this much of the rarest one that does.
_UNKNOWN = 0.35
#: Which rows were counted lately, and what came of it: one entry for each filter in use.
_counted: dict[tuple[int, ...], tuple[tuple[Row, ...], Mapping[str, float]]] = {}
_MOST_COUNTED = 16
_SPLIT = re.compile(r"[\s，。、；：？！,.;:?!（）()《》“”]+")


class Row(Protocol):
    """What is looked through: a code, and the texts with what each counts for and its pairs of characters."""

    @property
    def code(self) -> str: ...

    @property
    def places(self) -> tuple[tuple[float, str, frozenset[str]], ...]: ...


Found = TypeVar("Found", bound=Row)


def words_of(asked: str) -> list[str]:
    """What was typed, in pieces between blanks and marks."""
    return [word for word in _SPLIT.split(asked.strip().lower()) if word]


def pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a text."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def helpful(asked: str, ways: Iterable[Ways]) -> dict[str, float]:
    """Code → points of the services that the needs said in these words name."""
    points: dict[str, float] = {}
    for way in ways:
        if way.said_in(asked.lower()):
            for place, code in enumerate(way.find):
                points[code] = max(points.get(code, 0.0), HELPS - _NEXT * place)
    return points


def ranked(rows: Sequence[Found], asked: str, helping: Mapping[str, float]) -> tuple[Found, ...]:
    """The rows meant, the best first; equals keep their order."""
    terms = words_of(asked)
    weights = _rarity(rows) if terms else {}
    asked_for = [(term, *_asked(term, weights)) for term in terms]
    scored = [(helping.get(row.code, 0.0) + sum(_score(row, *one) for one in asked_for), row) for row in rows]
    best = max((score for score, _ in scored), default=0.0)
    found = [(score, row) for score, row in scored if score >= max(_LEAST, _OF_BEST * best)]
    return tuple(row for _, row in sorted(found, key=lambda pair: -pair[0]))


def _rarity(rows: Sequence[Row]) -> Mapping[str, float]:
    """How much each pair tells: 公证 stands in a fifth of the catalogue, 遗嘱 in three services. To
    count takes longer than all the rest of a search, and the rows stay the same until the content changes."""
    key = tuple(map(id, rows))
    held = _counted.get(key)
    if held is None:
        seen = Counter(pair for row in rows for pair in frozenset().union(*(p for _, _, p in row.places)))
        # The rows are held as well: an object that is gone could leave its number to another.
        held = tuple(rows), {pair: math.log(1 + len(rows) / count) for pair, count in seen.items()}
        if len(_counted) >= _MOST_COUNTED:
            _counted.clear()
        _counted[key] = held
    return held[1]


def _asked(term: str, weights: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """What each pair of a term weighs, and what the whole term does."""
    rarest = max(weights.values(), default=1.0)
    asked = {pair: weights.get(pair, _UNKNOWN * rarest) for pair in pairs(term)}
    return asked, max(sum(asked.values()), rarest)


def _score(row: Row, term: str, asked: Mapping[str, float], whole: float) -> float:
    """How much a term has to do with a service: it stands there whole, or shares telling pairs."""
    best = 0.0
    for weight, text, here in row.places:
        if term == text:
            best = max(best, weight * 2)
        elif term in text:
            # 遗嘱 fills more of 遗嘱公证 than of a long name.
            best = max(best, weight * (1 + len(term) / len(text)))
        elif text in term:
            best = max(best, weight)
        else:
            best = max(best, weight * sum(asked[pair] for pair in asked.keys() & here) / whole)
    return best
