"""What the engine reads and what it answers: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.projection import Clock, Projection
from fawang.reference.catalog.definitions import Action, Option, ServiceDefinition


@dataclass(frozen=True)
class Due:
    """When a period ends, what it is called, and whether its year's holidays are still unpublished."""

    at: datetime
    label: str
    provisional: bool = False


class Deadlines(Protocol):
    """The legal calendar as the engine needs it."""

    def begin(self, limit: str, moment: datetime) -> Due:
        """The end of a period that starts to run at a moment."""

    def until(self, limit: str, day: date) -> Due:
        """The end of a period that lasts to a day."""

    def resume(self, clock: Clock, moment: datetime) -> Due:
        """The new end of a paused clock that runs on from a moment."""

    def extend(self, clock: Clock, by_limit: str) -> Due:
        """The new end of a running clock to which the period of another limit is added."""


@dataclass(frozen=True)
class Actor:
    """Who acts. `ref` as in the timeline; `who` is what the applicant's page may call them."""

    role: str
    ref: str
    name: str
    who: str
    staff_id: int | None = None


@dataclass(frozen=True)
class Body:
    """An organisation that a matter may be handed to."""

    organisation_id: int
    name: str
    phone: str = ""


@dataclass(frozen=True)
class Case:
    """A matter as the engine sees it. `words` fill the braces of texts (number, case_code, service,
    organisation, phone, surname, site); `names` gives the names of staff by id, `bodies` the organisations
    that a step may hand the matter to."""

    definition: ServiceDefinition
    present: Projection
    answers: Mapping[str, Any]
    urgency: str = "normal"
    category: str = ""
    channel: str = "web"
    words: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    bodies: Sequence[Body] = ()

    def facts(self) -> dict[str, Any]:
        """What a condition may look at."""
        return {
            **self.answers,
            "flags": list(self.present.flags),
            "done": list(self.present.done),
            "urgency": self.urgency,
            "category": self.category,
            "channel": self.channel,
            "means": self.present.means,
        }

    @property
    def state_name(self) -> str:
        """The present state in the applicant's words."""
        state = self.definition.steps.states.get(self.present.state)
        return state.name if state else self.present.state

    def body(self, organisation_id: object) -> Body | None:
        """The organisation of an id among those the matter may be handed to."""
        return next((one for one in self.bodies if str(one.organisation_id) == str(organisation_id)), None)


@dataclass(frozen=True)
class NoticeDue:
    """A message that follows from a step: its code in the definition, whom it is for, its words
    (`Notice` tells them apart)."""

    code: str
    to: str
    text: str
    long: str = ""
    voice: str = ""
    english: str = ""
    urgent: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Plan:
    """One entry to write, and the notices to send once it is written."""

    entry: NewEntry
    notices: tuple[NoticeDue, ...] = ()


def chosen_option(action: Action, entered: Mapping[str, Any]) -> Option | None:
    """The outcome that was chosen, None where the action has none or nothing was chosen."""
    if not action.outcome:
        return None
    asked = next((one for one in action.fields if one.code == action.outcome), None)
    value = entered.get(action.outcome)
    return next((one for one in asked.options if one.code == value), None) if asked else None
