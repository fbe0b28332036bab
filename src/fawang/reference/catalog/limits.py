"""The statutory periods as data: loading content/limits and answering when a period ends.

content/limits/counting.yaml     how periods are counted, each rule with its articles
content/limits/cases.yaml        worked cases, see `limit_cases`
content/limits/<statute>.yaml    the periods of one statute
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fawang.core import clock
from fawang.core.calendar import (
    CountingRule,
    Deadline,
    Pause,
    Period,
    Unit,
    deadline,
    latest_before,
    remaining,
)
from fawang.reference.catalog.holidays import ContentFaulty, content_roots, work_calendar
from fawang.reference.catalog.loader import content_files
from fawang.reference.catalog.source import ContentFault, Loc, Tree, read_tree
from fawang.reference.catalog.wording import faults_of, near

__all__ = [
    "Limit",
    "UnknownLimit",
    "all_limits",
    "get_limit",
    "is_within",
    "limit_deadline",
    "pause_grounds",
    "resumed_deadline",
    "work_calendar",
]

#: `period` runs from an event, `before` must lie before one, `duration` is how long a measure lasts at most,
#: `extension` may be added to another, `threshold` asks whether less than so much is left, `once` is a duty
#: without a length, `excluded` names time that another period leaves out, `until` ends on a day that the
#: application names, `promise` is what an office gives itself: neither shown nor counted as law.
Kind = Literal[
    "period", "before", "duration", "extension", "threshold", "once", "excluded", "until", "promise"
]
_MEASURED = frozenset({"period", "before", "duration", "extension", "threshold", "promise"})
#: What stands where a page names the source of an office's own promise.
PROMISED = "本机构承诺"
_POINTING = frozenset({"extension", "excluded"})
_OTHER_FILES = frozenset({"limits/counting.yaml", "limits/cases.yaml"})


class UnknownLimit(LookupError):
    """No limit has this code: a mistake in content or code, found by the checks before anything runs."""


class NotAPeriod(TypeError):
    """The limit has no end that could be computed (a duty without a length, a threshold, an extension)."""


class LimitEntry(BaseModel):
    """One period as its file writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$")
    workflow: str = Field(min_length=1)
    step: str = Field(min_length=1)
    who: str = Field(min_length=1)
    kind: Kind
    applies_to: str = ""
    value: int | None = Field(default=None, ge=1, le=1000)
    unit: Unit | None = None
    start: str = Field(min_length=1)
    #: Runs from the day on which somebody received the result of their own matter.
    from_result: bool = False
    article: str = Field(
        default="", pattern=r"^(第[零一二三四五六七八九十百千]+条(之[一二三四五六七八九十]+)?)?$"
    )
    quote: str = ""
    counting: str = ""
    in_force_from: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        measured = self.value is not None and self.unit is not None
        if self.kind in _MEASURED and not measured:
            raise ValueError(f"“{self.code}”要写 value 和 unit")
        if self.kind not in _MEASURED and (self.value is not None or self.unit is not None):
            raise ValueError(f"“{self.code}”是 {self.kind}，没有长度，不要写 value 和 unit")
        if (self.kind in _POINTING) != bool(self.applies_to):
            raise ValueError(f"“{self.code}”：extension 和 excluded 要写 applies_to，其他的不写")
        return self


class LimitFile(BaseModel):
    """The periods of one statute, or without `law` those that offices promise. `unverified`: a regulation
    whose text the law library lacks (待核)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    law: str = Field(default="", pattern=r"^$|^.{2,}$")
    in_force_from: date
    counting: str
    unverified: bool = False
    limits: tuple[LimitEntry, ...]

    @model_validator(mode="after")
    def _cited(self) -> Self:
        if not self.limits:
            raise ValueError("limits 里一项也没有")
        promised = {entry.code for entry in self.limits if entry.kind == "promise"}
        for entry in self.limits:
            if not self.law:
                _promise_entry(entry, promised)
            elif entry.kind == "promise":
                raise ValueError(
                    f"“{entry.code}”是机构自己的承诺，要写在没有 law 的文件里，不能写成法律的规定"
                )
            elif not self.unverified and not (entry.article and entry.quote):
                raise ValueError(f"“{entry.code}”缺少条号 article 或引文 quote")
        return self


def _promise_entry(entry: LimitEntry, promised: set[str]) -> None:
    if entry.kind != "promise" and not (entry.kind == "extension" and entry.applies_to in promised):
        raise ValueError(f"“{entry.code}”是法律定的期限，文件要写 law；机构自己的承诺写 kind: promise")
    if entry.article or entry.quote:
        raise ValueError(f"“{entry.code}”是机构自己的承诺，不能写 article 和 quote")
    if not entry.note:
        raise ValueError(f"“{entry.code}”要在 note 里写明为什么由机构自己承诺")


class RuleArticle(BaseModel):
    """An article that a counting rule rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    law: str
    article: str
    quote: str


