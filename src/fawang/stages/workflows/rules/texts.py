"""The words of a step: texts with their braces filled in, values as people say them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fawang.core.clock import day_of
from fawang.reference.catalog.answers import shown_value
from fawang.reference.catalog.definitions import FieldDefinition, ServiceDefinition
from fawang.stages.workflows.rules.case import Actor, Case, NoticeDue

#: Stands for what only the applicant may read.
HIDDEN = "（验证手机号后可以看到）"
#: Kinds whose words may name people: only the applicant reads them.
FREE_KINDS = ("text", "long_text", "address", "list")
_WORD = re.compile(r"\{([a-z][a-z0-9_-]*)\}")


def fill(text: str, words: Mapping[str, str]) -> str:
    """A text with its {words} filled in. What is filled in is never read as a text again."""
    return _WORD.sub(lambda found: words.get(found[1], ""), text)


def words_for(
    case: Case, actor: Actor, state: str, new_lawyer: int | None, due: datetime | None
) -> dict[str, str]:
    """The words that the texts of a step may hold."""
    lawyer = new_lawyer or case.present.lawyer
    states = case.definition.steps.states
    return {
        **case.words,
        "state": states[state].name if state in states else state,
        "due": day_words(due) if due else "",
        "lawyer": case.names.get(lawyer, "") if lawyer else "",
        "actor": actor.name,
    }


def day_words(moment: datetime) -> str:
    """2026年11月30日"""
    day = day_of(moment)
    return f"{day.year}年{day.month}月{day.day}日"


def notices_for(case: Case, codes: tuple[str, ...], words: Mapping[str, str]) -> Iterator[NoticeDue]:
    """The messages of these codes with their words."""
    for code in codes:
        notice = case.definition.notices[code]
        yield NoticeDue(
            code,
            notice.to,
            fill(notice.text, words),
            fill(notice.long, words),
            fill(notice.voice, words),
            fill(notice.english, words),
            notice.urgent,
            notice.optional,
        )


def words_of_value(definition: ServiceDefinition, one: FieldDefinition, value: Any) -> str:
    """An entered value in words; materials by their names."""
    if one.kind == "materials":
        known = {material.code: material.name for material in definition.materials}
        return "、".join(known.get(str(code), str(code)) for code in value)
    return shown_value(one, value)
