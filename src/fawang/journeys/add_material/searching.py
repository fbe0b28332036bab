"""Find matters by what stands in their materials. The texts are sealed, so there is no index that would tell
them to whoever holds the disk; the newest are unsealed and looked through, as many as a person waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.core.audit.operations import record
from fawang.gateways.ocr import ocr_reader
from fawang.records.matters.queries.texts import texts_for
from fawang.records.matters.rules.words import LONGEST_QUERY, folded
from fawang.records.people.viewers import Viewer

#: Texts looked through in one search.
MOST_TEXTS = 500
MOST_HITS = 50
_AROUND = 20


@dataclass(frozen=True)
class TextHit:
    """A material that holds the words, and what stands around the first of them."""

    number: str
    title: str
    file_name: str
    around: str


@dataclass(frozen=True)
class TextSearch:
    """What was found. `pictures_read` False: photographs were not read on this installation."""

    hits: tuple[TextHit, ...]
    looked_through: int
    pictures_read: bool


def search_texts(*, viewer: Viewer, text: str, now: datetime, address: str = "") -> TextSearch:
    """Materials of the viewer's matters that hold every word, newest first; audited, since what is shown
    is the content of files. Nothing is found for words of less than two characters."""
    wanted = [word for word in folded(text[:LONGEST_QUERY]).split() if len(word) > 1]
    hits: list[TextHit] = []
    looked = 0
    for row, said in texts_for(viewer=viewer, limit=MOST_TEXTS) if wanted else ():
        looked += 1
        plain = folded(said)
        if len(hits) < MOST_HITS and all(word in plain for word in wanted):
            at = plain.find(wanted[0])
            around = plain[max(0, at - _AROUND) : at + len(wanted[0]) + _AROUND]
            matter = row.material.matter
            assert matter is not None  # `texts_for` looks into matters only.
            hits.append(TextHit(matter.number, matter.title, row.material.file_name, around))
    for number in sorted({hit.number for hit in hits}):
        record(
            actor=viewer.actor,
            action="material.found_in_text",
            object_type="matter",
            object_ref=number,
            now=now,
            address=address,
        )
    return TextSearch(tuple(hits), looked, ocr_reader() is not None)
