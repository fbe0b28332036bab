"""Models, migrations and the glossary (house rules 3, 5 and 11)."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.house.source import PACKAGE, ROOT, shown, sources, tree

OURS = [config for config in apps.get_app_configs() if config.name.startswith("fawang.")]
MODELS = [model for config in OURS for model in config.get_models()]


def test_migrations_have_names_that_say_what_they_do():
    faults = [
        shown(path)
        for path in PACKAGE.rglob("migrations/0*.py")
        if "_auto_" in path.name or not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+\.py", path.name)
    ]
    assert faults == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_a_model_has_no_save_of_its_own_and_a_docstring(model):
    assert "save" not in vars(model)
    assert "delete" not in vars(model)
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_the_glossary_names_every_model(model):
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert re.search(rf"`{model.__name__}`", glossary), f"docs/glossary.md says nothing of {model.__name__}"


def test_no_signals():
    """A write that happens because another write happened cannot be read in one place."""
    used = [
        f"{shown(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in {"django.db.models.signals", "django.dispatch"}
    ]
    assert used == []
