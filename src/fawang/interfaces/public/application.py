"""One question per page: shown, checked, saved, left and taken up again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.public import cookies
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.applying import Work, with_draft
from fawang.interfaces.public.card import CARD, fill_from_card, holds_card
from fawang.interfaces.public.modes import only_a_mode
from fawang.interfaces.public.rows import fault_links, posted, row_of
from fawang.journeys.add_material import add_material, remove_material
from fawang.journeys.draft import discard_draft, load_draft, save_answers
from fawang.journeys.read_card import can_read_cards
from fawang.reference.catalog.definitions import FieldDefinition, Page
from fawang.reference.catalog.forms import form_for


@never_cache
@require_safe
@with_draft
def apply(request: HttpRequest, work: Work) -> HttpResponse:
    """`/apply`: go on where something is still missing."""
    return redirect(work.onward())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def page(request: HttpRequest, work: Work, code: str) -> HttpResponse:
    """`/apply/<page>`"""
    asked = work.service.form.page(code)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return show(request, work, asked, work.draft.answers)
    typed = {**work.draft.answers, **posted(asked.fields, request.POST)}
    if only_a_mode(request):
        return show(request, work, asked, typed)
    if request.POST.get("go") == CARD and holds_card(asked):
        read = fill_from_card(request, asked)
        return show(request, work, asked, {**typed, **read.answers}, read.faults, read.told)
    return _take(request, work, asked, typed)


def _take(request: HttpRequest, work: Work, asked: Page, typed: dict[str, Any]) -> HttpResponse:
    now, token = clock.now(), work.draft.token
    form = form_for(asked, data=request.POST, answers=work.draft.answers, today=clock.day_of(now))
    form.is_valid()
    faults = {name: str(messages[0]) for name, messages in form.errors.items()}
    gone = {one.code: None for one in asked.fields if one.kind != "file" and one.code not in form.stored()}
    file_faults = _files(request, work, asked)
    draft = save_answers(token=token, answers={**gone, **form.stored()}, now=now)
    work = Work(draft, work.service)
    # A question that only now applies was not on the page yet: show it, without calling it an error.
    shown = request.POST.get("shown", "").split(",")
    fresh = [one.code for one in visible(asked, draft.answers) if one.code not in shown]
    faults = {name: words for name, words in faults.items() if name not in fresh} | file_faults
    go = request.POST.get("go", "next")
    if go == "leave" and not file_faults:
        return redirect("public:saved")
    if faults:
        return show(request, work, asked, {**typed, **form.stored()}, faults)
    if fresh or "remove" in request.POST or go == "upload":
        return redirect(_address(request, asked.code) + ("#f-" + fresh[0] if fresh else ""))
    return redirect(_after(request, work, asked))


def _files(request: HttpRequest, work: Work, asked: Page) -> dict[str, str]:
    """Store what was chosen, take out what was struck; faults by field code."""
    faults: dict[str, str] = {}
    struck = request.POST.get("remove", "")
    if struck.isascii() and struck.isdigit():
        remove_material(draft_token=work.draft.token, material_id=int(struck), now=clock.now())
    for one in asked.fields:
        for file in request.FILES.getlist(one.code) if one.kind == "file" else ():
            try:
                add_material(
                    file_name=file.name or "",
                    chunks=file.chunks(),
                    code=one.material or one.code,
                    draft_token=work.draft.token,
                    now=clock.now(),
                    address=address_of(request),
                )
            except Refusal as refusal:
                faults[one.code] = f"{file.name}：{refusal.message}"
    return faults


def _address(request: HttpRequest, code: str) -> str:
    tail = "?from=check" if request.POST.get("from") == "check" else ""
    return reverse("public:page", args=[code]) + tail


def _after(request: HttpRequest, work: Work, asked: Page) -> str:
    if request.POST.get("from") == "check":
        return work.onward()
    codes = [one.code for one in work.pages]
    at = codes.index(asked.code) + 1 if asked.code in codes else len(codes)
    return reverse("public:page", args=[codes[at]]) if at < len(codes) else work.onward()


def visible(asked: Page, answers: dict[str, Any]) -> list[FieldDefinition]:
    """The fields of a page that apply, given the answers."""
    return [one for one in asked.fields if one.show_if is None or one.show_if.holds(answers)]


def show(
    request: HttpRequest,
    work: Work,
    asked: Page,
    values: dict[str, Any],
    faults: dict[str, str] | None = None,
    told: str = "",
) -> HttpResponse:
    """The page with these values; 422 when something is wrong. `told`: what was just filled in for them."""
    faults = faults or {}
    fields = visible(asked, values)
    rows = [
        row_of(
            one, values.get(one.code), [faults[one.code]] if one.code in faults else (), work.draft.materials
        )
        for one in fields
    ]
    codes = [one.code for one in work.pages]
    at = codes.index(asked.code) if asked.code in codes else 0
    from_check = "check" in (request.GET.get("from"), request.POST.get("from"))
    back = (
        reverse("public:page", args=[codes[at - 1]])
        if at
        else reverse("public:service", args=[work.service.code])
    )
    context = {
        "page": asked,
        "rows": rows,
        "single": len(asked.fields) == 1 and rows and rows[0].grouped and rows[0].input == "radio",
        "shown": ",".join(one.code for one in fields),
        "has_files": any(one.kind == "file" for one in fields),
        "faults": fault_links(faults),
        "back": reverse("public:check") if from_check else back,
        "from_check": from_check,
        "step": at + 1,
        "steps": len(codes) + 1,
        "keep_form": "page-form",
        "card": holds_card(asked),
        "can_read_cards": can_read_cards(),
        "card_fault": faults.get(CARD, ""),
        "told": told,
    }
    return render(request, "public/page.html", context, status=422 if faults else 200)


@never_cache
@require_safe
@with_draft
def saved(request: HttpRequest, work: Work) -> HttpResponse:
    """`/apply/saved`: how to take it up again."""
    return render(request, "public/saved.html", {"draft": work.draft})


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    token = cookies.draft_token(request)
    if token and not load_draft(token=token, now=clock.now()).matter_number:
        discard_draft(token=token, now=clock.now())
    response = redirect("public:home")
    cookies.forget(response, cookies.DRAFT)
    return response
