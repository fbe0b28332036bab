"""Terms: short patterns of people's words, as they stand in the content files.

In a term `~` stands for up to ten characters within one sentence and `&` for "and, elsewhere in the text";
anything else is a regular expression. A term without special signs is plain text, which is the fast way.

Compiling the couple of thousand expressions takes longer than reading the files. So an expression is compiled
when it is first needed, and it is needed only when the words it cannot do without stand in the text
(`needed_words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

_SPECIAL = re.compile(r"[~&.*+?^$(){}\[\]|\\]")
_GAP = r"[^。！？!?\n]{0,10}?"
_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_CLAUSE = re.compile(r"[。！？!?；;，,、\n\s]+")


def _checked(term: str, info: ValidationInfo) -> str:
    """The term without blanks; compiled for the sake of its mistakes, unless these very files have been
    checked before (context `checked`)."""
    term = term.strip()
    if not term:
        raise ValueError("词条不能为空")
    if info.context and info.context.get("checked"):
        return term
    try:
        Term(term).compiled()
    except re.error as fault:
        raise ValueError(f"词条“{term}”不是正确的表达式（{fault}）") from None
    return term


class Term:
    """One term, ready to be looked for."""

    __slots__ = ("_compiled", "_needs", "_sources", "plain", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.plain = source.lower() if not _SPECIAL.search(source) else ""
        self._sources = () if self.plain else tuple(p for p in source.split("&") if p)
        self._needs = tuple(need for part in self._sources for need in needed_words(part))
        self._compiled: tuple[re.Pattern[str], ...] = ()

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The expressions of the term; raises re.error when one is wrong."""
        if not self._compiled:
            self._compiled = tuple(re.compile(p.replace("~", _GAP), re.IGNORECASE) for p in self._sources)
        return self._compiled

    def found_in(self, text: str) -> bool:
        """Whether the term stands in `text` (lower case)."""
        if self.plain:
            return self.plain in text
        if not all(any(word in text for word in need) for need in self._needs):
            return False
        return all(part.search(text) for part in self.compiled())

    def first_match(self, text: str) -> re.Match[str] | None:
        """Where the first part of the term stands, None when the whole term is not there."""
        if self.plain:
            return re.search(re.escape(self.plain), text) if self.plain in text else None
        if not self.found_in(text):
            return None
        return self.compiled()[0].search(text)


def needed_words(pattern: str) -> list[tuple[str, ...]]:
    """For each entry, one of its words stands in every text the pattern matches. Left out is whatever is hard
    to tell: an empty list says nothing."""
    pattern = pattern.lower()
    if len(branches := _branches(pattern)) > 1:
        return _either(branches)
    needs: list[tuple[str, ...]] = []
    run, at = "", 0
    while at <= len(pattern):
        piece, after = _piece(pattern, at)
        optional = pattern[after : after + 1] in ("?", "*", "{")
        if len(piece) == 1 and piece not in ".^$~" and not optional:
            run += piece
            if pattern[after : after + 1] == "+":
                # The character may stand several times: what follows does not touch what came before.
                needs.append((run,))
                run = ""
        else:
            needs += [(run,)] if run else []
            run = ""
            if piece.startswith("(") and not optional:
                needs += _group(piece[1:-1])
        at = _after_quantifier(pattern, after) if optional or pattern[after : after + 1] == "+" else after
        if not piece:
            break
    return needs


def _group(body: str) -> list[tuple[str, ...]]:
    if body.startswith("?:"):
        body = body[2:]
    return [] if body.startswith("?") else _either(_branches(body))


def _either(branches: list[str]) -> list[tuple[str, ...]]:
    """One need out of several branches: the first need of each, nothing when one branch has none."""
    firsts = [needed_words(branch)[:1] for branch in branches]
    return [tuple(word for first in firsts for word in first[0])] if all(firsts) else []


def _piece(pattern: str, at: int) -> tuple[str, int]:
    """The next character, escape, class or group, and where it ends."""
    if pattern[at : at + 1] == "\\":
        return pattern[at : at + 2], at + 2
    if pattern[at : at + 1] == "[":
        end = pattern.find("]", at + 2)
        return pattern[at : end + 1], end + 1 if end > 0 else len(pattern)
    if pattern[at : at + 1] == "(":
        end, depth = at, 0
        while end < len(pattern):
            inner, after = (pattern[end], end + 1) if pattern[end] in "()" else _piece(pattern, end)
            depth += {"(": 1, ")": -1}.get(inner, 0)
            end = after
            if not depth:
                break
        return pattern[at:end], end
    return pattern[at : at + 1], at + 1


def _branches(pattern: str) -> list[str]:
    found, start, at = [], 0, 0
    while at < len(pattern):
        piece, after = _piece(pattern, at)
        if piece == "|":
            found.append(pattern[start:at])
            start = after
        at = after
    return [*found, pattern[start:]]


def _after_quantifier(pattern: str, at: int) -> int:
    end = pattern.find("}", at) + 1 if pattern[at] == "{" else at + 1
    end = end or len(pattern)
    return end + 1 if pattern[end : end + 1] in ("?", "+") else end


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
