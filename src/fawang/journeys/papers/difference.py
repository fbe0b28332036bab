"""What an officer changed in a template, as pieces that are the same, added or removed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A changed paragraph is shown piece by piece only when it still is the same paragraph.
LIKE = 0.3


@dataclass(frozen=True)
class Piece:
    """A run of text. `kind`: same, added, removed."""

    kind: str
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """What changed between two texts, in the order of reading: what was removed before what was added."""
    if before == after:
        return (Piece("same", after),) if after else ()
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", before[a:b]))
            continue
        if b > a:
            found.append(Piece("removed", before[a:b]))
        if d > c:
            found.append(Piece("added", after[c:d]))
    return tuple(found)


def paragraphs(
    template: Sequence[str], body: Sequence[str]
) -> tuple[list[tuple[str, tuple[Piece, ...]]], list[str]]:
    """Every paragraph of the body with how it differs from the paragraph of the template it came from, and
    the paragraphs of the template that are gone."""
    shown: list[tuple[str, tuple[Piece, ...]]] = []
    gone: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, template, body, autojunk=False).get_opcodes():
        if kind == "equal":
            shown += [(text, pieces(text, text)) for text in body[c:d]]
            continue
        old = list(template[a:b])
        for text in body[c:d]:
            origin = next((one for one in old if SequenceMatcher(None, one, text).ratio() >= LIKE), "")
            if origin:
                gone += old[: old.index(origin)]
                old = old[old.index(origin) + 1 :]
            shown.append((text, pieces(origin, text)))
        gone += old
    return shown, gone
