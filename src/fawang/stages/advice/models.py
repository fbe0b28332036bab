"""The words of advice: what was understood, and the answer a person is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from fawang.reference.law.citations import Citation

Urgency = Literal["normal", "soon", "urgent", "emergency"]
Means = Literal["required", "waived_verification", "not_limited", "notified_defense", "not_applicable"]
EXEMPT: frozenset[str] = frozenset({"waived_verification", "not_limited", "notified_defense"})
OUT_OF_SCOPE = "非法律事项"


@dataclass(frozen=True)
class Understanding:
    """What the rules read out of a text, before any guide or statute is looked up.

    `confidence` runs from 0 to 1; below 0.5 a lawyer must look. `means_article` is the article of
    法律援助法 behind
    `means`, empty when legal aid does not come into it. `danger` names the kind of danger, empty when there
    is none.
    """

    text: str
    category: str
    confidence: float
    candidates: tuple[tuple[str, float], ...]
    tags: tuple[str, ...]
    services: tuple[str, ...]
    urgency: Urgency
    danger: str
    danger_words: tuple[str, ...]
    out_of_scope: bool
    scope_note: str
    means: Means
    means_article: str
    means_reason: str
    facts: dict[str, Any] = field(default_factory=dict)
    #: Another kind of danger in the same words: somebody is hurt, and somebody hurt them.
    danger_also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One sentence of an answer and the articles it stands on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class DeadlineNote:
    """The period that matters most, with the entry of content/limits and the article it comes from."""

    text: str
    limit_code: str
    citation: Citation | None


@dataclass(frozen=True)
class Suggestion:
    """A service that helps, why, and the article that says so. `service_code` is set when it can be applied
    for here."""

    name: str
    service_code: str | None
    reason: str
    citation: Citation | None = None


@dataclass(frozen=True)
class Helpline:
    """A telephone number, whose it is and when to call it."""

    number: str
    name: str
    why: str


@dataclass(frozen=True)
class Answer:
    """All that a person is told. `possible_laws` are search hits that may bear on the matter: shown as
    可能有关, never as
    the ground of a claim. `answered_at` is the moment the law was looked up for."""

    id: str
    text: str
    category: str
    confidence: float
    tags: list[str]
    service: list[str]
    urgency: Urgency
    escalate_human: bool
    escalation_reason: str | None
    out_of_scope: bool
    means_test: Means
    means_reason: str
    headline: str
    claims: list[Claim]
    deadline: DeadlineNote | None
    next_steps: list[str]
    evidence: list[str]
    suggestions: list[Suggestion]
    helplines: list[Helpline]
    facts: dict[str, Any]
    guide_code: str
    guide_title: str
    possible_laws: list[Citation]
    needs_lawyer: bool
    answered_at: datetime

    @property
    def laws(self) -> list[Citation]:
        """Every article the answer stands on, each once, in the order of the sentences, then those possibly
        related."""
        found: dict[tuple[str, str], Citation] = {}
        for citation in self._citations():
            found.setdefault((citation.law, citation.article), citation)
        return list(found.values())

    def _citations(self) -> list[Citation]:
        cited = [c for claim in self.claims for c in claim.citations]
        if self.deadline and self.deadline.citation:
            cited.append(self.deadline.citation)
        cited.extend(s.citation for s in self.suggestions if s.citation)
        return cited + self.possible_laws

    def as_json(self) -> dict[str, Any]:
        """The answer as the command line and the API give it; these keys are a contract."""
        return {
            "id": self.id,
            "category": self.category,
            "service": list(self.service),
            "urgency": self.urgency,
            "escalate_human": self.escalate_human,
            "escalation_reason": self.escalation_reason,
            "out_of_scope": self.out_of_scope,
            "means_test": self.means_test,
            "laws": [{"law": c.law, "article": c.article, "text": c.text} for c in self.laws],
            "answer": self.as_text(),
            "next_steps": list(self.next_steps),
        }

    def as_text(self) -> str:
        """The answer in plain words: conclusion, grounds, deadline."""
        lines = [self.headline]
        for claim in self.claims:
            grounds = "、".join(_name_of(c) for c in claim.citations)
            body = re.sub(r"[。；]+$", "", claim.text)
            lines.append(f"{body}（{grounds}）。" if grounds else f"{body}。")
        if self.deadline:
            lines.append(f"要紧的期限：{self.deadline.text}")
        if self.possible_laws:
            names = "、".join(_name_of(c) for c in self.possible_laws)
            lines.append(f"可能有关的法条（须由律师看过才作数）：{names}。")
        return "\n".join(lines)


def _name_of(citation: Citation) -> str:
    short = citation.law.removeprefix("中华人民共和国")
    return f"{short}{citation.article}" + ("" if citation.verified else "，待核")
