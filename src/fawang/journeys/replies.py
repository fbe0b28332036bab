"""Words that officers write again and again (常用语), filled in for the matter at hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from fawang.core.clock import day_of
from fawang.journeys.act import MatterView
from fawang.records.people.desk import replies_for
from fawang.records.people.viewers import Viewer

#: Words that may stand in braces, and what they become.
WORDS = {
    "number": "事项编号",
    "title": "事项名称",
    "service": "服务名称",
    "organisation": "受理机构",
    "today": "今天的日期",
}
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Reply:
    """One reply, ready to be put in."""

    id: int
    title: str
    text: str
    #: Name of the organisation that shares it; empty for one's own.
    of: str


def replies_on(*, viewer: Viewer, matter: MatterView, now: datetime) -> tuple[Reply, ...]:
    """The viewer's replies with the words of this matter in their places, in one statement."""
    today = day_of(now)
    words = {
        "number": matter.number,
        "title": matter.title,
        "service": matter.service_name,
        "organisation": matter.organisation_name,
        "today": f"{today.year}年{today.month}月{today.day}日",
    }
    return tuple(
        Reply(row.pk, row.title, filled(row.text, words), row.organisation.name if row.organisation else "")
        for row in replies_for(viewer)
    )


def filled(text: str, words: dict[str, str]) -> str:
    """The text with what its braces stand for; a word nobody knows stays as it was written."""
    return _PLACE.sub(lambda found: words.get(found[1], found[0]), text)


def added(text: str, reply: str, limit: int | None) -> str:
    """What was typed with a reply below it, no longer than the field takes; what was typed is never cut."""
    whole = f"{text.rstrip()}\n{reply}" if text.strip() else reply
    return whole if limit is None or len(whole) <= limit else text
