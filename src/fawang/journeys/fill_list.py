"""Fill a list of an application from a spreadsheet: 78 workers at once, each row checked like a typed one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.gateways.sheets import SheetRefused, read_sheet
from fawang.journeys.draft import DraftView, load_draft, save_answers
from fawang.reference.catalog.answers import derived, measure
from fawang.reference.catalog.definitions import FieldDefinition
from fawang.reference.catalog.queries import get_service
from fawang.reference.catalog.sheets import items_from_rows
from fawang.reference.places.queries import find_by_name


class NoSuchList(Refusal):
    """The form has no list of that name that takes a spreadsheet."""

    default_message = "这一页不能用表格上传，请一位一位填。"


class TooManyItems(SheetRefused):
    """More rows than the list may have."""


@dataclass(frozen=True)
class SheetTaken:
    """What a spreadsheet brought into the draft. `faults` by the row number of the spreadsheet; those rows
    were left out. `already`: rows that the list held before, which were not added again."""

    draft: DraftView
    added: int
    already: int
    faults: Mapping[int, str]


def add_from_sheet(*, draft_token: str, field: str, raw: bytes, now: datetime) -> SheetTaken:
    """Add the good rows of a spreadsheet to a list of the draft. Raises NoSuchList, SheetRefused subclasses,
    TooManyItems, DraftNotFound, DraftExpired, DraftAlreadyUsed."""
    draft = load_draft(token=draft_token, now=now)
    definition = list_of(draft, field)
    today = day_of(now)
    found = items_from_rows(definition, read_sheet(raw), today=today, place=_place, earlier=draft.answers)
    if found.table_fault:
        raise SheetRefused(found.table_fault)
    items: list[dict[str, Any]] = list(draft.answers.get(field) or [])
    fresh = [item for number, item in enumerate(found.items) if item not in items + found.items[:number]]
    total = len(items) + len(fresh)
    if total > definition.most:
        what = measure(definition)
        raise TooManyItems(
            f"最多填 {definition.most} {what}，加上这个表就有 {total} 了，请删去一些或者分几份办。"
        )
    if fresh:
        items += fresh
        draft = save_answers(
            token=draft_token, answers={field: items, **derived(definition, items, today)}, now=now
        )
    return SheetTaken(draft, len(fresh), len(found.items) - len(fresh), found.faults)


def list_of(draft: DraftView, field: str) -> FieldDefinition:
    """The list of that name that may come from a spreadsheet. Raises NoSuchList."""
    form = get_service(draft.service_code, draft.service_version).form
    definition = form.field(field)
    if definition is None or definition.kind != "list" or not definition.spreadsheet:
        raise NoSuchList
    return definition


def _place(name: str) -> str:
    """The one place of this name in the installation's region, "" when there is none or several."""
    found = find_by_name(name.replace(" ", ""), within=settings.SITE_REGION, limit=2)
    return found[0].code if len(found) == 1 else ""
