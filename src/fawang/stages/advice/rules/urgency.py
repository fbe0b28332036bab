"""How soon a matter must be seen to."""

from __future__ import annotations

from functools import lru_cache

from fawang.stages.advice.lexicons import UrgencyRules
from fawang.stages.advice.matching import Term, any_found, terms
from fawang.stages.advice.models import EXEMPT, Means, Urgency


@lru_cache(maxsize=256)
def _ready(sources: tuple[str, ...]) -> tuple[Term, ...]:
    return terms(sources)


def judge_urgency(plain: str, category: str, means: Means, danger: str, rules: UrgencyRules) -> Urgency:
    """normal, soon, urgent, or emergency when somebody is in danger."""
    if danger:
        return "emergency"
    if means == "notified_defense" or any_found(_ready(tuple(rules.urgent)), plain):
        return "urgent"
    if rules.soon_when_exempt and means in EXEMPT:
        return "soon"
    if category in rules.soon_categories or any_found(_ready(tuple(rules.soon)), plain):
        return "soon"
    combined = (c for c in rules.soon_combined if c.category == category)
    return "soon" if any(any_found(_ready(tuple(c.terms)), plain) for c in combined) else "normal"
