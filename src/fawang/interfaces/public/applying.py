"""What the pages of an application share: the draft of this browser, the way through its pages, and the
page that gives back what was typed when the draft is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.public import cookies
from fawang.interfaces.public.errors import OWN_FIELDS, typed_fields
from fawang.journeys.draft import DraftView, load_draft
from fawang.reference.catalog.answers import visible_pages
from fawang.reference.catalog.definitions import Page, ServiceDefinition
from fawang.reference.catalog.forms import validate_all
from fawang.reference.catalog.queries import get_service


@dataclass(frozen=True)
class Work:
    """A draft being written, with the definition it is pinned to."""

    draft: DraftView
    service: ServiceDefinition

    @property
    def pages(self) -> list[Page]:
        """The pages this person is asked, as far as the answers tell."""
        return visible_pages(self.service.form, self.draft.answers)

    def next_open_page(self) -> str | None:
        """Code of the first page with something missing or wrong; None when all is answered."""
        attached = {material.code for material in self.draft.materials}
        today = clock.day_of(clock.now())
        return validate_all(self.service, self.draft.answers, today=today, attached=attached).first_fault

    def onward(self) -> str:
        """Address of the next thing to do."""
        page = self.next_open_page()
        return reverse("public:page", args=[page]) if page else reverse("public:check")


def draft_of(request: HttpRequest) -> DraftView | None:
    """The unfinished draft of this browser, None when there is none (any more)."""
    token = cookies.draft_token(request)
    if not token:
        return None
    try:
        draft = load_draft(token=token, now=clock.now())
    except Refusal:
        return None
    return None if draft.matter_number else draft


def service_or_404(code: str) -> ServiceDefinition:
    """The newest definition of a service; a page that does not exist when there is none."""
    try:
        return get_service(code)
    except Refusal as refusal:
        raise Http404 from refusal


def lost(request: HttpRequest, words: str) -> HttpResponse:
    """The draft is gone; what was just typed is not."""
    typed = [(n, v) for n, v in typed_fields(request) if n not in OWN_FIELDS and len(v.strip()) > 1]
    texts = [value for _name, value in typed]
    context = {
        "title": _("这份申请要重新开始"),
        "words": words,
        "typed": typed,
        "typed_text": max(texts, key=len, default=""),
    }
    response = render(request, "public/lost.html", context, status=410 if request.method == "POST" else 200)
    cookies.forget(response, cookies.DRAFT)
    return response


def note_danger(request: HttpRequest, danger: bool) -> None:
    """Let the page's frame show the way out, and a human first, to somebody who may be in danger."""
    request.danger = danger  # type: ignore[attr-defined]


def with_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a view the draft of this browser as `work`; without one the person is told kindly, and a draft
    that was handed in leads to its receipt."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        token = cookies.draft_token(request)
        if not token:
            return lost(request, _("这个浏览器里没有正在填的申请，可能放得太久了，或者换了浏览器。"))
        try:
            draft = load_draft(token=token, now=clock.now())
        except Refusal as refusal:
            return lost(request, refusal.message)
        if draft.matter_number:
            return redirect("public:done")
        work = Work(draft, get_service(draft.service_code, draft.service_version))
        note_danger(request, draft.danger)
        return view(request, work, *args, **kwargs)

    return wrapped
