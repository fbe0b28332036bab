"""Template tags that turn plain values into words a person reads."""

from __future__ import annotations

import re
from datetime import datetime

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

register = template.Library()
_HAN = re.compile("[\u4e00-\u9fff]")

#: What the danger found in a story means to the person who wrote it.
DANGERS = {
    "self_harm": gettext_noop("您的命最要紧。现在就打电话，有人听您说，也有人能马上赶到。"),
    "minor_harm": gettext_noop("看起来有孩子正受伤害。请马上报警，孩子先到安全的地方。"),
    "illegal_detention": gettext_noop("看起来有人被关着不让走。请马上报警，说清在哪里。"),
    "threat_to_others": gettext_noop("看起来有人可能马上受伤。请先报警，离开现场。"),
    "violence": gettext_noop("看起来有人正受暴力威胁。请先离开现场，马上报警。"),
    "medical_emergency": gettext_noop("看起来有人要马上送医。现在就打 120，说清在哪里、人怎么样了。"),
    "fraud_in_progress": gettext_noop("这很像骗局。先别转钱、别说验证码，马上报警。"),
}


@register.filter
def chinese(text: object) -> SafeString:
    """The attribute that marks an element as Chinese on a page in another language, so that a screen reader
    speaks it as Chinese; nothing on a Chinese page or for words without Chinese characters."""
    if (get_language() or "zh").startswith("zh") or not _HAN.search(str(text or "")):
        return SafeString("")
    return SafeString(' lang="zh-Hans"')


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture of the set; for places drawn many times on a page, where `<c-icon>` would take long."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>\n',
        static("icons.svg"),
        name,
    )


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
def danger_words(reason: str | None) -> str:
    """What the kind of danger found in a story means, as one sentence."""
    return _(DANGERS.get(reason or "", "看起来有人有危险。请先离开现场，马上报警。"))


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
