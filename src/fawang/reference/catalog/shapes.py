"""What a service asks and does, apart from its words: to tell whether two services are really two. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from fawang.reference.catalog.definitions import Action, Condition, FieldDefinition, ServiceDefinition


def form_shape(service: ServiceDefinition) -> str:
    """Equal for equal question sets: pages, codes, kinds, options and conditions, no wording."""
    return _digest(
        [
            {"code": page.code, "if": _condition(page.show_if), "fields": _fields(page.fields)}
            for page in service.form.pages
        ]
    )


def steps_shape(service: ServiceDefinition) -> str:
    """Equal for equal step sets: states, who may do what from where to where, what is entered, clocks,
    papers and messages by code, no wording."""
    steps = service.steps
    return _digest(
        {
            "start": steps.start,
            "states": {code: (one.open, one.waiting_for) for code, one in sorted(steps.states.items())},
            "begin": _effects(steps.on_start),
            "actions": [_action(one) for one in sorted(steps.actions, key=lambda one: one.code)],
        }
    )


def _action(action: Action) -> list[Any]:
    return [
        action.code,
        sorted(action.from_),
        action.to,
        sorted(action.by),
        action.once,
        _fields(action.fields),
        action.sets.model_dump(),
        _condition(action.when),
        action.not_before,
        action.on_expiry,
        sorted(action.flags),
        action.outcome,
        [one.role for one in action.approvals],
        action.together,
        action.transfer,
        _effects(action),
    ]


def _effects(one: Any) -> list[Any]:
    clocks = [change.model_dump(exclude_none=True, exclude={"why"}) for change in one.clocks]
    return [clocks, sorted(one.notices), sorted(one.documents)]


def _fields(fields: Iterable[FieldDefinition]) -> list[Any]:
    return [
        [
            one.code,
            one.kind,
            one.required,
            _condition(one.show_if),
            [
                [
                    o.code,
                    o.to,
                    sorted(o.by),
                    [c.model_dump(exclude_none=True, exclude={"why"}) for c in o.clocks],
                ]
                for o in one.options
            ],
            one.limit,
            _fields(one.fields),
        ]
        for one in fields
    ]


def _condition(condition: Condition | None) -> Any:
    return condition.root if condition is not None else None


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
