"""Words of the staff pages: small template filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from fawang.core.clock import day_of
from fawang.journeys.act import ActionView, ClockView, FieldView, MatterView, PartyView

register = template.Library()

#: Kinds that are drawn as a group of boxes, which has a caption instead of a label.
GROUPS = {"choices", "materials", "yes_no", "statement"}
#: Choices up to this many are all shown; more go into a list to open.
SHOWN_AT_ONCE = 5
_PLACE = re.compile(r"\{(\w+)\}")


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value under a key, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def holds(value: Any, code: str) -> bool:
    """Whether a typed value (one text or several) holds this code."""
    return code in value if isinstance(value, list | tuple) else value == code


@register.filter
def part(party: PartyView, field: str) -> str:
    """One masked field of a party."""
    return str(getattr(party, field))


@register.filter
def grouped(field: FieldView) -> bool:
    """Whether a field is drawn as a group of boxes."""
    return field.kind in GROUPS or (field.kind == "choice" and len(field.choices) <= SHOWN_AT_ONCE)


@register.filter
def texts(action: ActionView) -> list[FieldView]:
    """The fields of an action that take longer text."""
    return [field for field in action.fields if field.kind == "long_text"]


@register.simple_tag
def blank_field(action: ActionView, field: FieldView) -> SafeString:
    """A field of a form nobody has filled in yet."""
    return _blank(action.code, field)


# Drawn once: it is the same for every matter of the service, and a page holds a dozen.
@lru_cache(maxsize=1024)
def _blank(action_code: str, field: FieldView) -> SafeString:
    return render_to_string("office/action_field.html", {"action": {"code": action_code}, "field": field})


@register.filter
def for_staff(words: str) -> str:
    """Words written to the applicant, turned for a reader who is not the applicant."""
    return words.replace("您", "申请人")


@register.filter
def step_name(name: str) -> str:
    """The name of a step for staff; one in the applicant's own words is done for the applicant."""
    return f"申请人提出：{name}" if "我" in name else name


@register.filter
def told(action: ActionView) -> str:
    """What the applicant will be told, with the names of the fields where their words will stand."""
    labels = {field.code: field.label for field in action.fields}
    return _PLACE.sub(lambda found: f"〔{labels.get(found[1], '…')}〕", action.tell)


@register.filter
def left(due_at: datetime, now: datetime) -> str:
    """How long until a period ends, in calendar days as people say it."""
    days = (day_of(due_at) - day_of(now)).days
    if due_at < now:
        return f"已逾期 {-days} 天" if days < 0 else "今天已逾期"
    return f"还剩 {days} 天" if days else "今天到期"


@register.filter
def first_clock(matter: MatterView) -> ClockView | None:
    """The period that presses most: the running one that ends first, or one that stands still."""
    running = sorted((c for c in matter.clocks if c.state == "running"), key=lambda clock: clock.due_at)
    paused = [clock for clock in matter.clocks if clock.state == "paused"]
    return next(iter([*running, *paused]), None) if matter.open else None


@register.filter
def waits(matter: MatterView) -> str:
    """Whom the matter waits for."""
    who = {
        "office": f"{matter.holder_name or matter.organisation_name}来办",
        "lawyer": f"{matter.lawyer_title} {matter.lawyer_name} 来办" if matter.lawyer_name else "承办人来办",
        "applicant": "申请人",
        "supervisor": "司法行政部门审查",
    }.get(matter.waiting_for)
    return f"现在等{who}。" if who else ""
