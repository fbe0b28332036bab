"""Every room says what it is, and keeps its parts where they belong (design, section 4)."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import PACKAGE, functions, module_name, shown, sources, tree

ROOMS = [
    PACKAGE / floor / room
    for floor, rooms in {
        "core": ["outbox", "audit", "calendar"],
        "reference": ["places", "law", "catalog"],
        "records": ["people", "matters"],
        "stages": ["advice", "dispatch", "workflows", "delivery", "feedback"],
        "evidence": ["documents"],
        "gateways": ["antivirus", "engine", "ocr", "registers", "sheets", "sms", "speech", "storage"],
    }.items()
    for room in rooms
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: p.name)
def test_a_room_has_a_short_readme(room):
    text = (room / "README.md").read_text(encoding="utf-8")
    assert 4 <= len([line for line in text.splitlines() if line.strip()]) <= 40


def test_rules_know_no_django():
    """What a lawyer reads must run on plain values."""
    faults = []
    for path in sources():
        if "rules" not in (path.stem, path.parent.name):
            continue
        for node in ast.walk(tree(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            faults += [f"{shown(path)}:{node.lineno} {n}" for n in names if n.split(".")[0] == "django"]
    assert faults == []


def test_operations_take_keywords_and_the_moment():
    """A public operation is called by keywords and never reads the clock itself."""
    faults = []
    for path in sources():
        if "operations" not in (path.stem, path.parent.name):
            continue
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if node.args.args and not _is_of_core(path):
                faults.append(f"{shown(path)}:{node.name} takes positional arguments")
            called = {
                getattr(c.func, "attr", getattr(c.func, "id", ""))
                for c in ast.walk(node)
                if isinstance(c, ast.Call)
            }
            if {"now", "today", "utcnow"} & called:
                faults.append(f"{shown(path)}:{node.name} reads the clock")
    assert faults == []


def _is_of_core(path) -> bool:
    return module_name(path).startswith("fawang.core.")


def test_every_module_and_public_function_of_an_operation_is_documented():
    faults = [
        shown(path)
        for path in sources()
        if path.stat().st_size > 200 and path.name != "apps.py" and not ast.get_docstring(tree(path))
    ]
    for path in sources():
        if {"operations", "queries", "journeys"} & {path.stem, *path.parts}:
            faults += [
                f"{shown(path)}:{node.name}"
                for node in functions(path)
                if not node.name.startswith("_") and node in tree(path).body and not ast.get_docstring(node)
            ]
    assert faults == []
