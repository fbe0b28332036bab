"""Worked cases of content/limits/cases.yaml: what a lawyer computed by hand, run by the content check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fawang.core.calendar import Deadline, Pause
from fawang.core.clock import ZONE
from fawang.reference.catalog.limits import UnknownLimit, limit_deadline
from fawang.reference.catalog.loader import content_files
from fawang.reference.catalog.source import ContentFault, Tree, read_tree
from fawang.reference.catalog.wording import faults_of

_FILE = "limits/cases.yaml"


class PauseCase(BaseModel):
    """One pause, as local times."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    since: datetime = Field(alias="from")
    until: datetime | None = Field(default=None, alias="to")


class LimitCase(BaseModel):
    """A limit, its start as a local time, and the end that must come out: a day, or a moment for hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    limit: str
    start: datetime
    pauses: tuple[PauseCase, ...] = ()
    extended: bool = False
    last_day: date | None = None
    at: datetime | None = None
    provisional: bool = False
    says: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.last_day is None) == (self.at is None):
            raise ValueError(f"“{self.name}”要写 last_day 或 at 中的一个")
        return self

    def compute(self) -> Deadline:
        """The deadline that the calendar gives."""
        pauses = [Pause(_local(p.since), _local(p.until) if p.until else None) for p in self.pauses]
        return limit_deadline(self.limit, _local(self.start), pauses=pauses, extended=self.extended)

    def fault(self) -> str:
        """What differs, in a sentence; empty when all is as expected."""
        end = self.compute()
        if self.last_day is not None and end.last_day != self.last_day:
            return f"“{self.name}”应在 {self.last_day} 届满，算出来是 {end.last_day}：{end.explanation}"
        if self.at is not None and end.at != _local(self.at):
            return f"“{self.name}”应在 {self.at} 届满，算出来是 {end.at}：{end.explanation}"
        if end.provisional != self.provisional:
            return f"“{self.name}”应是{'暂定' if self.provisional else '确定'}的日期"
        missing = [word for word in self.says if word not in end.explanation]
        return f"“{self.name}”的说明里没有“{missing[0]}”：{end.explanation}" if missing else ""


class CaseFile(BaseModel):
    """content/limits/cases.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: tuple[LimitCase, ...]


def load_cases(roots: Sequence[Path]) -> tuple[tuple[LimitCase, ...], Tree | None, list[ContentFault]]:
    """The worked cases, their places, and the mistakes in how they are written."""
    path = content_files(roots, "limits").get(_FILE)
    if path is None:
        return (), None, [ContentFault(_FILE, 1, "缺少这个文件：期限要有算好的例子")]
    tree, faults = read_tree(path, _FILE)
    if tree is None:
        return (), None, faults
    try:
        return CaseFile.model_validate(tree.plain()).cases, tree, faults
    except ValidationError as error:
        return (), tree, [*faults, *faults_of(error, CaseFile, tree)]


def case_faults(roots: Sequence[Path]) -> list[ContentFault]:
    """Every worked case that cannot be read or does not come out, at its line."""
    cases, tree, faults = load_cases(roots)
    for place, case in enumerate(cases):
        try:
            wrong = case.fault()
        except (UnknownLimit, TypeError) as error:
            wrong = f"“{case.name}”无法计算：{error}"
        if wrong and tree is not None:
            faults.append(tree.fault(("cases", place), wrong))
    return faults


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment
