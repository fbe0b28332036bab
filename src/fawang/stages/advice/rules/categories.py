"""What a matter is about: points for the words of each category, and for the guides that lie near."""

from __future__ import annotations

import math

from fawang.stages.advice.knowledge import Knowledge

#: Points that the nearest guide of a category may add: a guide is evidence, not proof.
_GUIDE_SHARE = 1.6
#: Below this the best category is no better than a guess.
LEAST = 2.0
#: Repeated words of one weight add less and less.
_FALLOFF = 0.85


def score_categories(plain: str, knowledge: Knowledge) -> list[tuple[str, float]]:
    """Every category with points above zero, best first."""
    points: dict[str, float] = {}
    for category, lexicon in knowledge.lexicon:
        hits = sorted((w for term, w in lexicon if w > 0 and term.found_in(plain)), reverse=True)
        for_it = sum(w * _FALLOFF**n for n, w in enumerate(hits))
        against = sum(-w for term, w in lexicon if w < 0 and term.found_in(plain))
        points[category] = for_it - min(against, 6.0)
    for category, near in guide_nearness(plain, knowledge).items():
        points[category] = points.get(category, 0.0) + _GUIDE_SHARE * near
    ranked = sorted(points.items(), key=lambda pair: -pair[1])
    return [(category, round(score, 3)) for category, score in ranked if score > 0]


def guide_nearness(plain: str, knowledge: Knowledge) -> dict[str, float]:
    """How near the nearest guide of each category lies."""
    nearest: dict[str, float] = {}
    for score, guide in knowledge.guides.scores(plain):
        nearest.setdefault(guide.category, score)
    return nearest


def confidence(ranked: list[tuple[str, float]]) -> float:
    """How sure the first category is, 0 to 1: its own strength and its lead over the second."""
    if not ranked:
        return 0.0
    best = ranked[0][1]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    strength = 1 - math.exp(-best / 4)
    return round(strength * best / (best + second), 2) if best > 0 else 0.0
