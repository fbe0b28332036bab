"""Reads of the places room. Divisions are public knowledge, so these reads take no viewer."""

from __future__ import annotations

from fawang.reference.places import rules
from fawang.reference.places.models import Region
from fawang.reference.places.rules import prefix_of

__all__ = [
    "children_of",
    "counties_of",
    "find_by_name",
    "find_by_part",
    "path_of",
    "prefix_of",
    "region_full_name",
    "region_name",
    "towns_of",
    "villages_of",
]


def region_name(code: str) -> str:
    """Name of a division as people say it (“石港县”); "" when the system does not know the code."""
    if rules.code_fault(code):
        return ""
    return Region.objects.filter(code=rules.pad_code(code)).values_list("name", flat=True).first() or ""


def region_full_name(code: str) -> str:
    """Name of a division with all names above it; "" when the system does not know the code."""
    if rules.code_fault(code):
        return ""
    found = Region.objects.filter(code=rules.pad_code(code)).values_list("full_name", flat=True).first()
    return found or ""


def path_of(code: str) -> list[Region]:
    """The division and all above it that the system knows, province first; empty for an unknown code."""
    if rules.code_fault(code):
        return []
    found = {r.code: r for r in Region.objects.filter(code__in=rules.ancestor_codes(code))}
    if rules.pad_code(code) not in found:
        return []
    return sorted(found.values(), key=lambda region: region.level)


def children_of(code: str) -> list[Region]:
    """Divisions directly below one, by code."""
    if rules.code_fault(code):
        return []
    return list(Region.objects.filter(parent_id=rules.pad_code(code)).order_by("code"))


def _below(code: str, level: int) -> list[Region]:
    if rules.code_fault(code):
        return []
    below = rules.code_range(rules.prefix_of(code))
    return list(Region.objects.filter(code__range=below, level=level).order_by("code"))


def counties_of(city: str) -> list[Region]:
    """Counties and districts of a city (or province), by code."""
    return _below(city, Region.Level.COUNTY)


def towns_of(county: str) -> list[Region]:
    """Towns and subdistricts of a county (or of anything above), by code."""
    return _below(county, Region.Level.TOWN)


def villages_of(town: str) -> list[Region]:
    """Villages and communities of a town (or of anything above), by code."""
    return _below(town, Region.Level.VILLAGE)


def find_by_name(text: str, *, within: str = "", limit: int = 20) -> list[Region]:
    """Divisions whose name begins with `text` (then those whose full name holds it), highest level first.
    `within` keeps to one division and what lies below it."""
    wanted = text.strip()
    if not wanted:
        return []
    scope = Region.objects.all()
    if within:
        scope = scope.filter(code__range=rules.code_range(rules.prefix_of(within)))
    first = list(scope.filter(name__startswith=wanted).order_by("level", "code")[:limit])
    if len(first) < limit:
        seen = {region.code for region in first}
        more = scope.filter(full_name__contains=wanted).exclude(code__in=seen)
        # A full name holds the names above it too: only those that end the match belong to the answer.
        own = more.filter(full_name__endswith=wanted) if len(wanted) > 1 else more.none()
        first += list(own.order_by("level", "code")[: limit - len(first)])
    return first


def find_by_part(text: str, *, within: str, level: int, limit: int = 12) -> list[Region]:
    """Divisions of a level or below it whose full name holds every word typed, the highest level first; of
    one that is found above that level, what lies below it. `within` keeps to one division."""
    words = text.split()
    if not words or rules.code_fault(within):
        return []
    scope = Region.objects.filter(code__range=rules.code_range(rules.prefix_of(within)))
    named = scope
    for word in words[:4]:
        named = named.filter(full_name__contains=word)
    last = named.filter(name__contains=words[-1])
    # What is called so comes before what only lies in a place that is called so.
    found = list(last.filter(level__gte=level).order_by("level", "code")[:limit])
    for part in (last.filter(level__lt=level), named.filter(level__gte=level)):
        if len(found) >= limit:
            break
        for region in part.order_by("level", "code")[:limit]:
            near = [region] if region.level >= level else _below(region.code, level)[:limit]
            found += [one for one in near if one not in found]
    return found[:limit]
