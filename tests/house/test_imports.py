"""What the import linter cannot see (house rule 1)."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import module_name, shown, sources, tree

FLOORS = [
    "core",
    "gateways",
    "evidence",
    "reference",
    "records",
    "stages",
    "journeys",
    "interfaces",
    "config",
]
APP_FLOOR = {
    "outbox": "core", "audit": "core", "places": "reference", "catalog": "reference",
    "people": "records", "matters": "records",
}  # fmt: skip


def floor_of(name: str) -> int:
    parts = name.split(".")
    return FLOORS.index(parts[1]) if len(parts) > 1 and parts[1] in FLOORS else -1


def inside_functions(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.ImportFrom | ast.Import):
                    yield inner


def is_of_the_house(node: ast.ImportFrom | ast.Import) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("fawang") or node.level > 0
    return any(alias.name.startswith("fawang") for alias in node.names)


def test_no_import_of_the_house_hides_inside_a_function():
    """The command line may: it must not load Django before it knows which command was meant."""
    hidden = [
        f"{shown(path)}:{node.lineno}"
        for path in sources()
        if not module_name(path).startswith(("fawang.interfaces.cli", "fawang.__main__"))
        for node in inside_functions(path)
        if is_of_the_house(node)
    ]
    assert hidden == []


def test_no_relative_imports():
    relative = [
        f"{shown(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert relative == []


def test_no_string_key_or_get_model_reaches_upwards():
    faults = []
    for path in sources():
        here = floor_of(module_name(path))
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in {"ForeignKey", "OneToOneField", "ManyToManyField", "get_model"}:
                continue
            for argument in node.args[:1]:
                if (
                    isinstance(argument, ast.Constant)
                    and isinstance(argument.value, str)
                    and "." in argument.value
                ):
                    app = argument.value.split(".")[0]
                    if FLOORS.index(APP_FLOOR.get(app, "core")) > here:
                        faults.append(f"{shown(path)}:{node.lineno} {argument.value}")
    assert faults == []


@pytest.mark.parametrize(
    "word", ["utils", "helpers", "managers", "signals", "exceptions", "services", "misc", "common"]
)
def test_no_module_is_named_for_nothing(word):
    assert [shown(path) for path in sources() if path.stem == word or path.parent.name == word] == []
