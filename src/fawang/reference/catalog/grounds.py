"""The rules of eligibility as data: shape and reading of `content/eligibility`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError, field_validator

from fawang.reference.catalog.definitions import Cite, Code, Condition, LimitCode, Line, Piece, Text
from fawang.reference.catalog.source import ContentFault, Tree, read_tree
from fawang.reference.catalog.wording import faults_of

STANDARDS = "means-standard.yaml"


class Ground(Piece):
    """One item of a statute that a person may fall under. `when` looks at `kind` (what it is about),
    `situation` (who the person is) and the other answers by their own codes."""

    code: Code
    name: Line
    when: Condition
    law: Line
    article: Line
    quote: Text = ""
    proof: tuple[Line, ...] = ()

    @property
    def cite(self) -> Cite:
        """Its legal source."""
        return Cite(law=self.law, article=self.article, quote=self.quote)


class MeansRequired(Piece):
    """What is said and asked when the means have to be looked at."""

    reason: Text
    cites: tuple[Cite, ...] = Field(min_length=1)
    proof: tuple[Line, ...] = ()


class PlaceRule(Piece):
    """Where to apply, in words."""

    text: Text
    cite: Cite


class Places(Piece):
    """Where to apply while a proceeding runs, and otherwise."""

    proceeding: PlaceRule
    other: PlaceRule


class EarlyHelpRule(Piece):
    """When help may come before the papers. `limit` is the threshold in content/limits; `deadline` the
    answer that holds the day; `close_reason` may hold {days}."""

    limit: LimitCode
    deadline: Code
    also_when: Condition | None = None
    close_reason: Text
    other_reason: Text
    cites: tuple[Cite, ...] = Field(min_length=1)


class GroupRule(Piece):
    """From how many people on representatives may be chosen."""

    people: Code
    at_least: int = Field(ge=2)
    reason: Text
    cites: tuple[Cite, ...] = Field(min_length=1)


class EligibilityRules(Piece):
    """All rules of one kind of aid. `not_limited` (no hardship required) and `waived_verification`
    (hardship presumed, not checked) are different things in law and stay apart here."""

    code: Code
    scope: tuple[Ground, ...]
    not_limited: tuple[Ground, ...]
    waived_verification: tuple[Ground, ...]
    notified_defense: tuple[Ground, ...] = ()
    required: MeansRequired
    place: Places
    early_help: EarlyHelpRule
    group: GroupRule | None = None


class Standard(Piece):
    """A region's standard of economic hardship, in yuan per person and month. `example` marks demo values
    that must never be shown as law."""

    region: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
    monthly_income_per_person: int = Field(ge=0)
    example: bool = False
    in_force_from: date
    source: Line
    note: Text = ""

    @field_validator("region")
    @classmethod
    def _prefix(cls, value: str) -> str:
        # Stored as the digits that every code of the region begins with.
        for size in (2, 4, 6, 9):
            if len(value) >= size and not value[size:].strip("0"):
                return value[:size]
        return value


class StandardFile(Piece):
    """What stands in means-standard.yaml."""

    standards: tuple[Standard, ...] = ()


@dataclass
class LoadedEligibility:
    """Everything read of content/eligibility and what is wrong with it."""

    rules: dict[str, EligibilityRules] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)
    standards: tuple[Standard, ...] = ()
    faults: list[ContentFault] = field(default_factory=list)


def load_eligibility(roots: Sequence[Path]) -> LoadedEligibility:
    """Rules and standards under these content folders; a later folder's file replaces an earlier one's."""
    files = {p.name: p for root in roots for p in sorted((root / "eligibility").glob("*.yaml"))}
    loaded = LoadedEligibility()
    for name, path in files.items():
        tree, faults = read_tree(path, f"eligibility/{name}")
        loaded.faults += faults
        if tree is None:
            continue
        model = StandardFile if name == STANDARDS else EligibilityRules
        try:
            made = model.model_validate(tree.plain())
        except ValidationError as error:
            loaded.faults += faults_of(error, model, tree)
            continue
        if isinstance(made, StandardFile):
            loaded.standards = made.standards
        elif isinstance(made, EligibilityRules):
            loaded.rules[made.code], loaded.trees[made.code] = made, tree
    return loaded


def standard_for(standards: Sequence[Standard], region_code: str, on: date) -> Standard | None:
    """The standard of the nearest region above that is in force, or None when nobody configured one."""
    fitting = [s for s in standards if region_code.startswith(s.region) and s.in_force_from <= on]
    return max(fitting, key=lambda s: (len(s.region), s.in_force_from), default=None)
