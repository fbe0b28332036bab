"""The rows of the check page and of every page that shows what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fawang.reference.catalog import answers as rules
from fawang.reference.catalog.definitions import FieldDefinition, ServiceDefinition
from fawang.reference.places import queries as places


@dataclass(frozen=True)
class SummaryRow:
    """One line of the check page; `page` is where to change it. `missing`: required and not answered."""

    page: str
    field: str
    label: str
    value: str
    missing: bool
    kind: str = "text"
    #: The title of the page it was asked on.
    group: str = ""
    #: A sum of money in the capital form of official papers, else "".
    capitals: str = ""
    #: Of a list: its items, each as (label, words).
    items: tuple[tuple[tuple[str, str], ...], ...] = ()


def summary_rows(
    definition: ServiceDefinition,
    answers: Mapping[str, Any],
    *,
    attached: Mapping[str, int] | None = None,
    masked: bool = True,
) -> list[SummaryRow]:
    """What was answered, in the order of the form, personal numbers masked unless `masked` is off.
    `attached`: material code → files."""
    rows: list[SummaryRow] = []
    for page in rules.visible_pages(definition.form, answers):
        for one in page.fields:
            if one.show_if is not None and not one.show_if.holds(answers):
                continue
            value = answers.get(one.code)
            words = _row_value(one, value, attached or {}, masked)
            items = value if one.kind == "list" and value else ()
            rows.append(
                SummaryRow(
                    page=page.code,
                    field=one.code,
                    label=one.label,
                    value=words,
                    missing=one.required and not words,
                    kind=one.kind,
                    group=page.title,
                    capitals=rules.capitals(one, value),
                    items=tuple(
                        tuple(rules.item_pairs(_named(one), _placed(one, item), masked=masked))
                        for item in items
                    ),
                )
            )
    return rows


def _row_value(one: FieldDefinition, value: Any, attached: Mapping[str, int], masked: bool) -> str:
    if one.kind == "file":
        count = attached.get(one.material or one.code, 0)
        return f"{count} 个文件" if count else "还没有（可以以后补）"
    if one.kind == "region" and value:
        return place_words(str(value))
    if one.kind == "list" and value:
        return "\n".join(rules.item_lines(_named(one), [_placed(one, item) for item in value], masked=masked))
    return rules.shown_value(one, value, masked=masked)


def place_words(code: str) -> str:
    """A place with the names above it; "" for one that the system does not know."""
    return " ".join(region.name for region in places.path_of(code))


def _named(one: FieldDefinition) -> FieldDefinition:
    """A list whose places are taken as the words they already are."""
    fields = tuple(f.model_copy(update={"kind": "text"}) if f.kind == "region" else f for f in one.fields)
    return one.model_copy(update={"fields": fields})


def _placed(one: FieldDefinition, item: Mapping[str, Any]) -> dict[str, Any]:
    asked = {field.code for field in one.fields if field.kind == "region"}
    return {code: place_words(str(value)) if code in asked else value for code, value in item.items()}
