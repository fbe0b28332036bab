"""The statute book: all laws, one law's contents, one article, each as of a day that may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fawang.core.text import clean
from fawang.reference.law.elsewhere import number_has_moved, where_repealed_went
from fawang.reference.law.models import ArticleText, LawEntry, LawVersion
from fawang.reference.law.names import full_law_name
from fawang.reference.law.queries import (
    article_neighbours,
    law_contents,
    library_ready,
    list_laws,
    look_up,
    search,
    versions_of,
)
from fawang.reference.law.queries.history import texts_around
from fawang.reference.law.queries.rows import today

#: Days outside the life of today's law are slips of the pen.
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
#: Amendments and amending decisions are read in the law they changed.
PARTS = frozenset({"修正案", "修改决定"})


@dataclass(frozen=True)
class AskedDay:
    """The day the law is asked for: `query` carries it into links, `wrong` is what could not be read."""

    day: date
    chosen: bool
    wrong: str = ""

    @property
    def query(self) -> str:
        """?on=2026-03-01, empty when nobody chose a day."""
        return f"?{urlencode({'on': self.day.isoformat()})}" if self.chosen else ""


@dataclass
class Group:
    """The articles under one heading; `above` are the headings that open here over it."""

    heading: str = ""
    above: list[str] = field(default_factory=list)
    articles: list[ArticleText] = field(default_factory=list)


def asked_day(request: HttpRequest, name: str = "on") -> AskedDay:
    """The day in the address, today when there is none or none that can be read."""
    written = clean(request.GET.get(name, ""), 40)
    if not written:
        return AskedDay(today(), chosen=False)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return AskedDay(today(), chosen=False, wrong=written)
    if not FIRST_DAY <= day <= LAST_DAY:
        return AskedDay(today(), chosen=False, wrong=written)
    return AskedDay(day, chosen=True)


def known_law(name: str) -> str:
    """The full name of a law in an address. Raises Http404 when the library has none of that name."""
    full = full_law_name(name) if library_ready() else None
    if full is None:
        raise Http404
    return full


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """`/law?q=…`: articles that hold the words; without words every law by its branch."""
    words, asked = clean(request.GET.get("q", ""), 100), asked_day(request)
    told: dict[str, Any] = {"q": words, "asked": asked, "ready": library_ready()}
    if told["ready"] and words:
        told["hits"] = [hit.article for hit in search(words, 12, asked.day)]
        told["named"] = [entry for entry in list_laws(asked.day) if words in entry.law][:8]
    elif told["ready"]:
        told["shelves"] = shelves(list_laws(asked.day))
    return render(request, "public/law/laws.html", told)


def shelves(entries: Iterable[LawEntry]) -> list[tuple[str, list[LawEntry]]]:
    """The laws by branch, national statutes first, then what was imported by its kind."""

    def shelf(entry: LawEntry) -> tuple[int, str]:
        national = entry.kind in ("法律", "宪法", "立法解释")
        return (0, entry.department) if national and entry.department else (1, entry.kind)

    ordered = sorted((e for e in entries if e.kind not in PARTS), key=lambda e: (shelf(e), e.short_name))
    return [(name, list(group)) for (_, name), group in groupby(ordered, key=shelf)]


@require_safe
def book(request: HttpRequest, law: str) -> HttpResponse:
    """`/law/劳动合同法?on=2026-03-01`: the contents of one law as of a day."""
    name, asked = known_law(law), asked_day(request)
    articles = law_contents(name, asked.day)
    texts = versions_of(name)
    told = {
        "law": name,
        "asked": asked,
        "groups": grouped(articles),
        "version": next((v for v in texts if v.in_force_on(asked.day)), None) if articles else None,
        "texts": texts,
        "reason": "" if articles else look_up(name, "1", asked.day).message,
        "changes": reverse("public:law-changes", args=[name]) + f"?on={texts[-1].in_force_from.isoformat()}",
        "base": quote(f"/law/{name.removeprefix('中华人民共和国')}/"),
    }
    return render(request, "public/law/book.html", told)


def grouped(articles: Iterable[ArticleText]) -> list[Group]:
    """The articles under their headings, in their order."""
    groups: list[Group] = []
    path: list[str] = []
    for article in articles:
        headings = [h for h in (*article.chapter.split(" / "), article.section) if h]
        if not groups or headings != path:
            shared = 0
            while shared < min(len(path), len(headings)) and path[shared] == headings[shared]:
                shared += 1
            opened = headings[shared:] or headings[-1:]
            groups.append(Group(opened[-1] if opened else "", opened[:-1]))
            path = headings
        groups[-1].articles.append(article)
    return groups


@require_safe
def article(request: HttpRequest, law: str, number: str) -> HttpResponse:
    """`/law/劳动合同法/第三十条?on=…`: one article with its dates, its neighbours and where it went."""
    name, asked = known_law(law), asked_day(request)
    looked = look_up(name, number, asked.day)
    if looked.article is None:
        told = {"law": name, "asked": asked, "looked": looked, "place": where_repealed_went(name, number)}
        return render(request, "public/law/absent.html", told, status=404)
    found = looked.article
    before, after = article_neighbours(found.law, found.article, asked.day)
    told = {
        "article": found,
        "asked": asked,
        "before": before,
        "after": after,
        "earlier": texts_around(name, asked.day)[0],
        "coming": _coming(versions_of(name), asked.day),
        "moved": number_has_moved(found, asked.day),
        "citation": citation_of(found),
        "address": request.build_absolute_uri(f"{request.path}?on={asked.day.isoformat()}"),
    }
    return render(request, "public/law/article.html", told)


def _coming(texts: list[LawVersion], day: date) -> LawVersion | None:
    return next((v for v in texts if v.in_force_from > day), None)


def citation_of(found: ArticleText) -> str:
    """The article as one cites it, with the text meant: 《劳动合同法》第三十条（2012年12月28日文本）."""
    day = found.version_date
    # Cited in Chinese whatever the page's language is: that is how it can be found again.
    return f"《{found.short_name}》{found.article}（{day.year}年{day.month}月{day.day}日文本）"
