"""The rules of dispatch on plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fawang.core.refusals import Refusal
from fawang.reference.places.rules import level_of

#: Marks that put a matter before the ordinary ones, and what the timeline says of them.
PRESSING_FLAGS = {
    "danger": (3, "有人身危险，最先办理"),
    "early_help_possible": (2, "可能需要先行提供法律援助"),
    "early_help": (2, "距法定期限不足七日，先行提供法律援助"),
    "green_channel": (1, "绿色通道，优先办理"),
    "group": (1, "十人以上，作为群体事项优先办理"),
    "soldier": (1, "军人军属，依法优先"),
}
URGENCY_PRIORITY = {"normal": 0, "soon": 1, "urgent": 2, "emergency": 3}
URGENCY_REASON = {1: "需要尽快办理", 2: "情况紧急", 3: "情况危急"}


#: The levels of administration by number, and as people call them.
LEVELS = {"province": 1, "city": 2, "county": 3, "town": 4, "village": 5}
LEVEL_NAMES = {"province": "省级", "city": "市级", "county": "县级", "town": "乡镇级", "village": "村级"}


class NoOfficeForPlace(Refusal):
    """No organisation serves the place; nothing was opened."""

    default_message = "您选的地点目前没有可以受理的机构，请换一个事情发生的地点，或拨打 12348 转办。"


@dataclass(frozen=True)
class OfficeFound:
    """An organisation that is competent for the place."""

    organisation_id: int
    name: str
    kind: str
    region_code: str


@dataclass(frozen=True)
class Dispatched:
    """Where a matter goes. `reasons` are whole phrases for the timeline."""

    organisation_id: int
    priority: int
    reasons: tuple[str, ...]


def decide(
    office: OfficeFound | None,
    *,
    region_code: str,
    urgency: str,
    flags: Iterable[str],
    article: str = "",
    level: str = "",
) -> Dispatched:
    """Decide for the competent office of the place. `article` is the legal source of the place rule,
    `level` the level whose office alone is competent (empty: the nearest one). Raises NoOfficeForPlace, also
    when the office found is of another level."""
    if office is None or (level and level_of(office.region_code) != LEVELS[level]):
        raise NoOfficeForPlace
    county, own = region_code[:6], office.region_code[:6]
    if level:
        reasons = [f"这类申请由{LEVEL_NAMES[level]}机构办理，交给{office.name}"]
    elif own == county:
        reasons = [f"事情发生地由{office.name}办理"]
    else:
        reasons = [f"事情发生地没有对应机构，由上一级的{office.name}办理"]
    if article:
        reasons[0] += f"（{article}）"
    priority, why = priority_of(urgency, flags)
    return Dispatched(office.organisation_id, priority, (*reasons, *why))


def priority_of(urgency: str, flags: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    """How pressing (0 to 3) and the phrases that say why, the weightiest first."""
    found = [PRESSING_FLAGS[flag] for flag in flags if flag in PRESSING_FLAGS]
    level = URGENCY_PRIORITY.get(urgency, 0)
    if level:
        found.append((level, URGENCY_REASON[level]))
    found.sort(key=lambda pair: -pair[0])
    return max((weight for weight, _ in found), default=0), tuple(reason for _, reason in found)
