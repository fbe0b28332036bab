"""One question per page: shown, checked, saved, left and taken up again."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

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
from fawang.interfaces.public.lists import (
    ListStep,
    SheetNews,
    block_of,
    open_place,
    posted_items,
    step_of,
    take_sheet,
    unseen,
)
from fawang.interfaces.public.modes import only_a_mode
from fawang.interfaces.public.rows import Row, fault_links, posted, row_of
from fawang.interfaces.public.signing import take_signatures
from fawang.journeys.add_material import add_material, remove_material
from fawang.journeys.draft import discard_draft, load_draft, save_answers
from fawang.journeys.read_card import can_read_cards
from fawang.reference.catalog.answers import check_items, derived, derived_codes
from fawang.reference.catalog.definitions import FieldDefinition, Page
from fawang.reference.catalog.forms import form_for

_log = logging.getLogger("fawang.public")


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
    typed = _typed(request, work, asked)
    if only_a_mode(request):
        return show(request, work, asked, typed)
    if request.POST.get("go") == CARD and holds_card(asked):
        read = fill_from_card(request, asked)
        shown = Shown(faults=read.faults, told=read.told)
        return show(request, work, asked, {**typed, **read.answers}, shown)
    return _take(request, work, asked)


def _typed(request: HttpRequest, work: Work, asked: Page) -> dict[str, Any]:
    """The answers with what this page was sent, as it was typed."""
    kept = work.draft.answers
    lists = {
        one.code: posted_items(one, request.POST, kept.get(one.code, ()))
        for one in asked.fields
        if one.kind == "list"
    }
    return {**kept, **posted(asked.fields, request.POST), **lists}


def _take(request: HttpRequest, work: Work, asked: Page) -> HttpResponse:
    now, token = clock.now(), work.draft.token
    work, file_faults = take_signatures(request, work, asked)
    typed = _typed(request, work, asked)
    given = {one.code: typed.get(one.code) for one in asked.fields if one.kind in ("list", "signature")}
    form = form_for(
        asked, data=request.POST, answers=work.draft.answers, today=clock.day_of(now), given=given
    )
    form.is_valid()
    faults = {name: str(messages[0]) for name, messages in form.errors.items()}
    stored = form.stored()
    names = [code for one in asked.fields if one.kind != "file" for code in (one.code, *derived_codes(one))]
    file_faults |= _files(request, work, asked)
    draft = save_answers(token=token, answers={**dict.fromkeys(names), **stored}, now=now)
    work = Work(draft, work.service)
    # A question that only now applies was not on the page yet: show it, without calling it an error.
    shown = request.POST.get("shown", "").split(",")
    fresh = [one.code for one in visible(asked, draft.answers) if one.code not in shown]
    faults = {name: words for name, words in faults.items() if name not in fresh} | file_faults
    # What is wrong in a list stays on the page as it was typed; the draft keeps its good part.
    values = {**typed, **stored, **{code: typed.get(code) for code in form.item_faults}}
    step = step_of(request.POST)
    if step is not None:
        return _step(request, work, asked, step, Shown(faults, items=form.item_faults), values)
    go = request.POST.get("go", "next")
    if go.startswith("find:"):
        # Looking for a place is no answer yet: nothing is wrong, and what stands beside it stays as typed.
        return show(request, work, asked, {**values, go.removeprefix("find:"): ""}, Shown())
    if go == "leave" and not file_faults:
        return redirect("public:saved")
    if barred := barred_field(work, asked):
        faults |= {barred: draft.barred}
    if faults:
        return show(request, work, asked, values, Shown(faults, items=form.item_faults))
    if fresh or "remove" in request.POST or go.startswith(("upload", "unsign")):
        return redirect(_address(request, asked.code) + ("#f-" + fresh[0] if fresh else ""))
    return redirect(_after(request, work, asked))


def _step(
    request: HttpRequest,
    work: Work,
    asked: Page,
    step: ListStep,
    shown: Shown,
    values: dict[str, Any],
) -> HttpResponse:
    """A button of a list: what was typed is saved already."""
    one = next((field for field in asked.fields if field.code == step.code and field.kind == "list"), None)
    if one is None:
        raise Http404
    others = {name: words for name, words in shown.faults.items() if name != one.code}
    place, items = open_place(one.code, request.POST), list(work.draft.answers.get(one.code) or ())
    if step.verb == "sheet":
        taken, news = take_sheet(request, work.draft.token, one)
        work = Work(taken.draft, work.service) if taken else work
        faults = {f"{one.code}.sheet": news.fault} if news.fault else {}
        told = Shown(faults, news={one.code: news}, open={one.code: None})
        return show(request, work, asked, {**values, **work.draft.answers}, told)
    wrong = shown.items.get(one.code, {}).get(place if place is not None else -1, {})
    if step.verb == "add" and wrong:
        return show(
            request, work, asked, values, Shown({one.code: shown.faults.get(one.code, "")}, items=shown.items)
        )
    target = step.place
    if step.verb == "drop" and 0 <= target < len(items):
        del items[target]
        today = clock.day_of(clock.now())
        kept = {one.code: items or None, **(derived(one, items, today))}
        work = Work(save_answers(token=work.draft.token, answers=kept, now=clock.now()), work.service)
        target = -1
    elif step.verb == "add":
        target = len(items)
    at = target if target >= 0 else None
    if others:
        # Something else on the page is not good yet and would be lost by leading away.
        values = {**values, one.code: items}
        return show(request, work, asked, values, Shown(open={one.code: at}))
    query = {"item": f"{one.code}:{at}"} if at is not None else {}
    if request.POST.get("from") == "check":
        query["from"] = "check"
    tail = "?" + urlencode(query) if query else ""
    return redirect(reverse("public:page", args=[asked.code]) + tail + f"#f-{one.code}")


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


def barred_field(work: Work, asked: Page) -> str:
    """The question on this page that makes it an application which nobody may make for another: for whom it
    is, or what the law ties it to. Empty when it may be made, or when another page is to be changed."""
    rule = work.service.in_person
    if not work.draft.barred or rule is None:
        return ""
    deciding = rule.when.fields() if rule.when else set()
    own = [one.code for one in asked.fields if one.fact == "for_whom" or one.code in deciding]
    return own[0] if own else ""


def visible(asked: Page, answers: dict[str, Any]) -> list[FieldDefinition]:
    """The fields of a page that apply, given the answers."""
    return [one for one in asked.fields if one.show_if is None or one.show_if.holds(answers)]


@dataclass(frozen=True)
class Shown:
    """What a page tells beside the values: faults by field, `told` what was just filled in, faults inside
    lists, which item of a list is open, and what a spreadsheet brought."""

    faults: dict[str, str] = field(default_factory=dict)
    told: str = ""
    items: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    open: dict[str, int | None] = field(default_factory=dict)
    news: dict[str, SheetNews] = field(default_factory=dict)


def show(
    request: HttpRequest, work: Work, asked: Page, values: dict[str, Any], shown: Shown | None = None
) -> HttpResponse:
    """The page with these values; 422 when something is wrong."""
    shown = shown or Shown()
    faults = dict(shown.faults)
    fields = visible(asked, values)
    rows = [_row(request, work, one, values, shown, faults) for one in fields]
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
        "has_lists": any(one.kind == "list" for one in fields),
        "recalls": any(
            one.fact in ("name", "organisation_name") and one.code not in work.draft.answers for one in fields
        ),
        "has_places": any(one.kind == "region" for one in fields),
        "has_signature": any(one.kind == "signature" for one in fields),
        "faults": fault_links(faults),
        "back": reverse("public:check") if from_check else back,
        "from_check": from_check,
        "step": at + 1,
        "steps": len(codes) + 1,
        "keep_form": "page-form",
        "card": holds_card(asked),
        "can_read_cards": can_read_cards(),
        "card_fault": faults.get(CARD, ""),
        "told": shown.told,
        "barred": work.draft.barred,
    }
    return render(request, "public/page.html", context, status=422 if faults else 200)


def _row(
    request: HttpRequest,
    work: Work,
    one: FieldDefinition,
    values: dict[str, Any],
    shown: Shown,
    faults: dict[str, str],
) -> Row:
    """The row of a field. A fault inside the open item of a list is told at its own control instead."""
    errors = [faults[one.code]] if one.code in faults else []
    if one.kind != "list":
        # The pictures of signatures lie among the materials under the field's own code.
        looked = request.POST.get("go") == f"find:{one.code}"
        sought = request.POST.get(f"{one.code}.q", "") if looked else None
        return row_of(one, values.get(one.code), errors, work.draft.materials, sought=sought)
    items = values.get(one.code) or []
    today = clock.day_of(clock.now())
    _good, incomplete = check_items(one, items, earlier=values, today=today)
    at = _open_at(request, one, shown)
    if at is None and errors:
        at = min(incomplete, default=None)
    wrong = dict(shown.items.get(one.code, {}))
    if at is not None and at in wrong:
        own = wrong[at] = (
            unseen(one, request.POST, wrong[at]) if open_place(one.code, request.POST) == at else wrong[at]
        )
        faults.pop(one.code, None)
        errors = []
        faults |= {f"{one.code}.{code}": words for code, words in own.items()}
    go = request.POST.get("go", "")
    names = {sub.code: f"{one.code}.{sub.code}" for sub in one.fields}
    block = block_of(
        one,
        items,
        at=at,
        around=values,
        faults=wrong,
        incomplete=incomplete,
        news=shown.news.get(one.code),
        sought={
            code: request.POST.get(f"{name}.q", "") for code, name in names.items() if go == f"find:{name}"
        },
    )
    return row_of(one, None, errors, block=block)


def _open_at(request: HttpRequest, one: FieldDefinition, shown: Shown) -> int | None:
    if one.code in shown.open:
        return shown.open[one.code]
    if request.method == "POST":
        return open_place(one.code, request.POST)
    code, _, place = request.GET.get("item", "").partition(":")
    return int(place) if code == one.code and place.isascii() and place.isdigit() and len(place) < 5 else None


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
    try:
        if token and not load_draft(token=token, now=clock.now()).matter_number:
            discard_draft(token=token, now=clock.now())
    except Refusal as refusal:
        # It is gone already: what is left to do is to forget it here.
        _log.info("a draft was thrown away that was no more: %s", refusal.code)
    response = redirect("public:home")
    cookies.forget(response, cookies.DRAFT)
    return response
