"""One whole service: its head, form, steps and notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from fawang.reference.catalog.definitions.base import Cite, Code, Condition, LimitCode, Line, Piece, Text
from fawang.reference.catalog.definitions.documents import DocumentTemplate
from fawang.reference.catalog.definitions.forms import FormDefinition, MaterialDefinition
from fawang.reference.catalog.definitions.steps import StepsDefinition

Audience = Literal[
    "everyone",
    "elderly",
    "disabled",
    "women_children",
    "minor",
    "migrant_worker",
    "soldier",
    "poor_household",
    "enterprise",
]
Door = Literal["web", "phone", "counter", "kiosk", "wechat", "visit"]


class Notice(Piece):
    """A message. `text` holds {words} of TEXT_WORDS; never personal data beyond the surname. `long` stands on
    the reader's own page and in an e-mail, `voice` is read out by a call, `english` is sent to whoever asked
    for English; each in place of `text`. `urgent`: sent at night too. `optional`: no law asks for it, and
    whoever does not want it does not get it."""

    to: Literal["applicant", "officer", "lawyer", "supervisor"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=300)]
    long: Text = ""
    voice: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    english: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    urgent: bool = False
    optional: bool = False


class FlagRule(Piece):
    """A mark set on the matter at the start when its condition holds over the answers (and `means`)."""

    code: Code
    name: Line
    when: Condition
    tell: Text = ""
    warn: Literal["", "officer", "supervisor"] = ""
    article: Cite | None = None


class Dispatch(Piece):
    """Who gets it: the kind of organisation, and the region field that decides which one. `level`: only an
    organisation of that level is competent (an application that the law gives to the city). `article` says
    why that place is the right one."""

    office_kind: Code
    region_field: Code
    level: Literal["", "village", "town", "county", "city", "province"] = ""
    article: Cite | None = None


class EligibilityUse(Piece):
    """Which rules of content/eligibility are applied to the answers."""

    rules: Code
    matter_kind: Code
    situation: Code | None = None


class Remedy(Piece):
    """What somebody may do who does not accept the result: to whom, within which limit (None: none is set),
    by which article. `service` names the service of this catalogue that does it. `later`: open only after
    another remedy, so that its limit cannot be counted from the result of this matter."""

    name: Line
    to: Line
    limit: LimitCode | None = None
    service: Code | None = None
    article: Cite | None = None
    help: Text = ""
    later: bool = False


class InPerson(Piece):
    """A matter that nobody may do for another: an agent is refused with `why` when the condition holds
    (None: always)."""

    when: Condition | None = None
    why: Text
    article: Cite


class English(Piece):
    """The service in English, for the public guide."""

    name: Line
    summary: Text
    who_can_apply: Text = ""
    fee: Text = ""
    time: Text = ""


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
    #: The limits that the public guide shows as the time it takes, the first being the main one.
    limits: tuple[LimitCode, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    in_person: InPerson | None = None
    #: Groups whose "point an order" lists (点单) show it.
    audience: tuple[Audience, ...] = ()
    #: Where it can be applied for.
    doors: tuple[Door, ...] = ("web", "phone", "counter")
    english: English | None = None


class ServiceDefinition(ServiceHead):
    """One whole service. `version` is the short hash of everything else."""

    version: str = ""
    form: FormDefinition
    steps: StepsDefinition
    notices: dict[Code, Notice] = {}
    documents: dict[Code, DocumentTemplate] = {}

    def material(self, code: str) -> MaterialDefinition | None:
        """The material of that code."""
        return next((material for material in self.materials if material.code == code), None)

    def flags_for(self, answers: Mapping[str, Any]) -> list[str]:
        """The marks that these answers put on a new matter, in the order of the definition."""
        return [rule.code for rule in self.flags if rule.when.holds(answers)]
