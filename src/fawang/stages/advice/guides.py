"""Guides: answers written beforehand to what people commonly ask, each sentence of law with its article.

A guide is a Markdown file: front matter between `---` lines, then sections. In 依据 every line is a claim
that ends in
its articles between 〔〕, at will with the words quoted: 〔劳动合同法第三十条“及时足额支付劳动报酬”〕. A
period of time is
never written as a number in prose but as {limit:code} from content/limits.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from fawang.core.text import bigrams
from fawang.stages.advice.matching import Term, TermText, terms
from fawang.stages.advice.source import ContentFaulty, parse

SECTIONS = ("结论", "依据", "期限", "现在怎么做", "留好证据", "还要注意")
_GROUND = re.compile(
    r"〔(?P<law>[^第〔〕“]+)(?P<article>第[^条〔〕]+条(?:之[一二三四五六七八九十]+)?)(?:“(?P<quote>[^”]+)”)?〕"
)
_LIMIT = re.compile(r"\{limit:([a-z0-9.-]+)\}")
_PERIOD = re.compile(r"[\d一二三四五六七八九十百]+(?:个?工作日|日(?![期常子])|天|个?月|年)(?:之?内|以内)")


class FrontMatter(BaseModel):
    """What stands above a guide's text. `limit` is the period that matters most, by its code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z0-9-]+$")
    category: str
    title: str = Field(max_length=40)
    questions: list[str] = Field(min_length=2)
    terms: list[TermText] = Field(min_length=1)
    review: date
    services: list[str] = []
    limit: str = ""


@dataclass(frozen=True)
class Ground:
    """An article behind a claim, as the guide's author wrote it."""

    law: str
    article: str
    quote: str = ""


@dataclass(frozen=True)
class GuideClaim:
    """One sentence with its grounds."""

    text: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Guide:
    """A guide as read; periods still stand as placeholders."""

    code: str
    category: str
    title: str
    questions: tuple[str, ...]
    terms: tuple[Term, ...]
    review: date
    services: tuple[str, ...]
    limit: str
    headline: str
    claims: tuple[GuideClaim, ...]
    deadline: str
    steps: tuple[str, ...]
    evidence: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def limit_codes(self) -> list[str]:
        """Every limit the guide names."""
        prose = "".join(
            [self.headline, self.deadline, *self.steps, *self.notes, *(c.text for c in self.claims)]
        )
        return [*([self.limit] if self.limit else []), *_LIMIT.findall(prose)]


def fill_limits(text: str, words: dict[str, str]) -> str:
    """`text` with every {limit:code} put into words; a KeyError names a code that `words` lacks."""
    return _LIMIT.sub(lambda m: words[m[1]], text)


def read_guides(folders: Sequence[Path], *, checked: bool = False) -> list[Guide]:
    """All guides below the folders, a later one of the same code taking the earlier one's place. Raises
    ContentFaulty with
    every mistake of every file."""
    found: dict[str, Guide] = {}
    faults: list[str] = []
    for folder in folders:
        here: set[str] = set()
        for path in sorted(folder.rglob("*.md")) if folder.is_dir() else []:
            if path.name == "README.md":
                continue
            try:
                guide = read_guide(path.read_text(encoding="utf-8"), path.name, checked=checked)
            except ContentFaulty as fault:
                faults.extend(fault.faults)
                continue
            if guide.code in here:
                faults.append(f"{path.name}：编号 {guide.code} 与另一份指南重复")
            here.add(guide.code)
            found[guide.code] = guide
    faults.extend(_same_questions(list(found.values())))
    if faults:
        raise ContentFaulty(faults)
    return list(found.values())


