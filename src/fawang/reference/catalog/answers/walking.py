"""The way through the pages of a form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fawang.reference.catalog.answers.derived import derived_codes
from fawang.reference.catalog.definitions import FormDefinition, Page


def visible_pages(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Page]:
    """The pages this person is asked, given the stored answers so far and what was derived from them."""
    seen: dict[str, Any] = {}
    shown: list[Page] = []
    for page in definition.pages:
        if page.show_if is not None and not page.show_if.holds(seen):
            continue
        shown.append(page)
        for one in page.fields:
            if one.show_if is None or one.show_if.holds(seen):
                seen |= {code: answers[code] for code in (one.code, *derived_codes(one)) if code in answers}
    return shown


def next_page(
    definition: FormDefinition, answers: Mapping[str, Any], after: str | None = None
) -> Page | None:
    """The page after one (the first when None); None after the last, that is: the check page."""
    return _beside(definition, answers, after, 1)


def previous_page(definition: FormDefinition, answers: Mapping[str, Any], before: str) -> Page | None:
    """The page before one; None for the first."""
    return _beside(definition, answers, before, -1)


def _beside(
    definition: FormDefinition, answers: Mapping[str, Any], code: str | None, step: int
) -> Page | None:
    shown = visible_pages(definition, answers)
    codes = [page.code for page in shown]
    if code is None or code not in codes:
        return shown[0] if step > 0 and shown else None
    at = codes.index(code) + step
    return shown[at] if 0 <= at < len(shown) else None
