"""The site map and the search of the site's own pages (长辈版, 关怀版 and the like find the large type)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fawang.core.text import clean
from fawang.interfaces.public.service_words import service_lines


@dataclass(frozen=True)
class Entry:
    """One page of the site; `words` are other names under which people look for it."""

    href: str
    title: str
    line: str
    words: str = ""

    def fits(self, asked: str) -> bool:
        """Whether somebody who typed this may mean the page."""
        return asked in f"{self.title} {self.line} {self.words}".lower()


def entries() -> list[Entry]:
    """Every page a citizen can go to, the services included."""
    elder = reverse("public:mode") + "?set=size-l&next=/"
    return [
        Entry(reverse("public:ask"), _("问一问"), _("说出遇到的事，告诉您怎么办"), "咨询 问律师 怎么办"),
        Entry(reverse("public:services"), _("能办的事"), _("网上能申请的服务"), "办事 服务 申请"),
        *(
            Entry(reverse("public:service", args=[one.code]), one.name, one.line, one.family_name)
            for one in service_lines()
        ),
        Entry(
            reverse("public:find-progress"),
            _("查进度"),
            _("输入查询码，看办到哪一步"),
            "查询 进展 接着填 补材料",
        ),
        Entry(
            reverse("public:offices"),
            _("去哪里当面办"),
            _("服务点的地址、电话、开门时间"),
            "地址 机构 司法所 联系我们",
        ),
        Entry(
            reverse("public:verify-find"),
            _("核验文书真伪"),
            _("输入校验码，看文书是不是真的"),
            "验真 防伪 二维码 决定书 通知书",
        ),
        Entry(reverse("public:laws"), _("查法律"), _("现行法律的原文"), "法条 法规 条文"),
        Entry(
            elder, _("长辈大字版"), _("大字，只留最常用的几件事"), "长辈版 关怀版 亲情版 关爱版 老年版 适老"
        ),
        Entry(
            reverse("public:mode"),
            _("字号、颜色和语言"),
            _("大字、黑底高对比、English"),
            "无障碍 大字 english",
        ),
        Entry(reverse("public:accessibility"), _("无障碍声明"), _("检查过什么，还缺什么"), ""),
        Entry(reverse("public:privacy"), _("隐私说明"), _("收什么，怎么保存，谁能看"), "个人信息"),
    ]


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """`/sitemap?q=…`"""
    asked = clean(request.GET.get("q", ""), 60)
    everything = entries()
    found = [entry for entry in everything if entry.fits(asked.lower())] if asked else everything
    return render(request, "public/site_map.html", {"q": asked, "entries": found, "all_entries": everything})