class RuleEntry(BaseModel):
    """One way of counting, with the articles it rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    moves_on: bool
    hours_from_next: bool
    articles: tuple[RuleArticle, ...]
    note: str = ""

    def counting_rule(self) -> CountingRule:
        """The rule as the legal calendar takes it."""
        cite = "、".join(f"《{short_law(a.law)}》{a.article}" for a in self.articles)
        return CountingRule(cite, self.moves_on, self.hours_from_next)


class RuleFile(BaseModel):
    """content/limits/counting.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True)
class Limit:
    """One statutory period, ready for use. `value` and `unit` are None for a duty without a length;
    `article` and `quote` are empty when `verified` is false. `label` is what a page calls its clock."""

    code: str
    workflow: str
    step: str
    who: str
    kind: Kind
    value: int | None
    unit: Unit | None
    start: str
    law: str
    article: str
    quote: str
    in_force_from: date
    counting: RuleEntry
    applies_to: str = ""
    note: str = ""
    verified: bool = True
    from_result: bool = False

    @property
    def label(self) -> str:
        """What a page calls the clock of this limit."""
        return self.step

    @property
    def period(self) -> Period:
        """The length. Raises NotAPeriod for a duty without one."""
        if self.value is None or self.unit is None:
            raise NotAPeriod(self.code)
        return Period(self.value, self.unit)

    @property
    def promised(self) -> bool:
        """Whether an office promises it (or its extension), and no statute sets it."""
        return not self.law

    @property
    def cite(self) -> str:
        """《法律援助法》第四十三条; with 待核 when its words are not verified; 本机构承诺 for a promise."""
        if self.promised:
            return PROMISED
        if self.verified:
            return f"《{short_law(self.law)}》{self.article}"
        return f"《{self.law}》{self.article}（待核）" if self.article else f"《{self.law}》（条号待核）"


@dataclass
class LimitBook:
    """Everything read from content/limits, and everything wrong with it. A code may stand several times
    with different dates: the statute changed."""

    limits: list[Limit]
    rules: dict[str, RuleEntry]
    faults: list[ContentFault]
    #: Where each limit stands, by its code and the day from which it is in force.
    places: dict[tuple[str, date], tuple[Tree, Loc]] = field(default_factory=dict)


def short_law(name: str) -> str:
    """A statute's name without 中华人民共和国."""
    return name.removeprefix("中华人民共和国")


def load_limits(roots: Sequence[Path]) -> LimitBook:
    """Every limit under these content folders with all mistakes of all files at once."""
    book = LimitBook([], {}, [])
    files = content_files(roots, "limits")
    _load_rules(book, files)
    places = book.places
    for shown, path in files.items():
        if shown not in _OTHER_FILES:
            _load_file(book, shown, path, places)
    codes = {limit.code for limit in book.limits}
    for limit in book.limits:
        if limit.applies_to and limit.applies_to not in codes:
            tree, loc = places[limit.code, limit.in_force_from]
            hint = near(limit.applies_to, codes)
            book.faults.append(tree.fault((*loc, "applies_to"), f"没有期限“{limit.applies_to}”{hint}"))
    return book


def _load_rules(book: LimitBook, files: dict[str, Path]) -> None:
    shown = "limits/counting.yaml"
    if shown not in files:
        book.faults.append(ContentFault(shown, 1, "缺少这个文件：它写明期间怎么数"))
        return
    tree, wrong = read_tree(files[shown], shown)
    book.faults.extend(wrong)
    if tree is None:
        return
    try:
        book.rules = {rule.code: rule for rule in RuleFile.model_validate(tree.plain()).rules}
    except ValidationError as error:
        book.faults.extend(faults_of(error, RuleFile, tree))


def _load_file(
    book: LimitBook, shown: str, path: Path, places: dict[tuple[str, date], tuple[Tree, Loc]]
) -> None:
    tree, wrong = read_tree(path, shown)
    book.faults.extend(wrong)
    if tree is None:
        return
    try:
        file = LimitFile.model_validate(tree.plain())
    except ValidationError as error:
        book.faults.extend(faults_of(error, LimitFile, tree))
        return
    for place, entry in enumerate(file.limits):
        loc: Loc = ("limits", place)
        since = entry.in_force_from or file.in_force_from
        rule = book.rules.get(entry.counting or file.counting)
        if rule is None:
            unknown = entry.counting or file.counting
            at: Loc = (*loc, "counting") if entry.counting else ("counting",)
            book.faults.append(tree.fault(at, f"没有计算规则“{unknown}”{near(unknown, book.rules)}"))
            continue
        if (entry.code, since) in places:
            book.faults.append(tree.fault((*loc, "code"), f"“{entry.code}”在同一施行日期下写了两次"))
            continue
        places[entry.code, since] = (tree, loc)
        book.limits.append(_limit(file, entry, since, rule))


def _limit(file: LimitFile, entry: LimitEntry, since: date, rule: RuleEntry) -> Limit:
    return Limit(
        code=entry.code,
        workflow=entry.workflow,
        step=entry.step,
        who=entry.who,
        kind=entry.kind,
        value=entry.value,
        unit=entry.unit,
        start=entry.start,
        law=file.law,
        article=entry.article,
        quote=entry.quote,
        in_force_from=since,
        counting=rule,
        applies_to=entry.applies_to,
        note=entry.note,
        from_result=entry.from_result,
        verified=bool(file.law) and not file.unverified,
    )


