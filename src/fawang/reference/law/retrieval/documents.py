"""What is ranked: articles as plain values, from a corpus file or from the installed library."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass

from fawang.reference.law.naming import plain
from fawang.reference.law.rules import skeleton


@dataclass(frozen=True)
class Document:
    """One article as it is indexed; `id` is the corpus's own name for it."""

    id: str
    law: str
    article: str
    chapter: str
    text: str
    #: Which text of the law it belongs to, where a corpus holds more than one.
    edition: str = ""


@dataclass(frozen=True)
class Columns:
    """What is known of every document by its number, in the order of the corpus.

    `laws`, `editions` and `chapters` number the laws, their single texts and the chapters of laws.
    """

    lengths: array[int]
    laws: array[int]
    editions: array[int]
    chapters: array[int]
    keys: array[int]
    law_names: list[str]


def document_key(law: str, text: str) -> int:
    """What tells an article apart in every corpus: its law's plain name and its wording, not its number.

    A law that was renumbered keeps what was learned of the articles whose words stayed.
    """
    wording = f"{plain(law)}\n{skeleton(text)}"
    return int.from_bytes(hashlib.blake2b(wording.encode(), digest_size=8).digest(), "big", signed=True)
