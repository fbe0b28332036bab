"""The full-text index over matters; see `fawang.records.matters.search`."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The `ascii` tokenizer takes every non-ASCII character as part of a word. The default one follows Unicode
# 6.1 and would drop rare characters of names that came later.
SQLITE = (
    "CREATE VIRTUAL TABLE matter_search USING fts5(body, content='', columnsize=0, tokenize='ascii')",
    # Matters are never deleted in service; an emptied table (a rehearsal, a test) empties its index.
    """
    CREATE TRIGGER matter_search_emptied AFTER DELETE ON matters_matter
    WHEN NOT EXISTS (SELECT 1 FROM matters_matter)
    BEGIN INSERT INTO matter_search (matter_search) VALUES ('delete-all'); END
    """,
)
SQLITE_BACK = ("DROP TRIGGER IF EXISTS matter_search_emptied", "DROP TABLE matter_search")
POSTGRESQL = (
    """
    CREATE TABLE matter_search (
        matter_id bigint PRIMARY KEY REFERENCES matters_matter (id) ON DELETE CASCADE,
        grams text[] NOT NULL,
        body text NOT NULL
    )
    """,
    "CREATE INDEX matter_search_grams ON matter_search USING gin (grams)",
)
POSTGRESQL_BACK = ("DROP TABLE matter_search",)


def _run(schema_editor: BaseDatabaseSchemaEditor, sqlite: tuple[str, ...], other: tuple[str, ...]) -> None:
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else other:
        schema_editor.execute(statement)


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
