"""What speaks for an article as an answer to a question, as numbers: the rows that the trees judge."""

from __future__ import annotations

import heapq
from collections import defaultdict

from fawang.reference.law.retrieval.evidence import (
    DEPTH,
    LONGEST_QUERY,
    Question,
    Scores,
    best,
    find,
    read_question,
)
from fawang.reference.law.retrieval.index import Index
from fawang.reference.law.retrieval.model import Language

KINDS = ("解释", "规定", "条例", "办法", "细则", "批复", "法", "法典", "决定")
DEPTHS = (("words", 80), ("telling", 100), ("asked", 50), ("answered", 50), ("rendered", 30))
FUSED = ("telling", "asked", "answered", "rendered")
NEAR = ((-2, 0.7), (-1, 1.0), (1, 1.0), (2, 0.7))
FEATURES = (
    "words", "words_rel", "words_rank", "telling", "telling_rel", "rendered", "rendered_rel",
    "asked", "asked_rel", "asked_rank", "answered", "answered_rel",
    "law", "law_rel", "chapter", "chapter_rel",
    "article_asked", "law_asked", "chapter_asked", "length", "near_telling", "near_asked", "near_answered",
    "law_mass", "chapter_mass", "characters", "triples", "cover", "heading_cover", "fused", "terms",
    "law_size", "kind", "place_in_law", "behind_best_in_law",
)  # fmt: skip


