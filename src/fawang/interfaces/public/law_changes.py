"""What changed: in one law from text to text, and in all laws in a span of days."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from fawang.interfaces.public.law_book import asked_day, known_law
from fawang.reference.law.models import ChangeKind
from fawang.reference.law.queries import library_ready
from fawang.reference.law.queries.history import changes_between, changes_of
from fawang.reference.law.queries.rows import today

#: How far back the list of days goes when nobody says otherwise.
RECENT = timedelta(days=365)
WORDS = {
    ChangeKind.REWORDED: gettext_noop("文字改了"),
    ChangeKind.MOVED: gettext_noop("只换了条号"),
    ChangeKind.MOVED_REWORDED: gettext_noop("换了条号，文字也改了"),
    ChangeKind.ADDED: gettext_noop("新增加的"),
    ChangeKind.REMOVED: gettext_noop("删去的"),
}
KINDS = {
    "new": gettext_noop("新施行"),
    "revised": gettext_noop("新文本施行"),
    "repealed": gettext_noop("废止"),
}


@require_safe
def law_changes(request: HttpRequest, law: str) -> HttpResponse:
    """`/law/仲裁法/changes?on=…&against=…`: each article that changed, struck out and new words marked."""
    name, asked, against = known_law(law), asked_day(request), asked_day(request, "against")
    change = changes_of(name, asked.day, against=against.day if against.chosen else None)
    shown = request.GET.get("kind", "")
    counts = [(kind, words, change.count(kind)) for kind, words in WORDS.items()] if change else []
    told = {
        "law": name,
        "asked": asked,
        "change": change,
        "counts": counts,
        "kind": shown if shown in {kind.value for kind in WORDS} else "",
        "articles": [
            (WORDS[one.kind], one)
            for one in (change.articles if change else ())
            if one.kind in WORDS and shown in ("", one.kind.value)
        ],
    }
    return render(request, "public/law/changes.html", told)


@require_safe
def all_changes(request: HttpRequest) -> HttpResponse:
    """`/law/changes?from=2026-03-01`: what begins or ends, day by day, the newest first."""
    asked = asked_day(request, "from")
    first = asked.day if asked.chosen else today() - RECENT
    days = changes_between(first, date.max) if library_ready() else []
    told = {
        "asked": asked,
        "first": first,
        "today": today(),
        "changes": [(KINDS[one.kind], one) for one in days],
    }
    return render(request, "public/law/days.html", told)
