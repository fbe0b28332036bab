"""A list on a page of the form: what is there as lines, one item open to be written, and buttons that work
without a script. `go` of a button is `list-add:<list>`, `list-open:<list>:<place>`, `list-sheet:<list>` or
`list-drop:<list>:<place>`; `<list>.at` is the place (from 0) of the item that is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.gateways.sheets import MOST_BYTES, SheetTooLarge
from fawang.interfaces.public.rows import Row, row_of
from fawang.journeys.fill_list import SheetTaken, add_from_sheet
from fawang.reference.catalog.answers import is_empty, item_lines, measure
from fawang.reference.catalog.definitions import FieldDefinition

#: Rows of a spreadsheet that are told as wrong at once.
_TOLD = 40
ItemFaults = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class ListStep:
    """What a button of a list asks for."""

    verb: str
    code: str
    place: int = -1


@dataclass(frozen=True)
class ItemLine:
    """An item that is not open: its words, and what is still wrong with it."""

    place: int
    number: int
    words: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class SheetNews:
    """What a spreadsheet brought, in words."""

    told: str = ""
    fault: str = ""
    rows: tuple[tuple[int, str], ...] = ()
    more: int = 0


@dataclass(frozen=True)
class ListBlock:
    """A list ready to draw. `at`: place of the open item, None when none is; `rows`: its fields."""

    code: str
    what: str
    lines: tuple[ItemLine, ...]
    at: int | None
    rows: tuple[Row, ...]
    shown: str
    count: int
    full: bool
    fresh: bool
    spreadsheet: bool
    news: SheetNews

    @property
    def number(self) -> int:
        """What the open item is called: the n-th."""
        return (self.at or 0) + 1


def step_of(data: QueryDict) -> ListStep | None:
    """The list button that was pressed, if one was."""
    parts = data.get("go", "").split(":")
    if not parts[0].startswith("list-") or len(parts) < 2:
        return None
    place = int(parts[2]) if len(parts) > 2 and parts[2].isascii() and parts[2].isdigit() else -1
    return ListStep(parts[0].removeprefix("list-"), parts[1][:60], place)


def open_place(code: str, data: QueryDict) -> int | None:
    """The place of the item that the page showed open."""
    at = data.get(f"{code}.at", "")
    return int(at) if at.isascii() and at.isdigit() and len(at) < 5 else None


def posted_items(one: FieldDefinition, data: QueryDict, kept: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The items as they are now: those of the draft, with the open one as it was typed."""
    items: list[Any] = list(kept or ())
    place = open_place(one.code, data)
    if place is None:
        return items
    typed = {
        sub.code: data.getlist(f"{one.code}.{sub.code}")
        if sub.kind == "choices"
        else data.get(f"{one.code}.{sub.code}", "")
        for sub in one.fields
    }
    if place < len(items):
        items[place] = typed
    elif not all(is_empty(value) for value in typed.values()):
        items.append(typed)
    return items


def unseen(one: FieldDefinition, data: QueryDict, faults: Mapping[str, str]) -> dict[str, str]:
    """The faults of the open item without those of questions that only now came up."""
    shown = data.get(f"{one.code}.shown", "").split(",")
    return {code: words for code, words in faults.items() if code in shown}


def block_of(
    one: FieldDefinition,
    items: Sequence[Mapping[str, Any]],
    *,
    at: int | None,
    around: Mapping[str, Any],
    faults: ItemFaults,
    incomplete: ItemFaults,
    news: SheetNews | None = None,
    sought: Mapping[str, str] | None = None,
) -> ListBlock:
    """The list as it is drawn. `around`: the other answers; `faults` are shown at the open item,
    `incomplete` beside the closed ones; `sought`: what was typed to find a place, by field. With nothing in
    it, the first item is open."""
    items = list(items or ())
    if at is None and not items:
        at = 0
    if at is not None and at > len(items):
        at = len(items)
    typed = items[at] if at is not None and at < len(items) else {}
    seen = {**around, **typed}
    visible = [sub for sub in one.fields if sub.show_if is None or sub.show_if.holds(seen)]
    wrong = faults.get(at, {}) if at is not None else {}
    rows = tuple(
        row_of(
            sub,
            typed.get(sub.code),
            [wrong[sub.code]] if sub.code in wrong else (),
            name=f"{one.code}.{sub.code}",
            sought=(sought or {}).get(sub.code),
        )
        for sub in visible
    )
    return ListBlock(
        code=one.code,
        what=measure(one),
        lines=tuple(_closed(one, items, at, incomplete)),
        at=at,
        rows=rows if at is not None else (),
        shown=",".join(sub.code for sub in visible),
        count=len(items),
        full=len(items) >= one.most,
        fresh=at is not None and at >= len(items),
        spreadsheet=one.spreadsheet,
        news=news or SheetNews(),
    )


def _closed(
    one: FieldDefinition, items: Sequence[Mapping[str, Any]], at: int | None, incomplete: ItemFaults
) -> Iterator[ItemLine]:
    """The items that are not open, with what each still lacks."""
    for place, words in enumerate(_lines(one, items)):
        if place != at:
            lacking = tuple(incomplete.get(place, {}).values())
            yield ItemLine(place, place + 1, words.partition(". ")[2], lacking)


def _lines(one: FieldDefinition, items: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for item in items:
        try:
            lines += item_lines(one, [item])
        except (ArithmeticError, ValueError):
            # An item just typed and not yet brought into its stored shape: a date or a sum may be no such.
            lines += [
                "1. " + "，".join(str(value) for value in item.values() if isinstance(value, str) and value)
            ]
    return lines


def take_sheet(request: HttpRequest, token: str, one: FieldDefinition) -> tuple[SheetTaken | None, SheetNews]:
    """Read the uploaded spreadsheet into the draft; what to say about it."""
    file = request.FILES.get(f"{one.code}.sheet")
    if file is None:
        return None, SheetNews(fault=_("请先选一个表格文件，再点“传上去”。"))
    try:
        if (file.size or 0) > MOST_BYTES:
            raise SheetTooLarge
        taken = add_from_sheet(draft_token=token, field=one.code, raw=file.read(), now=clock.now())
    except Refusal as refusal:
        return None, SheetNews(fault=refusal.message)
    told = _("加上了 %(n)d %(what)s。") % {"n": taken.added, "what": measure(one)}
    if taken.already:
        told += _("有 %(n)d 行原来就有，没有重复加。") % {"n": taken.already}
    wrong = sorted(taken.faults.items())
    return taken, SheetNews(told=told, rows=tuple(wrong[:_TOLD]), more=max(0, len(wrong) - _TOLD))
