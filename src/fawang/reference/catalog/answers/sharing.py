"""What one service learned, for another of the same person. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fawang.reference.catalog.answers.checking import clean_value
from fawang.reference.catalog.answers.cleaning import is_empty
from fawang.reference.catalog.answers.derived import derived
from fawang.reference.catalog.definitions import FormDefinition

#: Facts about the person or enterprise that applies, true of every matter of theirs. What happened, what is
#: asked for and against whom belongs to one matter alone.
PERSON_FACTS = frozenset(
    {
        "name",
        "identity_number",
        "phone",
        "address",
        "region",
        "email",
        "gender",
        "occupation",
        "licence_number",
        "organisation_name",
        "credit_code",
    }
)


def prefill(definition: FormDefinition, facts: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """Answers that what was already told gives: by the shared name of a fact, or by an option's
    `prefill_if`. What does not pass the field's own check is left for the person to answer."""
    found: dict[str, Any] = {}
    for one in definition.fields():
        raw = facts.get(one.fact) if one.fact else None
        if is_empty(raw):
            fitting = [o.code for o in one.options if o.prefill_if is not None and o.prefill_if.holds(facts)]
            raw = (fitting if one.kind == "choices" else fitting[0]) if fitting else None
        if is_empty(raw) or one.kind in ("statement", "file", "signature"):
            continue
        value, fault = clean_value(one, raw, today=today)
        if fault is None:
            found |= {one.code: value, **derived(one, value, today)}
    return found


def facts_of(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers under their shared names, for another service of the same person."""
    return {one.fact: answers[one.code] for one in definition.fields() if one.fact and one.code in answers}
