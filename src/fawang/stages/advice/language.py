"""Making speech plain: markup and ornaments out, dialect into the common tongue, misspellings into the word
meant.

The result is read for its matter only; facts are drawn from the words as they were written.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

from fawang.core.text import clean
from fawang.stages.advice.lexicons import Speech, Spelling

#: The reader looks at this much of a text; a longer story is read at its beginning and its end, where
# people say
#: what happened and what they want.
HEAD, TAIL = 3000, 1000
_TAGS = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[a-zA-Z/!][^<>]{0,300}>", re.S | re.I
)
_REPEATS = re.compile(r"([^\d\w\s])\1{2,}")
_LONGEST_WORD = 4


def plain_text(text: str) -> str:
    """The words of a text: entities and markup resolved, invisible characters out, at most HEAD + TAIL
    characters."""
    text = clean(_TAGS.sub(" ", html.unescape(text[: 4 * (HEAD + TAIL)])))
    text = _REPEATS.sub(r"\1", unicodedata.normalize("NFKC", text))
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


class Speller:
    """Reads misspelt words as the words meant: same sound (the commonest slip with a phone keyboard) or
    same shape."""

    def __init__(self, speech: Speech, spelling: Spelling) -> None:
        self._dialect = speech.dialect
        self._sound = {c: sound for sound, chars in spelling.readings.items() for c in chars}
        self._shape: dict[str, set[str]] = {}
        for group in speech.shapes:
            for char in group:
                self._shape.setdefault(char, set()).update(group)
        self._words = set(spelling.words)
        self._by_sound: dict[tuple[str, ...], list[str]] = {}
        for word in spelling.words:
            self._by_sound.setdefault(self._sounds(word), []).append(word)
        self._real = {wrong for wrongs in spelling.real.values() for wrong in wrongs}
        self._by_shape = self._shape_index(spelling.words)

    def plain(self, text: str) -> str:
        """`text` in lower case, dialect and misspellings made plain."""
        text = text.lower()
        for said, meant in self._dialect:
            text = text.replace(said, meant)
        return self._spelt(text)

    def _spelt(self, text: str) -> str:
        out: list[str] = []
        at = 0
        while at < len(text):
            for size in range(min(_LONGEST_WORD, len(text) - at), 1, -1):
                piece = text[at : at + size]
                word = piece if piece in self._words else self._meant(piece)
                if word and word != piece and self._cuts_a_word(text, at, size):
                    word = ""
                if word:
                    out.append(word)
                    at += size
                    break
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    def _cuts_a_word(self, text: str, at: int, size: int) -> bool:
        """Whether a rightly spelt word begins in the piece and runs beyond it: 钱抚|养费 is no 前夫."""
        return any(
            text[begin:end] in self._words
            for begin in range(at + 1, at + size)
            for end in range(at + size + 1, begin + _LONGEST_WORD + 1)
        )

    def _meant(self, piece: str) -> str:
        if piece in self._real:
            return ""
        for word in self._by_sound.get(self._sounds(piece), ()):
            if len(piece) == 2 or sum(a == b for a, b in zip(piece, word, strict=True)) >= len(piece) - 2:
                return word
        return self._by_shape.get(piece, "")

    def _sounds(self, piece: str) -> tuple[str, ...]:
        return tuple(self._sound.get(c, c) for c in piece)

    def _shape_index(self, words: Sequence[str]) -> dict[str, str]:
        """Every word with one character put for another of its shape, unless that is itself a word."""
        index: dict[str, str] = {}
        for word in words:
            for place, char in enumerate(word):
                for other in self._shape.get(char, set()) - {char}:
                    wrong = word[:place] + other + word[place + 1 :]
                    if wrong not in self._words and wrong not in self._real:
                        index.setdefault(wrong, word)
        return index
