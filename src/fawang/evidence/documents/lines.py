"""Breaking Chinese text into lines the way printed matter does: no line begins with a closing mark or ends
with an opening one, and a number or a foreign word stays whole where it fits. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

#: Marks that never begin a line, and marks that never end one (GB/T 15834).
CLOSING = frozenset("，。、；：？！）〕】》〉”’…—％℃·,.;:?!)]}%")
OPENING = frozenset("（〔【《〈“‘([{")
#: A run that is kept whole: numbers with their points and commas, words, addresses.
_PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/@%_+'-]*|[^\S\n]+|\S", re.DOTALL)
Width = Callable[[str], float]


def broken(text: str, width: float, measure: Width, *, indent: float = 0.0) -> list[str]:
    """One paragraph as lines of at most `width`; the first begins `indent` further in."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines += _fill(list(_pieces(part, width, measure)), width, measure, indent if not lines else 0.0)
    return lines


def _pieces(text: str, width: float, measure: Width) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        if len(piece) > 1 and measure(piece) > width:
            # Longer than a whole line: it has to be cut somewhere.
            yield from piece
        else:
            yield piece


def _fill(pieces: list[str], width: float, measure: Width, indent: float) -> list[str]:
    lines: list[str] = []
    current: list[str] = []
    used = indent
    for piece in pieces:
        wide = measure(piece)
        if current and used + wide > width:
            moved = _moved_on(current, piece)
            lines.append("".join(current).rstrip())
            current = moved
            used = sum(map(measure, current))
        if not current and piece.isspace():
            continue
        current.append(piece)
        used += wide
    lines.append("".join(current).rstrip())
    return lines


def _moved_on(current: list[str], following: str) -> list[str]:
    """What goes to the next line with the piece that does not fit any more; taken from `current`."""
    moved: list[str] = []
    head = following
    # At most three: a row of marks longer than that is nobody's sentence, and the line must not run dry.
    while len(current) > 1 and len(moved) < 3 and (head[0] in CLOSING or current[-1][-1] in OPENING):
        head = current.pop()
        moved.insert(0, head)
    return moved


def pages(lines: int, tail: int, capacity: int) -> list[int]:
    """How many of `lines` stand on each page when `tail` lines (the signature) follow that must not be torn
    and must not stand on a page without text. `capacity`: lines of a page."""
    counts: list[int] = []
    left = lines
    while left > capacity:
        counts.append(capacity)
        left -= capacity
    if left + tail <= capacity:
        return [*counts, left]
    # The signature goes to the next page and takes the last two lines with it.
    kept = max(left - 2, 0)
    return [*counts, kept, left - kept]