class Judge:
    """Gathers the candidates of one question and describes them."""

    def __init__(self, index: Index, language: Language, text: str, allowed: bytes | None = None) -> None:
        self.index, self.columns, self.allowed = index, index.columns, allowed
        self.question = read_question(index, text)
        self.found = find(index, language, self.question)
        found = self.found
        self.ranks = {
            name: {n: rank for rank, n in enumerate(best(getattr(found, name), DEPTH, allowed))}
            for name in ("words", "telling", "asked", "answered", "rendered")
        }
        self.tops = {
            name: max(getattr(found, name).values(), default=0) or 1
            for name in ("words", "telling", "asked", "answered", "rendered", "law", "chapter")
        }
        self.draft = self._draft()
        self.candidates = self._candidates()

    def _share(self, name: str, unit: int) -> float:
        scores: Scores = getattr(self.found, name)
        return scores.get(unit, 0) / self.tops[name]

    def _draft(self) -> dict[int, float]:
        """A first, rough order of everything found."""
        columns = self.columns
        everything = set().union(*(self.ranks[name] for name in ("telling", "asked", "answered", "rendered")))
        return {
            n: self._share("telling", n)
            + self._share("asked", n)
            + 0.7 * self._share("answered", n)
            + 0.5 * self._share("rendered", n)
            + 0.5 * self._share("law", columns.laws[n])
            + 0.3 * self._share("chapter", columns.chapters[n])
            for n in everything
        }

    def _candidates(self) -> list[int]:
        chosen: set[int] = set()
        for name, depth in (
            ("words", 80),
            ("telling", 100),
            ("asked", 50),
            ("answered", 50),
            ("rendered", 30),
        ):
            chosen.update(list(self.ranks[name])[:depth])
        drafted = heapq.nsmallest(120, self.draft, key=lambda n: (-self.draft[n], n))
        chosen.update(drafted)
        for n in drafted[:20]:
            chosen.update(place for place, _ in self._near(n) if self.allowed is None or self.allowed[place])
        return sorted(chosen)

    def _near(self, n: int) -> list[tuple[int, float]]:
        """The articles around one in the same text of the law, and how near each is."""
        editions = self.columns.editions
        return [
            (n + step, share)
            for step, share in NEAR
            if 0 <= n + step < self.index.count and editions[n + step] == editions[n]
        ]

    def rows(self) -> list[list[float]]:
        """One row of FEATURES for every candidate, in the order of `candidates`."""
        columns, question = self.columns, self.question
        law_mass: dict[int, float] = defaultdict(float)
        chapter_mass: dict[int, float] = defaultdict(float)
        for n in list(self.ranks["telling"])[:100]:
            share = self._share("telling", n)
            law_mass[columns.laws[n]] += share
            chapter_mass[columns.chapters[n]] += share
        best_in_law: dict[int, float] = {}
        for n in self.candidates:
            law = columns.laws[n]
            best_in_law[law] = max(best_in_law.get(law, 0.0), self.draft.get(n, 0.0))
        texts = self.index.texts(self.candidates)
        words = _Words(question)
        rows = []
        for n in self.candidates:
            law, chapter = columns.laws[n], columns.chapters[n]
            rows.append(
                [
                    *self._scores(n, law, chapter),
                    self.index.counts["article"][n],
                    self.index.counts["law"][law],
                    self.index.counts["chapter"][chapter],
                    columns.lengths[n],
                    *self._neighbours(n),
                    law_mass.get(law, 0.0),
                    chapter_mass.get(chapter, 0.0),
                    *words.cover(*texts[n]),
                    sum(1 / (60 + self.ranks[name].get(n, DEPTH)) for name in FUSED),
                    len(question.terms),
                    *self._place(n),
                    self.draft.get(n, 0.0) - best_in_law[law],
                ]
            )
        return rows

    def _scores(self, n: int, law: int, chapter: int) -> list[float]:
        found, ranks = self.found, self.ranks
        return [
            found.words.get(n, 0) / 1000,
            self._share("words", n),
            ranks["words"].get(n, DEPTH),
            found.telling.get(n, 0) / 16000,
            self._share("telling", n),
            found.rendered.get(n, 0) / 1000000,
            self._share("rendered", n),
            found.asked.get(n, 0) / 1000,
            self._share("asked", n),
            ranks["asked"].get(n, DEPTH),
            found.answered.get(n, 0) / 1000,
            self._share("answered", n),
            found.law.get(law, 0) / 1000,
            self._share("law", law),
            found.chapter.get(chapter, 0) / 1000,
            self._share("chapter", chapter),
        ]

    def _neighbours(self, n: int) -> list[float]:
        """The best of what was found around an article; a rule often stands in several articles."""
        near = self._near(n)
        return [
            max((share * self._share(name, place) for place, share in near), default=0.0)
            for name in ("telling", "asked", "answered")
        ]

    def _place(self, n: int) -> list[float]:
        edition = self.columns.editions[n]
        size = self.index.edition_sizes[edition]
        name = self.columns.law_names[self.columns.laws[n]]
        kind = next((i for i, word in enumerate(KINDS) if name.endswith(word)), len(KINDS))
        return [size, 0 if KINDS[0] in name else kind, (n - self.index.edition_starts[edition]) / size]


class _Words:
    """How much of a question's wording an article has."""

    def __init__(self, question: Question) -> None:
        text = question.text[:LONGEST_QUERY]
        self.characters = [c for c in dict.fromkeys(text) if "\u4e00" <= c <= "\u9fff"]
        triples = (text[i : i + 3] for i in range(len(text) - 2))
        self.triples = [t for t in triples if all("\u4e00" <= c <= "\u9fff" for c in t)][:100]
        self.terms = [(term, question.rarity[term]) for term in question.terms][:100]
        self.all = sum(rarity for _, rarity in self.terms) or 1.0

    def cover(self, law: str, chapter: str, text: str) -> list[float]:
        """Shares of the question's characters, triples and terms in the text, and of its terms above it."""
        heading = law + chapter
        return [
            sum(c in text for c in self.characters) / max(len(self.characters), 1),
            sum(t in text for t in self.triples) / max(len(self.triples), 1),
            sum(rarity for term, rarity in self.terms if term in text) / self.all,
            sum(rarity for term, rarity in self.terms if term in heading) / self.all,
        ]
