"""What questions with known articles teach: the statistics behind the shipped weights. Not a measurement.

Everything is counted by hand from the questions given; who measures gives it only the questions of the other
folds.
"""

from __future__ import annotations

import gzip
import json
import math
import random
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fawang.reference.law.grams import grams
from fawang.reference.law.retrieval.features import Judge
from fawang.reference.law.retrieval.index import Index
from fawang.reference.law.retrieval.lessons import Learned, bind, term_number
from fawang.reference.law.retrieval.model import Language, language_of, lessons_of

#: A question's term must have come up this often before its renderings are believed.
SEEN_TWICE = 2
MOST_RENDERINGS = 25
#: Questions that share this much of their pairs are one question asked twice and stay in one fold.
NEAR_DUPLICATE = 0.5


@dataclass(frozen=True)
class Asked:
    """A question with the numbers of its articles in the index."""

    id: str
    text: str
    keywords: str
    answer: str
    gold: list[int]


@dataclass(frozen=True)
class Lesson:
    """Language and articles' lessons, in the form of the model file."""

    language: dict[str, Any]
    articles: dict[str, Any]

    def ready(self) -> tuple[Language, dict[int, Learned]]:
        """As the product reads it from the file."""
        copy = json.loads(json.dumps([self.language, self.articles]))
        return language_of(copy[0]), lessons_of(copy[1])


def read_questions(path: Path, index: Index) -> list[Asked]:
    """The development questions; a gold article that the corpus lacks is an error, not a silent loss."""
    numbers = {id_: n for n, id_ in index.connection.execute("SELECT n, id FROM documents")}
    questions = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            gold = [numbers[id_] for id_ in raw["gold"]]
            questions.append(
                Asked(str(raw["qid"]), raw["question"], raw["keywords"] or "", raw["answer"] or "", gold)
            )
    return questions


def folds_of(questions: Sequence[Asked], count: int, seed: int = 7) -> list[int]:
    """The fold of every question; near duplicates share one."""
    terms = [set(grams(question.text)) for question in questions]
    leader = list(range(len(questions)))

    def lead(n: int) -> int:
        while leader[n] != n:
            n = leader[n]
        return n

    where: dict[str, list[int]] = defaultdict(list)
    for n, own in enumerate(terms):
        shared = Counter(m for term in sorted(own) for m in where[term])
        for m, common in shared.items():
            if common >= NEAR_DUPLICATE * len(own | terms[m]):
                leader[lead(n)] = lead(m)
        for term in own:
            where[term].append(n)
    groups: dict[int, list[int]] = defaultdict(list)
    for n in range(len(questions)):
        groups[lead(n)].append(n)
    order = sorted(groups)
    random.Random(seed).shuffle(order)
    sizes, folds = [0] * count, [0] * len(questions)
    for group in sorted(order, key=lambda group: -len(groups[group])):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(groups[group])
        for n in groups[group]:
            folds[n] = fold
    return folds


def learn(index: Index, questions: Sequence[Asked]) -> Lesson:
    """Count what the questions teach."""
    golds = sorted({n for question in questions for n in question.gold})
    wording = {n: set(grams(" ".join(texts))) for n, texts in index.texts(golds).items()}
    return Lesson(_language(index, questions, wording), _articles(index, questions))


def _articles(index: Index, questions: Sequence[Asked]) -> dict[str, Any]:
    asked: dict[int, Counter[int]] = defaultdict(Counter)
    answered: dict[int, Counter[int]] = defaultdict(Counter)
    count: Counter[int] = Counter()
    for question in questions:
        own = Counter(term_number(term) for term in set(grams(question.text)))
        own.update(term_number(term) for term in grams(question.keywords))
        answer = Counter(term_number(term) for term in grams(question.answer))
        for key in sorted({index.columns.keys[n] for n in question.gold}):
            count[key] += 1
            asked[key].update(own)
            answered[key].update(answer)
    return {str(key): [count[key], _flat(asked[key]), _flat(answered[key])] for key in sorted(count)}


