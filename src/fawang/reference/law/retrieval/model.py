"""The shipped model: what questions taught about articles, the telling terms, and the trees that rank.

MODEL_CARD.md beside the files says where it comes from, what it is good for and where it fails.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fawang.reference.law.retrieval.lessons import Learned
from fawang.reference.law.retrieval.trees import Forest

FOLDER = Path(__file__).with_name("weights")
LESSONS, RANKER = "lessons.json.gz", "ranker.json.gz"


@dataclass(frozen=True)
class Language:
    """How lay words stand to the law's: terms by `term_number`, weights in sixteenths and thousandths.

    `telling` says how much more or less often than its rarity promises a term of a question stands in the
    right article; `renderings` are the statutory terms that come with it.
    """

    telling: Mapping[int, int]
    renderings: Mapping[int, list[tuple[str, int]]]


@dataclass(frozen=True)
class Model:
    """Everything a search needs beside the index."""

    language: Language
    forest: Forest


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that comes with the product."""
    raw = _read(FOLDER / RANKER)
    return Model(language_of(raw["language"]), Forest(raw["trees"], len(raw["features"])))


@lru_cache(maxsize=1)
def shipped_stamp() -> str:
    """What tells an index that was built with these lessons from one that was not."""
    return hashlib.sha256((FOLDER / LESSONS).read_bytes()).hexdigest()[:16]


def shipped_lessons() -> dict[int, Learned]:
    """What questions taught about articles, by `document_key`; read only to build an index."""
    return lessons_of(_read(FOLDER / LESSONS))


def language_of(raw: Mapping[str, Any]) -> Language:
    """The language from its form in the model file."""
    renderings = {
        int(term): [(word, weight) for word, weight in found] for term, found in raw["renderings"].items()
    }
    return Language({int(term): weight for term, weight in raw["telling"].items()}, renderings)


def lessons_of(raw: Mapping[str, Any]) -> dict[int, Learned]:
    """The lessons from their form in the model file: term and count by turns."""
    return {
        int(key): Learned(questions, _pairs(asked), _pairs(answered))
        for key, (questions, asked, answered) in raw.items()
    }


def _pairs(flat: list[int]) -> dict[int, int]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _read(path: Path) -> dict[str, Any]:
    with gzip.open(path, "rt", encoding="ascii") as stream:
        found: dict[str, Any] = json.load(stream)
    return found
