"""What is asked: fields, pages, papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from fawang.reference.catalog.definitions.base import (
    Cite,
    Code,
    Condition,
    LimitCode,
    Line,
    Piece,
    Role,
    Text,
)
from fawang.reference.catalog.definitions.clocks import ClockChange

FieldKind = Literal[
    "text",
    "long_text",
    "choice",
    "choices",
    "yes_no",
    "phone",
    "identity_number",
    "amount",
    "date",
    "region",
    "address",
    "number",
    "file",
    "statement",
    "staff",
    "materials",
    "list",
    "signature",
    "credit_code",
    "email",
    "organisation",
]


class Option(Piece):
    """One answer of a choice. `prefill_if` looks at the facts of the question asked, not at answers.

    Where the choice is the outcome of an action, an option also says who may choose it (`by`, empty: all who
    may do the action), which state it leads to (`to`) and what it does to the clocks."""

    code: Code
    label: Line
    help: Text = ""
    prefill_if: Condition | None = None
    by: tuple[Role, ...] = ()
    to: Code | None = None
    clocks: tuple[ClockChange, ...] = ()


class FieldDefinition(Piece):
    """One thing asked. `fact` is the name (content/services/facts.yaml) under which the answer is known to
    other services and prefilled from what was already told. `sealed` marks personal data; `public` (only in
    actions) allows the applicant's page to show the value. Bounds: `minimum`/`maximum` for numbers (in the
    unit of the label) and yuan; for dates only `past`/`future`."""

    code: Code
    label: Line
    kind: FieldKind
    help: Text = ""
    required: bool = True
    show_if: Condition | None = None
    options: tuple[Option, ...] = ()
    fact: Code | None = None
    sealed: bool = False
    public: bool = False
    unit: Text = ""
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = Field(default=None, ge=1, le=5000)
    when_date: Literal["any", "past", "future"] = "any"
    material: Code | None = None
    #: For `staff`: which role the person chosen must hold, and of which professions one (empty: any).
    role: Role | None = None
    professions: tuple[Code, ...] = ()
    #: For `organisation` (actions only): the kinds of organisation to choose from.
    office_kinds: tuple[Code, ...] = ()
    #: For `date`: the period that begins on that day. The answer `<code>_late` (yes/no) then tells, to
    #: conditions, whether it had run out on the day of applying.
    limit: LimitCode | None = None
    #: For `list` (people, claims, things): what is asked of each, what one is called, how many, and whether
    #: they may come from a spreadsheet. The answer is a list of mappings.
    fields: tuple[FieldDefinition, ...] = ()
    item: Text = ""
    least: int = Field(default=1, ge=0)
    most: int = Field(default=20, ge=1, le=500)
    spreadsheet: bool = False
    #: For `region`: level that must be chosen at least (3 county, 4 town, 5 village).
    level: int = Field(default=3, ge=2, le=5)
    autocomplete: Text = ""
    placeholder: Text = ""
    #: For `yes_no`: the words of yes and of no, so that 有没有 is answered 有 or 没有.
    words: tuple[Line, Line] = ("是", "不是")

    @property
    def yes_no(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The two answers of a `yes_no` field with their words."""
        return ("yes", self.words[0]), ("no", self.words[1])

    @property
    def input_mode(self) -> str:
        """The on-screen keyboard a phone should offer."""
        return {"phone": "tel", "amount": "decimal", "number": "numeric"}.get(self.kind, "text")

    def label_of(self, value: str) -> str:
        """The words of an option's code, or the code itself."""
        return next((option.label for option in self.options if option.code == value), value)


class Page(Piece):
    """One question. `title` is the question and the page's h1."""

    code: Code
    title: Line
    help: Text = ""
    show_if: Condition | None = None
    fields: tuple[FieldDefinition, ...] = Field(min_length=1, max_length=8)


class FormDefinition(Piece):
    """The questions in order. `max_pages` is the most that any one person may be asked to walk through."""

    pages: tuple[Page, ...] = Field(min_length=1)
    max_pages: int = Field(default=12, ge=1, le=30)

    def page(self, code: str) -> Page | None:
        """The page of that code."""
        return next((page for page in self.pages if page.code == code), None)

    def field(self, code: str) -> FieldDefinition | None:
        """The field of that code, wherever it stands."""
        return next((field for field in self.fields() if field.code == code), None)

    def fields(self) -> Iterator[FieldDefinition]:
        """Every field of every page."""
        for page in self.pages:
            yield from page.fields

    def field_for(self, fact: str) -> FieldDefinition | None:
        """The first field that answers a fact."""
        return next((field for field in self.fields() if field.fact == fact), None)


class MaterialDefinition(Piece):
    """A paper asked for. `required_if` None means useful but never required; `{}` is not allowed: write
    `always: true`. `later` allows accepting first and adding it afterwards (先受理后补), `promise` names the
    legal source that allows a written promise instead of it (告知承诺). `gap_days` is how long what is
    missing may be outstanding once the matter was accepted without it (容缺受理; the office's own rule, no
    statutory period). `from_register` names the register it is fetched from instead of being asked for."""

    code: Code
    name: Line
    why: Text
    always: bool = False
    required_if: Condition | None = None
    show_if: Condition | None = None
    alternatives: tuple[Line, ...] = ()
    accept: tuple[Literal["image", "pdf", "document", "audio", "video"], ...] = ("image", "pdf")
    most: int = Field(default=9, ge=1, le=50)
    later: bool = False
    promise: Cite | None = None
    gap_days: int | None = Field(default=None, ge=1, le=90)
    from_register: Code | None = None
    #: The original must be shown at the counter or on video before the end.
    original: bool = False

    @model_validator(mode="after")
    def _gap_is_later(self) -> Self:
        if self.gap_days and not self.later:
            raise ValueError("写了 gap_days（容缺后补的天数）就要写 later: true")
        return self

    def required(self, answers: Mapping[str, Any]) -> bool:
        """Whether these answers make it necessary."""
        return self.always or (self.required_if is not None and self.required_if.holds(answers))

    def asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is worth asking this person for it at all."""
        return self.required(answers) or self.show_if is None or self.show_if.holds(answers)