def read_guide(text: str, name: str, *, checked: bool = False) -> Guide:
    """One guide. Raises ContentFaulty."""
    parts = re.split(r"^---\s*$", text, maxsplit=2, flags=re.M)
    if len(parts) != 3 or parts[0].strip():
        raise ContentFaulty([f"{name} 第 1 行：开头应有两行 --- 之间的说明"])
    front = parse(FrontMatter, parts[1], name, first_line=2, checked=checked)
    body_line = 1 + parts[0].count("\n") + parts[1].count("\n") + 1
    sections, faults = _sections(parts[2], name, body_line)
    claims = [_claim(line, number, name, faults) for number, line in sections.get("依据", [])]
    for needed in ("结论", "依据", "现在怎么做"):
        if not sections.get(needed):
            faults.append(f"{name}：缺少“{needed}”一节")
    if faults:
        raise ContentFaulty(faults)
    plain = {key: tuple(line for _, line in lines) for key, lines in sections.items()}
    return Guide(
        **{k: v for k, v in front.model_dump().items() if k not in ("questions", "terms", "services")},
        questions=tuple(front.questions),
        terms=terms(front.terms),
        services=tuple(front.services),
        headline="".join(plain["结论"]),
        claims=tuple(c for c in claims if c),
        deadline="".join(plain.get("期限", ())),
        steps=plain["现在怎么做"],
        evidence=plain.get("留好证据", ()),
        notes=plain.get("还要注意", ()),
    )


def _sections(body: str, name: str, first_line: int) -> tuple[dict[str, list[tuple[int, str]]], list[str]]:
    sections: dict[str, list[tuple[int, str]]] = {}
    faults: list[str] = []
    current = ""
    for number, line in enumerate(body.split("\n"), first_line):
        if line.startswith("## "):
            current = line[3:].strip()
            if current not in SECTIONS:
                faults.append(
                    f"{name} 第 {number} 行：没有“{current}”这一节，可用的是：{'、'.join(SECTIONS)}"
                )
            continue
        words = re.sub(r"^(?:[-*]|\d+\.)\s*", "", line.strip())
        if not words:
            continue
        if _PERIOD.search(re.sub(r"“[^”]*”", "", words)):
            faults.append(f"{name} 第 {number} 行：期限不要写成数字，请用 {{limit:编号}}")
        sections.setdefault(current, []).append((number, words))
    return sections, faults


def _claim(line: str, number: int, name: str, faults: list[str]) -> GuideClaim | None:
    grounds = tuple(
        Ground(m["law"].strip("《》 "), m["article"], m["quote"] or "") for m in _GROUND.finditer(line)
    )
    text = _GROUND.sub("", line).strip()
    if not grounds or "〔" in text:
        faults.append(f"{name} 第 {number} 行：这句话要写明依据，如〔民法典第五百七十七条〕")
        return None
    return GuideClaim(text, grounds)


def _same_questions(guides: list[Guide]) -> list[str]:
    seen: dict[str, str] = {}
    faults = []
    for guide in guides:
        for question in guide.questions:
            other = seen.setdefault(question, guide.code)
            if other != guide.code:
                faults.append(f"指南 {guide.code} 与 {other} 写了同一个问题：{question}")
    return faults


class GuideIndex:
    """Finds the guide whose questions and terms are nearest to what a person wrote."""

    def __init__(self, guides: Sequence[Guide]) -> None:
        self.guides = tuple(guides)
        self._grams = [[Counter(bigrams(q)) for q in (g.title, *g.questions)] for g in guides]
        spread = Counter(b for several in self._grams for b in {b for grams in several for b in grams})
        self._weight = {b: math.log(1 + len(guides) / n) for b, n in spread.items()}
        self._norms = [[self._norm(grams) for grams in several] for several in self._grams]

    def scores(self, plain: str) -> list[tuple[float, Guide]]:
        """Every guide with its nearness: 0 for nothing in common, about 1 for each term, 2 for the same
        question."""
        asked = Counter(bigrams(plain[:400]))
        asked_norm = self._norm(asked)
        found = []
        for guide, several, norms in zip(self.guides, self._grams, self._norms, strict=True):
            nearest = max(
                self._dot(asked, grams) / (norm * asked_norm) if norm and asked_norm else 0.0
                for grams, norm in zip(several, norms, strict=True)
            )
            hits = sum(1 for t in guide.terms if t.found_in(plain))
            found.append((2.0 * nearest + 0.7 * min(hits, 4), guide))
        return sorted(found, key=lambda pair: -pair[0])

    def _norm(self, grams: Counter[str]) -> float:
        return math.sqrt(sum((n * self._weight.get(b, 0.0)) ** 2 for b, n in grams.items()))

    def _dot(self, asked: Counter[str], grams: Counter[str]) -> float:
        return sum(n * asked[b] * self._weight[b] ** 2 for b, n in grams.items() if b in asked)