@lru_cache(maxsize=4)
def _book(roots: tuple[Path, ...]) -> LimitBook:
    book = load_limits(roots)
    if book.faults:
        raise ContentFaulty(book.faults)
    return book


def all_limits(on: date | None = None) -> list[Limit]:
    """The limits in force on a day (default today), one for each code, in the order of their files."""
    return list(_in_force(content_roots(), on or clock.day_of(clock.now())).values())


@lru_cache(maxsize=64)
def _in_force(roots: tuple[Path, ...], on: date) -> dict[str, Limit]:
    """The limits of a day by their codes. Never changed by a caller: every day's are kept."""
    newest: dict[str, Limit] = {}
    for limit in _book(roots).limits:
        held = newest.get(limit.code)
        if limit.in_force_from <= on and (held is None or held.in_force_from < limit.in_force_from):
            newest[limit.code] = limit
    return newest


def get_limit(code: str, on: date | None = None) -> Limit:
    """The limit of a code as in force on a day (default today). Raises UnknownLimit."""
    known = _in_force(content_roots(), on or clock.day_of(clock.now()))
    if code not in known:
        raise UnknownLimit(code + near(code, set(known)))
    return known[code]


def limit_deadline(
    code: str,
    started_at: datetime,
    *,
    pauses: Sequence[Pause] = (),
    extended: bool = False,
    extended_by: Sequence[str] = (),
    closes_at: time | None = None,
) -> Deadline:
    """When a limit ends that began (for `before`: whose event is) at an aware moment.

    The limit is the one in force on the day of the event. `pauses` are all pauses so far in order;
    `extended` adds the longest extension the statute allows, `extended_by` the extensions of these codes.
    Raises UnknownLimit, NotAPeriod (also when nothing allows an extension), PauseFault and
    PeriodAlreadyOver.
    """
    on = clock.day_of(started_at)
    limit = _applicable(code, on)
    rule = replace(
        limit.counting.counting_rule(), cite=f"{limit.cite}和{limit.counting.counting_rule().cite}"
    )
    if limit.kind == "before":
        return latest_before(limit.period, started_at, work_calendar(), rule)
    if limit.kind not in ("period", "duration", "promise"):
        raise NotAPeriod(code)
    longer = (
        [x.period for x in all_limits(on) if x.kind == "extension" and x.applies_to == code]
        if extended
        else []
    )
    if extended and not longer:
        raise NotAPeriod(f"{code} cannot be extended")
    longer += [_applicable(other, on).period for other in extended_by]
    return deadline(
        limit.period, started_at, work_calendar(), rule, extensions=longer, pauses=pauses, closes_at=closes_at
    )


def _applicable(code: str, on: date) -> Limit:
    """The limit of a day; for an event before the statute was in force, the earliest one there is."""
    try:
        return get_limit(code, on)
    except UnknownLimit:
        return get_limit(code)


def resumed_deadline(
    code: str, *, started_at: datetime, due_at: datetime, paused_at: datetime, resumed_at: datetime
) -> Deadline:
    """The new end of a clock that stood from `paused_at` to `resumed_at` and ended at `due_at` before.

    Exact for the first pause. After an earlier one only `due_at` is known, and what is left is counted to
    it; pass every pause to `limit_deadline` where they are known.
    """
    first = limit_deadline(code, started_at)
    pause = Pause(paused_at, resumed_at)
    if first.at == due_at:
        return limit_deadline(code, started_at, pauses=[pause])
    limit = _applicable(code, clock.day_of(started_at))
    if limit.unit is Unit.HOUR:
        rule = CountingRule(limit.cite)
        end = resumed_at + max(due_at - paused_at, timedelta(0))
        return deadline(Period(0, Unit.HOUR), end, work_calendar(), rule)
    left = remaining(due_at, paused_at, work_calendar())
    working = limit.unit is Unit.WORKING_DAY
    rest_period = (
        Period(left.working_days, Unit.WORKING_DAY) if working else Period(max(left.days, 0), Unit.DAY)
    )
    return deadline(rest_period, resumed_at, work_calendar(), limit.counting.counting_rule())


def pause_grounds(code: str, on: date | None = None) -> list[Limit]:
    """What time the statutes leave out of a limit: grounds on which its clock may be paused."""
    return [limit for limit in all_limits(on) if limit.kind == "excluded" and limit.applies_to == code]


def is_within(code: str, ends_at: datetime, now: datetime) -> bool:
    """Whether less than the threshold is left until `ends_at`, and it is not over (法律援助法第四十四条:
    距届满不足七日)."""
    limit = get_limit(code, clock.day_of(now))
    if limit.kind != "threshold":
        raise NotAPeriod(code)
    left = remaining(ends_at, now, work_calendar())
    days = left.working_days if limit.unit is Unit.WORKING_DAY else left.days
    return not left.late and days < (limit.value or 0)
