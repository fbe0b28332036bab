"""Which services help, the main one first."""

from __future__ import annotations

from functools import lru_cache

from fawang.stages.advice.lexicons import Category, Routing, RoutingRule
from fawang.stages.advice.matching import Term, any_found, terms
from fawang.stages.advice.models import EXEMPT, Means


@lru_cache(maxsize=256)
def _ready(sources: tuple[str, ...]) -> tuple[Term, ...]:
    return terms(sources)


def route(plain: str, category: Category, means: Means, danger: str, routing: Routing) -> tuple[str, ...]:
    """Names of services, without repeats. Danger goes before relief from the means test, that before what
    was asked for by
    name, that before what the category usually needs."""
    first: list[str] = []
    if danger:
        first += next(services for reason, services in routing.danger.items() if reason == danger)
    if means in EXEMPT:
        first.append(routing.exempt_first)
    asked = next((rule.service for rule in routing.rules if _holds(plain, category.name, rule)), "")
    return tuple(dict.fromkeys([*first, *([asked] if asked else []), *category.services]))


def _holds(plain: str, category: str, rule: RoutingRule) -> bool:
    if (rule.categories and category not in rule.categories) or category in rule.categories_not:
        return False
    return any_found(_ready(tuple(rule.any)), plain) and not any_found(_ready(tuple(rule.unless)), plain)
