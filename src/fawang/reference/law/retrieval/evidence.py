"""Looks for a question in every way there is: its words, what they mean in law, and what others asked."""

from __future__ import annotations

import heapq
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from fawang.reference.law.grams import grams
from fawang.reference.law.retrieval.index import Index
from fawang.reference.law.retrieval.lessons import term_number
from fawang.reference.law.retrieval.model import Language

#: A longer text is a document, and its beginning says what it is about.
LONGEST_QUERY = 400
#: Rarer pairs say more; beyond this many the common ones only cost time.
MOST_TERMS = 48
#: A pair in more articles than this share says nothing about which one is meant.
COMMON_SHARE = 0.08
#: How deep each way of finding is looked into.
DEPTH = 300
MOST_RENDERINGS = 30
Scores = Mapping[int, int]


@dataclass(frozen=True)
class Question:
    """A question as it is ranked: its text, its terms by rarity in the corpus, and their rarity."""

    text: str
    terms: list[str]
    rarity: dict[str, float]
    postings: dict[str, tuple[array[int], array[int]]]


@dataclass(frozen=True)
class Found:
    """What each way of finding gave every document, and the units above documents."""

    words: Scores
    telling: Scores
    rendered: Scores
    asked: Scores
    answered: Scores
    law: Scores
    chapter: Scores


def read_question(index: Index, text: str) -> Question:
    """Cut a question into terms and fetch where they stand. Any text is safe."""
    text = text[:LONGEST_QUERY]
    postings = {}
    rarity = {}
    for term in dict.fromkeys(grams(text)):
        found = index.postings(term)
        rarity[term] = math.log(max(index.count, 1) / ((len(found[0]) if found else 0) + 1))
        if found:
            postings[term] = found
    terms = sorted(rarity, key=lambda term: -rarity[term])
    known = [term for term in terms if term in postings]
    common = COMMON_SHARE * index.count
    kept = [term for term in known if len(postings[term][0]) <= common] or known[:3]
    return Question(text, terms, rarity, {term: postings[term] for term in kept[:MOST_TERMS]})


def find(index: Index, language: Language, question: Question) -> Found:
    """Look for the question in every way there is."""
    words, telling = _words(question, language)
    fields: dict[str, dict[int, int]] = defaultdict(dict)
    for term in question.terms:
        for name, (units, weights) in index.lessons(term_number(term)).items():
            field = fields[name]
            for unit, weight in zip(units, weights, strict=True):
                field[unit] = field.get(unit, 0) + weight
    return Found(
        words,
        telling,
        _rendered(index, language, question),
        *(fields[name] for name in ("asked", "answered", "law", "chapter")),
    )


def _words(question: Question, language: Language) -> tuple[dict[int, int], dict[int, int]]:
    words: dict[int, int] = {}
    telling: dict[int, int] = {}
    for term, (documents, weights) in question.postings.items():
        factor = language.telling.get(term_number(term), 16)
        for n, weight in zip(documents, weights, strict=True):
            if n in words:
                words[n] += weight
                telling[n] += weight * factor
            else:
                words[n] = weight
                telling[n] = weight * factor
    return words, telling


def _rendered(index: Index, language: Language, question: Question) -> dict[int, int]:
    """The question in the law's own words, as far as they are known."""
    wanted: Counter[str] = Counter()
    for term in question.terms:
        for word, weight in language.renderings.get(term_number(term), ()):
            wanted[word] += weight
    best = sorted(wanted.items(), key=lambda item: (-item[1], item[0]))[:MOST_RENDERINGS]
    scores: dict[int, int] = {}
    common = COMMON_SHARE * index.count
    for word, factor in best:
        found = index.postings(word)
        if found is None or len(found[0]) > common:
            continue
        for n, weight in zip(*found, strict=True):
            scores[n] = scores.get(n, 0) + weight * factor
    return scores


def best(scores: Scores, k: int, allowed: Collection[int] | bytes | None = None) -> list[int]:
    """The `k` best documents; of equals the earlier one comes first."""
    items: Iterable[tuple[int, int]] = scores.items()
    if isinstance(allowed, bytes):
        items = ((n, score) for n, score in items if allowed[n])
    # One whole number holds the score and, upside down, the document: it sorts faster than a pair.
    packed = heapq.nlargest(k, [(score << 24) - n for n, score in items])
    return [-value & 0xFFFFFF for value in packed]