def _flat(counts: Counter[int]) -> list[int]:
    return [value for pair in sorted(counts.items()) for value in pair]


def _language(index: Index, questions: Sequence[Asked], wording: Mapping[int, set[str]]) -> dict[str, Any]:
    came: Counter[str] = Counter()
    stood: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for question in questions:
        there = set().union(*(wording[n] for n in question.gold))
        spread.update(there)
        for term in set(grams(question.text)):
            came[term] += 1
            stood[term] += term in there
            together[term].update(there)
    renderings = {
        str(term_number(term)): found
        for term in sorted(came)
        if came[term] >= SEEN_TWICE
        and (found := _renderings(term, came, spread, together[term], len(questions)))
    }
    return {"telling": _telling(index, came, stood), "renderings": renderings}


def _telling(index: Index, came: Counter[str], stood: Counter[str]) -> dict[str, int]:
    """In sixteenths: how much more often a term stands in the right article than terms as rare as it do."""

    def rarity(term: str) -> int:
        found = index.postings(term)
        return int(math.log2((len(found[0]) if found else 0) + 1))

    bucket = {term: rarity(term) for term in came}
    all_came: Counter[int] = Counter()
    all_stood: Counter[int] = Counter()
    for term, times in came.items():
        all_came[bucket[term]] += times
        all_stood[bucket[term]] += stood[term]
    telling = {}
    for term in sorted(came):
        usual = (all_stood[bucket[term]] + 1) / (all_came[bucket[term]] + 5)
        factor = (stood[term] + 3 * usual) / (came[term] + 3) / usual
        telling[str(term_number(term))] = round(16 * max(0.15, min(2.5, factor)))
    return telling


def _renderings(
    term: str, came: Counter[str], spread: Counter[str], together: Counter[str], questions: int
) -> list[list[Any]]:
    found = []
    for word, times in together.items():
        share = times / came[term]
        lift = math.log(share * questions / spread[word])
        if times >= SEEN_TWICE and word != term and lift >= 0.7:
            found.append((share * times / (times + 2) * lift, word))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return [[word, round(1000 * weight)] for weight, word in found[:MOST_RENDERINGS]]


class Taught(Index):
    """An index whose lessons come from some of the questions only, as if it had been built with them."""

    def __init__(self, path: Path, articles: Mapping[int, Learned]) -> None:
        super().__init__(path)
        bound = bind(self.columns, articles)
        self.counts = bound.counts
        self.fields = bound.fields

    def lessons(self, term: int) -> dict[str, tuple[array[int], array[int]]]:
        """What those questions taught about the term."""
        return {name: field[term] for name, field in self.fields.items() if term in field}


@dataclass(frozen=True)
class Example:
    """One question's candidates as the trees see them when it was kept out of the statistics."""

    number: int
    candidates: list[int]
    rows: list[list[float]]
    #: The rough order behind the candidates.
    rest: list[int]
    #: How many of its articles other folds' questions also had.
    seen: int


def examples_of(path: Path, questions: Sequence[Asked], folds: Sequence[int]) -> Iterator[Example]:
    """Every question described by what the questions of the other folds taught."""
    for fold in sorted(set(folds)):
        others = [question for question, own in zip(questions, folds, strict=True) if own != fold]
        described = [number for number, own in enumerate(folds) if own == fold]
        yield from _described(path, questions, others, described)


def _described(
    path: Path, questions: Sequence[Asked], others: Sequence[Asked], numbers: Sequence[int]
) -> Iterator[Example]:
    language, articles = learn(Index(path), others).ready()
    index = Taught(path, articles)
    known = {n for question in others for n in question.gold}
    for number in numbers:
        question = questions[number]
        judge = Judge(index, language, question.text)
        judged = set(judge.candidates)
        rest = sorted((n for n in judge.draft if n not in judged), key=lambda n: (-judge.draft[n], n))
        seen = sum(n in known for n in question.gold)
        yield Example(number, judge.candidates, judge.rows(), rest[:100], seen)
