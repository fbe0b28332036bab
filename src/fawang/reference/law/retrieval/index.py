"""The index of one corpus: an SQLite file with every article and, for every term, where it weighs how much.

Weights are whole numbers, so that the sum over a question's terms is exact and the same on every machine.
"""

from __future__ import annotations

import math
import os
import sqlite3
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from pathlib import Path

from fawang.reference.law.grams import grams
from fawang.reference.law.retrieval.documents import Columns, Document, document_key
from fawang.reference.law.retrieval.lessons import Learned, Lessons, bind

#: Raise it whenever an index built before would rank differently; every installation then builds anew.
INDEX_VERSION = 1
K1, B = 1.2, 0.75
#: The weights of terms are stored as whole numbers of this many parts.
SCALE = 1000
COLUMNS = ("lengths", "laws", "editions", "chapters", "keys")
Progress = Callable[[float, str], None]

SCHEMA = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (n INTEGER PRIMARY KEY, id TEXT NOT NULL, law TEXT NOT NULL, article TEXT NOT NULL,
  chapter TEXT NOT NULL, text TEXT NOT NULL, edition TEXT NOT NULL);
CREATE TABLE laws (n INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE columns (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE postings (term TEXT PRIMARY KEY, documents BLOB NOT NULL, weights BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE lessons (term INTEGER NOT NULL, field TEXT NOT NULL, units BLOB NOT NULL, weights BLOB NOT NULL,
  PRIMARY KEY (term, field)) WITHOUT ROWID;
"""


def build_index(
    documents: Iterable[Document],
    target: Path,
    stamp: str,
    *,
    total: int = 0,
    learned: Mapping[int, Learned] | None = None,
    tell: Progress | None = None,
) -> None:
    """Write the index of the documents to `target`, whole or not at all.

    `total` is how many documents there are about, for the progress only. `learned` is what questions taught
    about articles, by `document_key`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="building-", suffix=".sqlite3", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.executescript(SCHEMA + "BEGIN;")
            columns = _Writer(connection, tell or _silent, max(total, 1)).write(documents)
            _write_lessons(connection, bind(columns, learned or {}))
            connection.execute("INSERT INTO meta VALUES ('stamp', ?)", (stamp,))
            connection.execute("COMMIT")
        finally:
            connection.close()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _silent(_fraction: float, _text: str) -> None:
    """Progress that nobody listens to."""


def _write_lessons(connection: sqlite3.Connection, lessons: Lessons) -> None:
    connection.executemany(
        "INSERT INTO lessons VALUES (?, ?, ?, ?)",
        (
            (term, field, units.tobytes(), weights.tobytes())
            for field, postings in lessons.fields.items()
            for term, (units, weights) in sorted(postings.items())
        ),
    )
    for name, counts in lessons.counts.items():
        connection.execute("INSERT INTO columns VALUES (?, ?)", (f"asked_{name}", counts.tobytes()))


class _Writer:
    def __init__(self, connection: sqlite3.Connection, tell: Progress, total: int) -> None:
        self.connection, self.tell, self.total = connection, tell, total
        self.places: dict[str, tuple[array[int], array[int]]] = {}
        self.columns = Columns(array("I"), array("I"), array("I"), array("I"), array("q"), [])
        self.law_numbers: dict[str, int] = {}
        self.edition_numbers: dict[tuple[str, str], int] = {}
        self.chapter_numbers: dict[tuple[str, str], int] = {}

    def write(self, documents: Iterable[Document]) -> Columns:
        """Read all documents once, then write what was gathered."""
        for n, document in enumerate(documents):
            self._document(n, document)
            if n % 2000 == 0:
                self.tell(min(0.7 * n / self.total, 0.7), "读入条文")
        self.columns.law_names.extend(self.law_numbers)
        for column in COLUMNS:
            data: array[int] = getattr(self.columns, column)
            self.connection.execute("INSERT INTO columns VALUES (?, ?)", (column, data.tobytes()))
        self.connection.executemany("INSERT INTO laws VALUES (?, ?)", enumerate(self.law_numbers))
        self._postings()
        return self.columns

    def _document(self, n: int, document: Document) -> None:
        counts = Counter(grams(f"{document.law} {document.chapter} {document.text}"))
        for term, count in counts.items():
            place = self.places.get(term)
            if place is None:
                place = self.places[term] = (array("I"), array("B"))
            place[0].append(n)
            place[1].append(min(count, 255))
        columns = self.columns
        columns.lengths.append(sum(counts.values()))
        columns.laws.append(self.law_numbers.setdefault(document.law, len(self.law_numbers)))
        edition = (document.law, document.edition)
        columns.editions.append(self.edition_numbers.setdefault(edition, len(self.edition_numbers)))
        chapter = (document.law, document.chapter)
        columns.chapters.append(self.chapter_numbers.setdefault(chapter, len(self.chapter_numbers)))
        columns.keys.append(document_key(document.law, document.text))
        self.connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                n,
                document.id,
                document.law,
                document.article,
                document.chapter,
                document.text,
                document.edition,
            ),
        )

    def _postings(self) -> None:
        lengths = self.columns.lengths
        count = len(lengths)
        average = sum(lengths) / max(count, 1) or 1.0
        norms = [K1 * (1 - B + B * length / average) for length in lengths]
        for done, term in enumerate(sorted(self.places)):
            documents, counts = self.places[term]
            idf = math.log(1 + (count - len(documents) + 0.5) / (len(documents) + 0.5))
            weights = array(
                "H",
                (
                    round(SCALE * idf * c * (K1 + 1) / (c + norms[n]))
                    for n, c in zip(documents, counts, strict=True)
                ),
            )
            self.connection.execute(
                "INSERT INTO postings VALUES (?, ?, ?)", (term, documents.tobytes(), weights.tobytes())
            )
            if done % 20000 == 0:
                self.tell(0.7 + 0.3 * done / len(self.places), "写入索引")


class Index:
    """An index opened for reading; used by one thread."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        self.connection.execute("PRAGMA mmap_size=134217728")
        self.columns = self._columns()
        self.count = len(self.columns.lengths)
        sizes = Counter(self.columns.editions)
        self.edition_sizes = [sizes[edition] for edition in range(len(sizes))]
        #: The articles of one text stand together, in the order in which the texts were numbered.
        self.edition_starts = list(accumulate(self.edition_sizes, initial=0))[:-1]

    def _columns(self) -> Columns:
        stored = dict(self.connection.execute("SELECT name, data FROM columns").fetchall())
        self.counts = {name: array("I", stored[f"asked_{name}"]) for name in ("article", "chapter", "law")}
        names = [name for (name,) in self.connection.execute("SELECT name FROM laws ORDER BY n")]
        lengths, laws, editions, chapters = (array("I", stored[column]) for column in COLUMNS[:-1])
        return Columns(lengths, laws, editions, chapters, array("q", stored["keys"]), names)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def postings(self, term: str) -> tuple[array[int], array[int]] | None:
        """The documents that have the term, in order, and its weight in each; None when none has it."""
        row = self.connection.execute(
            "SELECT documents, weights FROM postings WHERE term = ?", (term,)
        ).fetchone()
        return (array("I", row[0]), array("H", row[1])) if row else None

    def lessons(self, term: int) -> dict[str, tuple[array[int], array[int]]]:
        """What questions with this term taught: by field, the units and the term's weight in each."""
        rows = self.connection.execute("SELECT field, units, weights FROM lessons WHERE term = ?", (term,))
        return {field: (array("I", units), array("H", weights)) for field, units, weights in rows}

    def texts(self, numbers: list[int]) -> dict[int, tuple[str, str, str]]:
        """Law, chapter and text of some documents by number."""
        found: dict[int, tuple[str, str, str]] = {}
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            marks = ",".join("?" * len(part))
            sql = f"SELECT n, law, chapter, text FROM documents WHERE n IN ({marks})"  # noqa: S608
            found.update((row[0], row[1:]) for row in self.connection.execute(sql, part))
        return found

    def ids(self, numbers: list[int]) -> dict[int, str]:
        """The corpus's own ids of some documents by number."""
        sql = "SELECT id FROM documents WHERE n = ?"
        return {n: self.connection.execute(sql, (n,)).fetchone()[0] for n in numbers}

    def document(self, n: int) -> Document:
        """One document by its number."""
        row = self.connection.execute(
            "SELECT id, law, article, chapter, text, edition FROM documents WHERE n = ?", (n,)
        ).fetchone()
        return Document(*row)


def stamp_of(path: Path) -> str:
    """The stamp of the index at `path`, empty when there is none that reads."""
    if not path.is_file():
        return ""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return ""
    return str(row[0]) if row else ""
