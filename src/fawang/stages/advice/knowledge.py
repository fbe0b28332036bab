"""All content of advice, read once and kept: lexicons as ready terms, guides with their words counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from fawang.stages.advice import lexicons
from fawang.stages.advice.guides import Guide, GuideIndex, read_guides
from fawang.stages.advice.language import Speller
from fawang.stages.advice.likeness import Likeness, read_likeness
from fawang.stages.advice.matching import Term, terms
from fawang.stages.advice.source import ContentFaulty, Stamp, read

Model = TypeVar("Model", bound=BaseModel)
#: A class of words in a term of danger; {0,6} is a count.
_CLASS = re.compile(r"\{([a-z_]+)\}")
WEIGHTS = {"strong": 3.0, "medium": 1.5, "weak": 0.5, "against": -3.0}


@dataclass(frozen=True)
class DangerReader:
    """The danger rules with their terms ready."""

    rules: lexicons.DangerRules
    idioms: tuple[Term, ...]
    past: tuple[Term, ...]
    hypothetical: tuple[Term, ...]
    questions: tuple[Term, ...]
    now: tuple[Term, ...]
    signs: tuple[tuple[lexicons.DangerRule, tuple[Term, ...]], ...]
    likeness: Likeness
    blows: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What advice knows. Everything is read-only."""

    taxonomy: lexicons.Taxonomy
    services: dict[str, lexicons.ServiceName]
    lexicon: tuple[tuple[str, tuple[tuple[Term, float], ...]], ...]
    scope: lexicons.Scope
    urgency: lexicons.UrgencyRules
    means: lexicons.MeansRules
    routing: lexicons.Routing
    danger: DangerReader
    helplines: lexicons.Helplines
    speller: Speller
    guides: GuideIndex

    def category(self, name: str) -> lexicons.Category:
        """The category of that name; KeyError when there is none."""
        return next(c for c in self.taxonomy.categories if c.name == name)


@lru_cache(maxsize=4096)
def term(source: str) -> Term:
    """A term made ready, kept for the next time."""
    return Term(source)


@lru_cache(maxsize=4)
def load_knowledge(content: Path, overlay: Path | None = None, stamp: Path | None = None) -> Knowledge:
    """Reads all files of advice under `content`, a file of the same name under `overlay` taking its place.
    Raises ContentFaulty with the mistakes of every file. `stamp` is where to remember that these words have
    passed, which saves the next process half of the time."""
    roots = [content, *([overlay] if overlay else [])]
    passed = Stamp(stamp, [root / part for root in roots for part in ("taxonomy", "triage", "guides")])
    reader = _Reader(content, overlay, checked=passed.stands)
    taxonomy = reader.read(lexicons.Taxonomy, "taxonomy/categories.yaml")
    names = reader.read(lexicons.ServiceNames, "taxonomy/services.yaml")
    words = reader.read(lexicons.Lexicons, "triage/categories.yaml")
    scope = reader.read(lexicons.Scope, "triage/scope.yaml")
    urgency = reader.read(lexicons.UrgencyRules, "triage/urgency.yaml")
    means = reader.read(lexicons.MeansRules, "triage/means.yaml")
    routing = reader.read(lexicons.Routing, "triage/routing.yaml")
    danger = reader.read(lexicons.DangerRules, "triage/danger.yaml")
    helplines = reader.read(lexicons.Helplines, "triage/helplines.yaml")
    speech = reader.read(lexicons.Speech, "triage/speech.yaml")
    spelling = reader.read(lexicons.Spelling, "triage/spelling.yaml")
    guides: list[Guide] = reader.guides()
    if reader.faults or not (taxonomy and names and words and scope and urgency and means):
        raise ContentFaulty(reader.faults)
    if not (routing and danger and helplines and speech and spelling):
        raise ContentFaulty(reader.faults)
    if faults := _unknown_names(taxonomy, words, routing, guides, {s.name for s in names.services}):
        raise ContentFaulty(faults)
    if not reader.checked:
        passed.leave()
    return Knowledge(
        taxonomy=taxonomy,
        services={s.name: s for s in names.services},
        lexicon=tuple((w.category, _weighted(w)) for w in words.root),
        scope=scope,
        urgency=urgency,
        means=means,
        routing=routing,
        danger=_danger_reader(danger, read_likeness(reader.path("triage/danger-likeness.json"))),
        helplines=helplines,
        speller=Speller(speech, spelling),
        guides=GuideIndex(guides),
    )


class _Reader:
    """Reads files and gathers what is wrong with them."""

    def __init__(self, content: Path, overlay: Path | None, *, checked: bool) -> None:
        self.content, self.overlay, self.checked = content, overlay, checked
        self.faults: list[str] = []

    def read(self, model: type[Model], name: str) -> Model | None:
        try:
            return read(model, self.path(name), checked=self.checked)
        except ContentFaulty as fault:
            self.faults.extend(fault.faults)
            return None

    def path(self, name: str) -> Path:
        """The overlay's file of that name when it has one."""
        return self.overlay / name if self.overlay and (self.overlay / name).exists() else self.content / name

    def guides(self) -> list[Guide]:
        try:
            folders = [self.content / "guides"] + ([self.overlay / "guides"] if self.overlay else [])
            return read_guides(folders, checked=self.checked)
        except ContentFaulty as fault:
            self.faults.extend(fault.faults)
            return []


def _weighted(lexicon: lexicons.Lexicon) -> tuple[tuple[Term, float], ...]:
    return tuple((term, weight) for key, weight in WEIGHTS.items() for term in terms(getattr(lexicon, key)))


def _danger_reader(rules: lexicons.DangerRules, likeness: Likeness) -> DangerReader:
    return DangerReader(
        rules,
        terms(rules.idioms),
        terms(rules.past),
        terms(rules.hypothetical),
        terms(rules.questions),
        terms(rules.now),
        tuple((rule, terms(_spelt_out(term, rules.classes) for term in rule.any)) for rule in rules.rules),
        likeness,
        terms(_spelt_out(term, rules.classes) for term in rules.blows),
    )


def _spelt_out(term: str, classes: dict[str, str]) -> str:
    """The term with every {class} put into its words; classes may name classes."""
    while found := _CLASS.search(term):
        if found[1] not in classes:
            raise ContentFaulty(
                [f"triage/danger.yaml：词条“{term[:40]}”里的 {{{found[1]}}} 没有在 classes 里写明"]
            )
        term = f"{term[: found.start()]}(?:{classes[found[1]]}){term[found.end() :]}"
    return term


def _unknown_names(
    taxonomy: lexicons.Taxonomy,
    words: lexicons.Lexicons,
    routing: lexicons.Routing,
    guides: list[Guide],
    services: set[str],
) -> list[str]:
    categories = {c.name for c in taxonomy.categories}
    faults = [
        f"triage/categories.yaml：没有“{w.category}”这个类别"
        for w in words.root
        if w.category not in categories
    ]
    named = [(f"类别“{c.name}”", s) for c in taxonomy.categories for s in c.services]
    named += [("triage/routing.yaml", r.service) for r in routing.rules]
    named += [("triage/routing.yaml", s) for several in routing.danger.values() for s in several]
    named += [(f"指南 {g.code}", s) for g in guides for s in g.services]
    faults += [f"{where}：没有“{name}”这项服务" for where, name in named if name not in services]
    faults += [f"指南 {g.code}：没有“{g.category}”这个类别" for g in guides if g.category not in categories]
    return faults
