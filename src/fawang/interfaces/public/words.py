"""Template tags that turn plain values into words a person reads."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def counted(total: int | str) -> range:
    """1 … total, for drawing steps."""
    return range(1, int(total or 0) + 1)


@register.filter
def file_size(size: int) -> str:
    """Bytes as KB or MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


@register.filter
def distance(kilometres: float) -> str:
    """Kilometres as words: 800 米, 1.2 公里."""
    if kilometres < 0.95:
        return _("%(n)d 米") % {"n": round(kilometres * 100) * 10}
    return _("%(n).1f 公里") % {"n": kilometres}


@register.filter
def moment(at: datetime | None) -> str:
    """A moment in local time, the year only when it is not this one: 11月19日 10:05."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


@register.filter
def day(at: datetime | None) -> str:
    """A day in local time with its weekday: 11月27日（星期五）."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日（星期{'一二三四五六日'[local.weekday()]}）"


@register.filter
def law_title(law: str) -> str:
    """《法律援助法》 out of a law's full or short name."""
    short = law.removeprefix("中华人民共和国")
    return short if short.startswith("《") else f"《{short}》"


@register.simple_tag
def law_url(law: str, article: str) -> str:
    """The page of one article."""
    return reverse("public:article", args=[law.removeprefix("中华人民共和国"), article])
