"""The index of the installed library, and the search in it by the day for which the law is asked."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fawang.reference.law import library
from fawang.reference.law.naming import plain
from fawang.reference.law.retrieval.documents import Document
from fawang.reference.law.retrieval.index import INDEX_VERSION, Index, Progress, build_index, stamp_of
from fawang.reference.law.retrieval.model import shipped_lessons, shipped_model, shipped_stamp
from fawang.reference.law.retrieval.ranker import rank
from fawang.reference.law.retrieval.refusals import RankingMissing

#: Amendments are merged into their laws; in a search they would hide the law itself.
NOT_SEARCHED = ("修正案", "修改决定")
#: For how many days a thread remembers which articles apply.
MOST_DAYS = 8
_local = threading.local()


def ranking_path() -> Path:
    """Where the index of the current library lies, built or not."""
    return library.current_path().with_name("ranking.sqlite3")


def ranking_ready() -> bool:
    """Whether there is an index of just this library. Raises LawLibraryMissing."""
    try:
        _index()
    except RankingMissing:
        return False
    return True


def ensure_ranking(tell: Progress) -> Path:
    """The index of the installed library, built first when it is absent or of another library.

    Two processes at once are safe: the second waits and finds the work done. Raises LawLibraryMissing.
    """
    target, stamp = ranking_path(), _stamp()
    if stamp_of(target) == stamp:
        return target
    with target.with_name("ranking.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if stamp_of(target) != stamp:
            total = library.connect().execute("SELECT count(*) FROM articles").fetchone()[0]
            build_index(_documents(), target, stamp, total=total, learned=shipped_lessons(), tell=tell)
    return target


def rank_installed(text: str, k: int, on: date) -> list[tuple[int, float]]:
    """Row numbers of the `k` best articles that apply on the day, with scores, best first.

    Raises RankingMissing when the index has not been built since the library changed.
    """
    index = _index()
    ranked = rank(index, shipped_model(), text, k, _applying(on))
    return [(_local.rows[n], score) for n, score in ranked]


def _stamp() -> str:
    found = library.connect().execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
    return f"{found[0]}.{INDEX_VERSION}.{shipped_stamp()}"


def _documents() -> Iterator[Document]:
    rows = library.connect().execute(
        "SELECT a.id, l.name, a.label, a.book, a.chapter, a.text, a.version_id FROM articles a"
        " JOIN versions v ON v.id = a.version_id JOIN laws l ON l.id = v.law_id"
        " WHERE l.kind NOT IN (?, ?) ORDER BY a.version_id, a.ordinal",
        NOT_SEARCHED,
    )
    for row, law, label, book, chapter, text, version in rows:
        place = " / ".join(part for part in (book, chapter) if part)
        yield Document(str(row), plain(law), label, place, text, str(version))


def _index() -> Index:
    """This thread's index; opened again when the file or the library was replaced."""
    path = ranking_path()
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as absent:
        raise RankingMissing from absent
    wanted = (library.signature(), str(path), found.st_ino, found.st_mtime_ns)
    if getattr(_local, "wanted", None) != wanted:
        if stamp_of(path) != _stamp():
            raise RankingMissing
        if getattr(_local, "index", None) is not None:
            _local.index.close()
            _local.index = _local.wanted = None
        index = Index(path)
        ids = index.connection.execute("SELECT id FROM documents ORDER BY n")
        _local.rows, _local.applying = [int(id_) for (id_,) in ids], {}
        _local.index, _local.wanted = index, wanted
    held: Index = _local.index
    return held


def _applying(on: date) -> bytes:
    """One byte for every article of this thread's index: 1 when it applies on the day."""
    kept: dict[date, bytes] = _local.applying
    if on not in kept:
        day = on.isoformat()
        found = library.connect().execute(
            "SELECT a.id FROM articles a JOIN versions v ON v.id = a.version_id WHERE a.state <> 'deleted'"
            " AND v.in_force_from <= ? AND (v.in_force_until IS NULL OR v.in_force_until > ?)",
            (day, day),
        )
        applying = {row[0] for row in found}
        if len(kept) >= MOST_DAYS:
            kept.clear()
        kept[on] = bytes(row in applying for row in _local.rows)
    return kept[on]
