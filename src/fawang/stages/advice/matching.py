"""Terms: short patterns of people's words, as they stand in the content files.

In a term `~` stands for up to ten characters within one sentence and `&` for "and, elsewhere in the text";
anything
else is a regular expression. A term without special signs is plain text, which is the fast way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

_SPECIAL = re.compile(r"[~&.*+?^$(){}\[\]|\\]")
_GAP = r"[^。！？!?\n]{0,10}?"
_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_CLAUSE = re.compile(r"[。！？!?；;，,、\n\s]+")


def _checked(term: str) -> str:
    term = term.strip()
    if not term:
        raise ValueError("词条不能为空")
    try:
        Term(term)
    except re.error as fault:
        raise ValueError(f"词条“{term}”不是正确的表达式（{fault}）") from None
    return term


class Term:
    """One term, ready to be looked for."""

    __slots__ = ("_parts", "plain", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.plain = source.lower() if not _SPECIAL.search(source) else ""
        self._parts = (
            ()
            if self.plain
            else tuple(re.compile(p.replace("~", _GAP), re.IGNORECASE) for p in source.split("&") if p)
        )

    def found_in(self, text: str) -> bool:
        """Whether the term stands in `text` (lower case)."""
        if self.plain:
            return self.plain in text
        return all(part.search(text) for part in self._parts)

    def first_match(self, text: str) -> re.Match[str] | None:
        """Where the first part of the term stands, None when the whole term is not there."""
        if self.plain:
            return re.search(re.escape(self.plain), text)
        if not self.found_in(text):
            return None
        return self._parts[0].search(text)


TermText = Annotated[str, AfterValidator(_checked)]


def terms(sources: Iterable[str]) -> tuple[Term, ...]:
    """Terms made ready from their texts."""
    return tuple(Term(s) for s in sources)


def any_found(wanted: Iterable[Term], text: str) -> bool:
    """Whether one of the terms stands in the text."""
    return any(term.found_in(text) for term in wanted)


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence that holds text[start:end]."""
    before = max((m.end() for m in _SENTENCE.finditer(text, 0, start)), default=0)
    after = _SENTENCE.search(text, end)
    return text[before : after.start() if after else len(text)]


def clause_before(text: str, start: int) -> str:
    """What stands in the same clause before `start`."""
    begin = max((m.end() for m in _CLAUSE.finditer(text, 0, start)), default=0)
    return text[begin:start]
