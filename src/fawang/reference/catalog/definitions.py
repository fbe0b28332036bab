"""What a public legal service is, as data: the typed shape of the files in `content/services`.

Everything is frozen and refuses unknown keys, so that a definition read back from the database years
later is exactly the one that was published. No statutory number stands in here: clocks name a limit code
of `content/limits`. Answers are plain JSON values: `yes_no` and `statement` are "yes" or "no", `amount` is
a decimal string in yuan, `date` is ISO (2026-11-21), `region` is a 12-digit code, `number` is an int,
`choices` is a list of option codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

from fawang.reference.catalog import conditions

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=60)]
LimitCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
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
]
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


class Option(Piece):
    """One answer of a choice. `prefill_if` looks at the facts of the question asked, not at answers."""

    code: Code
    label: Line
    help: Text = ""
    prefill_if: Condition | None = None


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
    #: For `staff`: which role the person chosen must hold.
    role: Role | None = None
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
    legal source that allows a written promise instead of it (告知承诺)."""

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

    def required(self, answers: Mapping[str, Any]) -> bool:
        """Whether these answers make it necessary."""
        return self.always or (self.required_if is not None and self.required_if.holds(answers))

    def asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is worth asking this person for it at all."""
        return self.required(answers) or self.show_if is None or self.show_if.holds(answers)


class ClockChange(Piece):
    """What happens to one statutory clock; exactly one verb. `cancel: all` ends every clock still running.
    Cancelling a clock that does not run does nothing; every other verb expects it running (or paused)."""

    start: LimitCode | None = None
    stop: LimitCode | None = None
    pause: LimitCode | None = None
    resume: LimitCode | None = None
    cancel: LimitCode | None = None
    #: For `start`: a date field of this action from which the period is counted, instead of now.
    counted_from: Code | None = None
    why: Text = ""

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        verbs = (self.start, self.stop, self.pause, self.resume, self.cancel)
        if sum(value is not None for value in verbs) != 1:
            raise ValueError("每一项只能写一个动作：start、stop、pause、resume 或 cancel")
        if self.counted_from and not self.start:
            raise ValueError("counted_from 只能和 start 一起用")
        return self

    @property
    def verb(self) -> str:
        """start, stop, pause, resume or cancel."""
        return next(verb for verb in ("start", "stop", "pause", "resume", "cancel") if getattr(self, verb))

    @property
    def limit(self) -> str:
        """The limit code, or `all`."""
        return str(getattr(self, self.verb))


class Effects(Piece):
    """What follows from a step: clocks, notices by code, what the applicant's page tells."""

    clocks: tuple[ClockChange, ...] = ()
    notices: tuple[Code, ...] = ()
    tell: Text = ""


class State(Piece):
    """A state in the applicant's words: `tell` what is going on and who has it, `next` what happens next,
    `come` whether the person has to come or do anything. Texts may hold {words} of TEXT_WORDS."""

    name: Line
    tell: Text
    next: Text
    come: Text = ""
    waiting_for: Literal["office", "lawyer", "applicant", "supervisor", "nobody"]
    #: False: it leaves the queues. Actions may still lead out of it (an objection, the archive).
    open: bool = True
    #: The applicant is asked to rate from here on.
    rate: bool = False


class Sets(Piece):
    """Whom the matter is given to. `holder`: actor (who did it), none, or a staff field of the action.
    `lawyer`: actor, none, or a staff field. `None` leaves it as it is."""

    holder: Code | None = None
    lawyer: Code | None = None


class Action(Effects):
    """One thing somebody may do. `to` empty: the state stays. `when` is a condition over the answers and
    MATTER_WORDS; `why_not` is said when it does not hold. `not_before` names a date field of an earlier
    action: refused until that day has passed. `on_expiry`: done by the system when that clock runs out."""

    code: Code
    name: Line
    help: Text = ""
    from_: tuple[Code, ...] = Field(alias="from", min_length=1)
    to: Code | None = None
    by: tuple[Role, ...] = Field(min_length=1)
    once: bool = False
    fields: tuple[FieldDefinition, ...] = ()
    sets: Sets = Sets()
    when: Condition | None = None
    why_not: Text = ""
    not_before: Code | None = None
    on_expiry: LimitCode | None = None
    flags: tuple[Code, ...] = ()
    article: Cite | None = None
    serious: bool = False
    #: An outcome code: `field` names the choice field of this action whose option is the outcome.
    outcome: Code | None = None


