"""Turns the documents of the collection into texts of the library, beside those of the package."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fawang.reference.law.collection.documents import Document
from fawang.reference.law.collection.store import kept
from fawang.reference.law.importer.source import DraftArticle, DraftVersion
from fawang.reference.law.models import Defect
from fawang.reference.law.naming import plain


def read_collection(folder: Path, package: list[DraftVersion], defects: list[Defect]) -> list[DraftVersion]:
    """Every document as a version. A statute that the package has too is its text of another day; the same
    day twice is written down and the package's text is kept. Raises LawSourceDamaged."""
    names = {plain(version.name): version.name for version in package}
    taken = {(version.name, version.version_date) for version in package}
    versions: list[DraftVersion] = []
    for path, document in kept(folder):
        name = names.setdefault(plain(document.name), document.name)
        if (name, document.version_date) in taken:
            detail = f"{document.version_date}的文本已有，没有采用导入的“{document.file}”"
            defects.append(Defect("imported_twice", name, "", detail))
            continue
        taken.add((name, document.version_date))
        versions.append(_version(path.stem, name, document))
    return versions


def _version(digest: str, name: str, document: Document) -> DraftVersion:
    return DraftVersion(
        source_id=digest[:16],
        name=name,
        kind=document.kind,
        issuer=document.issuer,
        department=document.topic,
        published=document.published or document.version_date,
        effective=document.in_force_from or date.min,
        version_date=document.version_date,
        status="",
        articles=[
            DraftArticle(c.label, c.number, c.suffix, c.book, c.chapter, c.section, c.text)
            for c in document.clauses
        ],
        stated_from=document.in_force_from,
        stated_until=document.in_force_until,
        number=document.number,
        origin=document.file,
    )
