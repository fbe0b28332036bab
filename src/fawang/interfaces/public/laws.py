"""Articles of the law in force, by name and by words."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fawang.core.text import clean
from fawang.reference.law.queries import article_neighbours, find_article, library_ready, search


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """`/law?q=…`: articles that hold the words."""
    words = clean(request.GET.get("q", ""), 100)
    ready = library_ready()
    hits = [hit.article for hit in search(words, k=12)] if ready and words else []
    return render(request, "public/laws.html", {"q": words, "ready": ready, "hits": hits})


@require_safe
def article(request: HttpRequest, law: str, number: str) -> HttpResponse:
    """`/law/劳动合同法/第三十条`: one article with its date and its neighbours."""
    found = find_article(law, number) if library_ready() else None
    if found is None:
        raise Http404
    before, after = article_neighbours(found.law, found.article)
    return render(request, "public/article.html", {"article": found, "before": before, "after": after})
