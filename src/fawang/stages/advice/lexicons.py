"""The typed shape of the files in content/taxonomy and content/triage."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from fawang.stages.advice.matching import TermText
from fawang.stages.advice.models import Means, Urgency

DangerReason = Literal[
    "violence",
    "self_harm",
    "threat_to_others",
    "illegal_detention",
    "minor_harm",
    "fraud_in_progress",
    "medical_emergency",
]


class Piece(BaseModel):
    """Base of every piece: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Category(Piece):
    """One class of matters; `services` in the order in which they usually help."""

    number: int = Field(ge=1, le=33)
    name: str
    slug: str = Field(pattern=r"^[a-z-]+$")
    means: Means
    services: list[str] = Field(min_length=1)


class Tag(Piece):
    """A trait that cuts across categories."""

    name: str
    terms: list[TermText]


class Taxonomy(Piece):
    """content/taxonomy/categories.yaml"""

    categories: list[Category]
    tags: list[Tag]


class ServiceName(Piece):
    """A service as answers name it."""

    name: str
    code: str | None = None
    about: str
    #: Category → code of a service that fits it better than `code`.
    by_category: dict[str, str] = {}

    def code_for(self, category: str) -> str | None:
        """The service of the catalogue to apply for in a case of this category."""
        return self.by_category.get(category, self.code)


class ServiceNames(Piece):
    """content/taxonomy/services.yaml"""

    services: list[ServiceName]


class Lexicon(Piece):
    """The words of one category."""

    category: str
    strong: list[TermText] = []
    medium: list[TermText] = []
    weak: list[TermText] = []
    against: list[TermText] = []


class Lexicons(RootModel[list[Lexicon]]):
    """content/triage/categories.yaml"""


class ScopeRule(Piece):
    """Terms of one kind of no legal matter; `hard` ones hold even beside words of `unless`."""

    terms: list[TermText]
    unless: list[TermText] = []
    hard: list[TermText] = []
    answer: str


class Scope(Piece):
    """content/triage/scope.yaml"""

    wrongdoing: ScopeRule
    other: ScopeRule
    errands: ScopeRule
    legal_cues: list[TermText]


class CategoryTerms(Piece):
    """Terms that count in one category."""

    category: str
    terms: list[TermText]


class UrgencyRules(Piece):
    """content/triage/urgency.yaml"""

    urgent: list[TermText]
    soon: list[TermText]
    soon_categories: list[str]
    soon_combined: list[CategoryTerms]
    soon_when_exempt: bool


class MeansRule(Piece):
    """One way to be let off the means test; no categories means all of them."""

    means: Means
    categories: list[str] = []
    any: list[TermText]
    also: list[TermText] = []
    unless: list[TermText] = []
    article: str
    reason: str


class MeansCase(Piece):
    """Terms that turn the category's usual answer."""

    categories: list[str]
    any: list[TermText]
    unless: list[TermText] = []
    article: str = ""


class MeansRules(Piece):
    """content/triage/means.yaml"""

    rules: list[MeansRule]
    required: list[MeansCase]
    not_applicable: list[MeansCase]


class RoutingRule(Piece):
    """A service asked for by name, or plainly fitting."""

    service: str
    any: list[TermText]
    unless: list[TermText] = []
    categories: list[str] = []
    categories_not: list[str] = []


class Routing(Piece):
    """content/triage/routing.yaml"""

    rules: list[RoutingRule]
    exempt_first: str
    danger: dict[DangerReason, list[str]]


class DangerRule(Piece):
    """`sure` stands by itself; `act` needs a sign that it is happening now."""

    reason: DangerReason
    kind: Literal["sure", "act"]
    points: int = Field(ge=1, le=9)
    any: list[TermText]


class DangerRules(Piece):
    """content/triage/danger.yaml. `classes` are words meaning alike, named in terms as {name}; `blows` tell
    that somebody's hand is behind an injury."""

    threshold: int
    classes: dict[str, str] = {}
    blows: list[TermText] = []
    idioms: list[TermText]
    negations: list[str]
    past: list[TermText]
    hypothetical: list[TermText]
    questions: list[TermText]
    now: list[TermText]
    rules: list[DangerRule]
    reasons: dict[DangerReason, str]
    helplines: dict[DangerReason, list[str]]
    steps: dict[DangerReason, list[str]]
    citations: dict[DangerReason, list[str]]


class HelplineEntry(Piece):
    """A number people may call."""

    number: str
    name: str
    why: str


class Helplines(Piece):
    """content/triage/helplines.yaml"""

    helplines: list[HelplineEntry]
    by_category: dict[str, list[str]]


class Speech(Piece):
    """content/triage/speech.yaml"""

    dialect: list[tuple[str, str]]
    shapes: list[str]


class Spelling(Piece):
    """content/triage/spelling.yaml: a syllable and its characters; words, and real words that sound like
    them."""

    readings: dict[str, str]
    words: list[str]
    real: dict[str, list[str]]


URGENCIES: tuple[Urgency, ...] = ("normal", "soon", "urgent", "emergency")
