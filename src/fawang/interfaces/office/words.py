"""Template tags of the staff pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from fawang.journeys.act import PartyView

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value under a key, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def holds(value: Any, code: str) -> bool:
    """Whether a typed value (one text or several) holds this code."""
    return code in value if isinstance(value, list | tuple) else value == code


@register.filter
def part(party: PartyView, field: str) -> str:
    """One masked field of a party."""
    return str(getattr(party, field))
