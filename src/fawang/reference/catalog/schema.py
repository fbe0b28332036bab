"""A form as JSON Schema 2020-12, so that a program can apply as a person does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fawang.reference.catalog.definitions import FieldDefinition, ServiceDefinition

_BOUNDS = {"gt": "exclusiveMinimum", "gte": "minimum", "lt": "exclusiveMaximum", "lte": "maximum"}


def json_schema(definition: ServiceDefinition) -> dict[str, Any]:
    """The answers of a service. What depends on other answers is `if`/`then`: required only when asked."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    rules: list[dict[str, Any]] = []
    for page in definition.form.pages:
        for one in page.fields:
            if one.kind == "file":
                continue
            properties[one.code] = _property(one)
            conditions = [c.root for c in (page.show_if, one.show_if) if c is not None]
            if not one.required:
                continue
            if conditions:
                tests = [condition_schema(c, properties) for c in conditions]
                test = tests[0] if len(tests) == 1 else {"allOf": tests}
                rules.append({"if": test, "then": {"required": [one.code]}})
            else:
                required.append(one.code)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:fawang:service:{definition.code}:{definition.version}",
        "title": definition.name,
        "description": definition.summary,
        "type": "object",
        "properties": properties,
        "required": required,
        # An empty list of rules is no valid schema.
        **({"allOf": rules} if rules else {}),
    }


def _property(one: FieldDefinition) -> dict[str, Any]:
    found: dict[str, Any] = {"title": one.label}
    if one.help:
        found["description"] = one.help
    return found | _kind_schema(one)


def _kind_schema(one: FieldDefinition) -> dict[str, Any]:
    codes = [option.code for option in one.options]
    if one.kind == "choice":
        return {"type": "string", "oneOf": [{"const": o.code, "title": o.label} for o in one.options]}
    if one.kind == "choices":
        return {"type": "array", "items": {"enum": codes}, "uniqueItems": True, "minItems": int(one.required)}
    if one.kind == "yes_no":
        return {"enum": ["yes", "no"]}
    if one.kind == "statement":
        return {"const": "yes"} if one.required else {"enum": ["yes", "no"]}
    if one.kind == "number":
        bounds = {"minimum": one.minimum, "maximum": one.maximum}
        return {"type": "integer"} | {key: value for key, value in bounds.items() if value is not None}
    simple: dict[str, dict[str, Any]] = {
        "amount": {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$"},
        "date": {"type": "string", "format": "date"},
        "region": {"type": "string", "pattern": "^[0-9]{12}$"},
        "phone": {"type": "string", "pattern": "^1[3-9][0-9]{9}$"},
        "identity_number": {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"},
        "materials": {"type": "array", "items": {"type": "string"}},
        "staff": {"type": "integer"},
    }
    fallback = {"type": "string", "minLength": int(one.required), "maxLength": one.max_length or 2000}
    return simple.get(one.kind, fallback)


def condition_schema(condition: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """A data-only condition as a schema over the whole answers object."""
    parts = [_part(str(key), value, properties) for key, value in condition.items()]
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def _part(key: str, value: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    if key == "all":
        return {"allOf": [condition_schema(part, properties) for part in value]}
    if key == "any":
        return {"anyOf": [condition_schema(part, properties) for part in value]}
    if key == "not":
        return {"not": condition_schema(value, properties)}
    if isinstance(value, Mapping):
        if "filled" in value:
            there: dict[str, Any] = {"required": [key]}
            return there if value["filled"] else {"not": there}
        test: dict[str, Any] = {_BOUNDS[name]: bound for name, bound in value.items()}
    else:
        test = {"enum": list(value) if isinstance(value, list | tuple) else [value]}
        if properties.get(key, {}).get("type") == "array":
            test = {"contains": test}
    return {"properties": {key: test}, "required": [key]}
