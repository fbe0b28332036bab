"""The days off and make-up working days from the State Council's yearly notices, as a work calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Self

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fawang.core.calendar import WorkCalendar
from fawang.reference.catalog.loader import content_files
from fawang.reference.catalog.source import ContentFault, read_tree
from fawang.reference.catalog.wording import faults_of


class ContentFaulty(Exception):
    """Content files with mistakes; `faults` names each with its file and line."""

    def __init__(self, faults: Sequence[ContentFault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


class Holiday(BaseModel):
    """One holiday: its days off from `first` up to and including `last`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str = Field(min_length=1)
    first: date = Field(alias="from")
    last: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(0) <= self.last - self.first <= timedelta(days=20):
            raise ValueError("放假的起止日不对：to 不能早于 from，也不会相隔二十天以上")
        return self

    def days(self) -> list[date]:
        """Every day off of it."""
        return [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]


class HolidayYear(BaseModel):
    """One year's notice. Days may lie in the December before, where a New Year's holiday begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=2000, le=2200)
    notice: str = Field(min_length=6)
    issued_on: date
    holidays: tuple[Holiday, ...]
    workdays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _sane(self) -> Self:
        if not self.holidays:
            raise ValueError("holidays 里一项也没有")
        off = [day for holiday in self.holidays for day in holiday.days()]
        for day in (*off, *self.workdays):
            if day.year != self.year and not (day.year == self.year - 1 and day.month == 12):
                raise ValueError(f"{day} 不在 {self.year} 年（上一年 12 月除外）")
        if len(set(off)) != len(off):
            raise ValueError("有一天写进了两个节日")
        for day in self.workdays:
            if day.weekday() < 5:
                raise ValueError(f"{day} 是周一至周五，调休上班日应是周末")
            if day in off:
                raise ValueError(f"{day} 既写成放假又写成上班")
        return self


def load_years(roots: Sequence[Path]) -> tuple[list[HolidayYear], list[ContentFault]]:
    """Every content/calendar/<year>.yaml, with all mistakes of all files."""
    years: list[HolidayYear] = []
    faults: list[ContentFault] = []
    for shown, path in content_files(roots, "calendar").items():
        tree, wrong = read_tree(path, shown)
        faults.extend(wrong)
        if tree is None or wrong:
            continue
        try:
            year = HolidayYear.model_validate(tree.plain())
        except ValidationError as error:
            faults.extend(faults_of(error, HolidayYear, tree))
            continue
        if path.stem != str(year.year):
            faults.append(tree.fault(("year",), f"文件名是 {path.stem}，里面写的却是 {year.year} 年"))
            continue
        years.append(year)
    return years, faults


def calendar_of(years: Sequence[HolidayYear]) -> WorkCalendar:
    """The work calendar that these notices make together."""
    names = {day: holiday.name for year in years for holiday in year.holidays for day in holiday.days()}
    return WorkCalendar(
        holidays=frozenset(names),
        workdays=frozenset(day for year in years for day in year.workdays),
        published=frozenset(year.year for year in years),
        names=names,
    )


def work_calendar() -> WorkCalendar:
    """The installation's work calendar: shipped notices and those of its overlay. Read once a process.
    Raises ContentFaulty when a file has mistakes."""
    return _work_calendar(content_roots())


def content_roots() -> tuple[Path, ...]:
    """The shipped content and, after it, the deployer's own."""
    return (settings.CONTENT, *((settings.CONTENT_OVERLAY,) if settings.CONTENT_OVERLAY else ()))


@lru_cache(maxsize=4)
def _work_calendar(roots: tuple[Path, ...]) -> WorkCalendar:
    years, faults = load_years(roots)
    if faults:
        raise ContentFaulty(faults)
    return calendar_of(years)
