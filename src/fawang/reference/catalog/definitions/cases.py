"""Worked cases: what is filled in, who does what and when, and what must come of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fawang.reference.catalog.definitions.base import Code, LimitCode, Line, Piece, Role, Text


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
    #: Papers that this very step drafted.
    documents: tuple[Code, ...] | None = None


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
