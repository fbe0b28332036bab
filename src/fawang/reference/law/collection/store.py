"""Keeps the documents taken in, a file to a text, named by what is in it; the library is built from them.

A document is never changed: a later text of the same regulation is another document, and the two together
are its history.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fawang.reference.law.collection.documents import Document, from_json
from fawang.reference.law.refusals import LawSourceDamaged

SUFFIX = ".json"


def folder_beside(library: Path) -> Path:
    """Where the documents that belong into a library lie."""
    return library.parent / "collection"


def stamp_of_collection(folder: Path) -> str:
    """What tells this collection from any other; empty for an empty one. Reads only names."""
    names = sorted(path.name for path in folder.glob(f"*{SUFFIX}"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16] if names else ""


def put(folder: Path, document: Document) -> bool:
    """Keep a document; False when the very same one is kept already."""
    target = folder / f"{document.digest}{SUFFIX}"
    if target.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix="new-", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(document.as_json())
    Path(draft).replace(target)
    return True


def kept(folder: Path) -> Iterator[tuple[Path, Document]]:
    """Every document kept, in the order of names. Raises LawSourceDamaged naming an unreadable file."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            yield path, from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise LawSourceDamaged(f"collection/{path.name}：{fault}") from fault


def remove(folder: Path, name: str) -> int:
    """Forget every text of the document of this name; how many there were."""
    gone = [path for path, document in kept(folder) if document.name == name]
    for path in gone:
        path.unlink()
    return len(gone)
