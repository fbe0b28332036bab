"""What every piece of a definition is made of: frozen, unknown keys refused, codes and texts with bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints, model_validator

from fawang.reference.catalog import conditions

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=60)]
LimitCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Role = Literal["officer", "lawyer", "supervisor", "applicant", "system"]
#: Names a condition on an action may use besides the codes of the form's fields.
MATTER_WORDS = frozenset({"flags", "done", "urgency", "category", "channel", "means"})
#: Words a notice, `tell` or `next` text may hold in braces; an action's own `public` fields come on top.
TEXT_WORDS = frozenset(
    [
        "number",
        "case_code",
        "service",
        "organisation",
        "phone",
        "state",
        "due",
        "surname",
        "lawyer",
        "actor",
        "site",
    ]
)
#: Facts by which submitting a matter finds the parties, the place and the story among the answers.
PARTY_FACTS = frozenset(
    [
        "story",
        "name",
        "identity_number",
        "phone",
        "address",
        "for_whom",
        "represented_name",
        "represented_identity_number",
    ]
)


class Piece(BaseModel):
    """Base of every piece of a definition: unknown keys refused, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Condition(RootModel[dict[str, Any]]):
    """A data-only condition; see `conditions` for its grammar."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _well_shaped(self) -> Self:
        faults = list(conditions.shape_faults(self.root))
        if faults:
            raise ValueError("；".join(faults))
        return self

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether it holds for these answers."""
        return self._test(answers)

    @cached_property
    def _test(self) -> conditions.Test:
        return conditions.test_of(self.root)

    def fields(self) -> set[str]:
        """The fields it looks at."""
        return conditions.fields_of(self.root)

    def tests(self) -> list[tuple[str, Any]]:
        """Every (field, wanted value) in it."""
        return list(conditions.tests_of(self.root))


class Cite(Piece):
    """A legal source. `article` may be empty only for a regulation outside the law library (待核)."""

    law: Line
    article: Text = ""
    quote: Text = ""
    note: Text = ""
