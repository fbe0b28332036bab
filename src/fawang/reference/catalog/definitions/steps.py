"""The way of a matter: states, actions, clocks and what follows from a step."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

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
from fawang.reference.catalog.definitions.forms import FieldDefinition


class Effects(Piece):
    """What follows from a step: clocks, notices and documents by code, what the applicant's page tells."""

    clocks: tuple[ClockChange, ...] = ()
    notices: tuple[Code, ...] = ()
    #: Official papers (content/services/**/documents) that this step drafts for issue.
    documents: tuple[Code, ...] = ()
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
    #: After so many calendar days without an entry the silence is raised to a supervisor and the applicant is
    #: told; None: the installation's own number. An office rule, no statutory period.
    quiet_days: int | None = Field(default=None, ge=1, le=365)


class Approval(Piece):
    """One signature that a step needs before it counts (审批、会签): whose, and as what."""

    role: Role
    name: Line


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
    #: An outcome code: names the choice field of this action whose option is the outcome.
    outcome: Code | None = None
    #: Who must agree before the step takes effect; one after the other, or in any order with `together`.
    approvals: tuple[Approval, ...] = ()
    together: bool = False
    #: Names the `organisation` field of this action: the matter is handed to that body, keeping its number,
    #: timeline and place in the queue.
    transfer: Code | None = None
    #: May be done to several matters at once from the queue. Only for steps without personal judgement.
    bulk: bool = False


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
