"""Which law a name means: full names, names without the republic, and the short names of content/law."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from fawang.reference.law.library import connect, signature
from fawang.reference.law.naming import plain

__all__ = ["NameBook", "Regulation", "full_law_name", "name_book", "plain", "regulation"]


@dataclass(frozen=True)
class Regulation:
    """A regulation that exists and that the library has no text of."""

    name: str
    issuer: str
    number: str
    articles: int | None


@dataclass(frozen=True)
class NameBook:
    """Every name by which something can be cited: `laws` to full law names, `regulations` to entries."""

    laws: dict[str, str]
    regulations: dict[str, Regulation]


def full_law_name(name: str) -> str | None:
    """The full name of the law meant, None when the library knows none. Raises LawLibraryMissing."""
    return name_book().laws.get(plain(name))


def regulation(name: str) -> Regulation | None:
    """The known regulation meant, None when none is."""
    return name_book().regulations.get(plain(name))


def name_book() -> NameBook:
    """All names, read again whenever the library or a content file is replaced."""
    files = tuple((f, f.stat().st_mtime_ns) for f in map(_content, ("short-names", "known-regulations")))
    return _read(signature(), files)


def _content(name: str) -> Path:
    """A file of content/law; a deployer's own takes the place of the shipped one."""
    overlay = settings.CONTENT_OVERLAY
    if overlay and (own := Path(overlay) / "law" / f"{name}.yaml").is_file():
        return own
    return Path(settings.CONTENT) / "law" / f"{name}.yaml"


@lru_cache(maxsize=4)
def _read(_library: tuple[str, int, int], files: tuple[tuple[Path, int], ...]) -> NameBook:
    names = [row["name"] for row in connect().execute("SELECT name FROM laws")]
    laws = {plain(name): name for name in names}
    short: dict[str, str] = yaml.safe_load(files[0][0].read_text(encoding="utf-8")) or {}
    for alias, name in short.items():
        # A short name never takes a law's own name away from it.
        if name in names:
            laws.setdefault(plain(str(alias)), name)
    raw: dict[str, Any] = yaml.safe_load(files[1][0].read_text(encoding="utf-8")) or {}
    regulations: dict[str, Regulation] = {}
    for entry in raw.get("regulations", []):
        known = Regulation(
            entry["names"][0], entry.get("issuer", ""), entry.get("number", ""), entry.get("articles")
        )
        # Once its text is imported, a regulation is a law of the library under all its names.
        full = next((laws[plain(name)] for name in entry["names"] if plain(name) in laws), None)
        if full:
            laws |= {plain(name): full for name in entry["names"] if plain(name) not in laws}
        else:
            regulations |= {plain(name): known for name in entry["names"]}
    return NameBook(laws, regulations)
