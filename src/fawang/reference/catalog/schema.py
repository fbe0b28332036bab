"""A form as JSON Schema 2020-12, so that a program can apply as a person does. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fawang.reference.catalog.definitions import Condition, FieldDefinition, ServiceDefinition

_BOUNDS = {"gt": "exclusiveMinimum", "gte": "minimum", "lt": "exclusiveMaximum", "lte": "maximum"}


def json_schema(definition: ServiceDefinition) -> dict[str, Any]:
    """The answers of a service. What depends on other answers is `if`/`then`: required only when asked."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    rules: list[dict[str, Any]] = []
    for page in definition.form.pages:
        _gather(page.fields, page.show_if, properties, required, rules)
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


def _gather(
    fields: Iterable[FieldDefinition],
    around: Condition | None,
    properties: dict[str, Any],
    required: list[str],
    rules: list[dict[str, Any]],
) -> None:
    """Fields that stand together, with what requires them. A condition over what a program does not send
    (whether a day is late, an answer outside the item of a list) cannot be told here: the server decides."""
    for one in fields:
        if one.kind == "file":
            continue
        properties[one.code] = _property(one)
        conditions = [c for c in (around, one.show_if) if c is not None]
        if not one.required or (one.kind == "list" and one.least == 0):
            continue
        if not conditions:
            required.append(one.code)
        elif all(_counted(name, properties) or name in properties for c in conditions for name in c.fields()):
            tests = [condition_schema(c.root, properties) for c in conditions]
            test = tests[0] if len(tests) == 1 else {"allOf": tests}
            rules.append({"if": test, "then": {"required": [one.code]}})


def _counted(name: str, properties: Mapping[str, Any]) -> str:
    """The list whose number of items this name is, "" when it is none."""
    code = name.removesuffix("_count")
    return code if code != name and properties.get(code, {}).get("type") == "array" else ""


def _items(one: FieldDefinition) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    rules: list[dict[str, Any]] = []
    _gather(one.fields, None, properties, required, rules)
    item = {"type": "object", "properties": properties, "required": required}
    return {
        "type": "array",
        "items": item | ({"allOf": rules} if rules else {}),
        "minItems": one.least if one.required else 0,
        "maxItems": one.most,
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
    if one.kind == "list":
        return _items(one)
    simple: dict[str, dict[str, Any]] = {
        "amount": {"type": "string", "pattern": r"^[0-9]{1,11}(\.[0-9]{1,2})?$"},
        "date": {"type": "string", "format": "date"},
        "region": {"type": "string", "pattern": "^[0-9]{12}$"},
        "phone": {"type": "string", "pattern": "^1[3-9][0-9]{9}$"},
        "identity_number": {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"},
        "credit_code": {"type": "string", "pattern": "^[0-9A-HJ-NP-RTUW-Y]{18}$"},
        "email": {"type": "string", "format": "email", "maxLength": 254},
        "signature": {"type": "string", "maxLength": 120},
        "organisation": {"type": "string", "maxLength": 32},
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
    counted = _counted(key, properties)
    if counted:
        return {"properties": {counted: _count_schema(value)}, "required": [counted]}
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


def _count_schema(wanted: Any) -> dict[str, Any]:
    """A test of how many items a list has. Its bounds are whole numbers, as the number itself is."""
    if not isinstance(wanted, Mapping):
        given = wanted if isinstance(wanted, list | tuple) else [wanted]
        return {"anyOf": [{"minItems": int(n), "maxItems": int(n)} for n in given]}
    found: dict[str, Any] = {}
    for name, bound in wanted.items():
        if name == "filled":
            continue
        if name in ("gt", "gte"):
            found["minItems"] = int(bound) + (name == "gt")
        else:
            found["maxItems"] = max(0, int(bound) - (name == "lt"))
    return found