class StepsDefinition(Piece):
    """The way of a matter: states and the actions between them."""

    start: Code
    on_start: Effects = Effects()
    states: dict[Code, State]
    actions: tuple[Action, ...]

    def action(self, code: str) -> Action | None:
        """The action of that code."""
        return next((action for action in self.actions if action.code == code), None)

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """Every action that may leave (or stay in) a state, whoever does it."""
        return tuple(action for action in self.actions if state in action.from_)


class Notice(Piece):
    """A message. `text` holds {words} of TEXT_WORDS; never personal data beyond the surname."""

    to: Literal["applicant", "officer", "lawyer", "supervisor"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300)]


class FlagRule(Piece):
    """A mark set on the matter at the start when its condition holds over the answers (and `means`)."""

    code: Code
    name: Line
    when: Condition
    tell: Text = ""
    warn: Literal["", "officer", "supervisor"] = ""
    article: Cite | None = None


class Dispatch(Piece):
    """Who gets it: the kind of organisation, and the region field that decides which one. `article` says
    why that place is the right one."""

    office_kind: Code
    region_field: Code
    article: Cite | None = None


class EligibilityUse(Piece):
    """Which rules of content/eligibility are applied to the answers."""

    rules: Code
    matter_kind: Code
    situation: Code | None = None


class ServiceHead(Piece):
    """What stands in service.yaml."""

    code: Code
    name: Line
    family: Code
    family_name: Line
    group: Line
    kind: Literal["full", "light"] = "full"
    summary: Text
    who_can_apply: Text
    fee: Text
    time: Text
    how_to_complain: Text = ""
    #: The plain names under which the understanding of a question speaks of this service.
    asked_as: tuple[Line, ...] = ()
    title: Line = "{service}"
    category: Text = ""
    materials: tuple[MaterialDefinition, ...] = ()
    flags: tuple[FlagRule, ...] = ()
    dispatch: Dispatch
    eligibility: EligibilityUse | None = None
    cites: tuple[Cite, ...] = ()


class ServiceDefinition(ServiceHead):
    """One whole service. `version` is the short hash of everything else."""

    version: str = ""
    form: FormDefinition
    steps: StepsDefinition
    notices: dict[Code, Notice] = {}

    def material(self, code: str) -> MaterialDefinition | None:
        """The material of that code."""
        return next((material for material in self.materials if material.code == code), None)

    def flags_for(self, answers: Mapping[str, Any]) -> list[str]:
        """The marks that these answers put on a new matter, in the order of the definition."""
        return [rule.code for rule in self.flags if rule.when.holds(answers)]


class Expectation(Piece):
    """What must be true after a step of a worked case. `due`: limit code → last moment, ISO, or its day."""

    state: Code | None = None
    flags: tuple[Code, ...] | None = None
    means: Text | None = None
    due: dict[LimitCode, str] = {}
    clocks: dict[LimitCode, Literal["running", "paused", "met", "late", "cancelled"]] = {}
    faults: tuple[Code, ...] | None = None
    pages: tuple[Code, ...] | None = None
    refused: Text = ""
    told: Text = ""
    notices: tuple[Code, ...] | None = None


class CaseStep(Piece):
    """One thing done in a worked case. `by` is a role; `at` an aware moment."""

    at: datetime
    by: Role
    do: Code
    data: dict[str, Any] = {}
    expect: Expectation = Expectation()


class WorkedCase(Piece):
    """A worked case of cases.yaml, run by CI through the real engine."""

    name: Line
    at: datetime
    story: Text = ""
    facts: dict[str, Any] = {}
    answers: dict[str, Any]
    attached: tuple[Code, ...] = ()
    expect: Expectation = Expectation()
    then: tuple[CaseStep, ...] = ()
