"""Check the answers, hand them in once, get the receipt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.public import cookies
from fawang.interfaces.public.address import address_of, channel_of
from fawang.interfaces.public.applying import Work, lost, note_danger, with_draft
from fawang.interfaces.public.citing import citation_of
from fawang.journeys.add_material import MaterialView
from fawang.journeys.draft import load_draft
from fawang.journeys.stand_ins.reading import papers_of_draft
from fawang.journeys.submit import AnswersIncomplete, receipt_for_draft, submit_application
from fawang.records.matters.refusals import DraftExpired, DraftNotFound
from fawang.reference.catalog.forms import validate_all
from fawang.reference.catalog.summary import SummaryRow, summary_rows
from fawang.reference.law.citations import Citation


@dataclass(frozen=True)
class CheckRow:
    """One answer with the address where it is changed, and the files that belong to it."""

    row: SummaryRow
    change: str
    files: tuple[MaterialView, ...] = ()

    @property
    def many(self) -> bool:
        """Whether a list is too long to be shown open."""
        return len(self.row.items) > 5


@dataclass(frozen=True)
class CheckGroup:
    """What was answered on one page."""

    title: str
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True)
class CheckNotice:
    """What the answers bring with them, e.g. the green channel."""

    title: str
    text: str
    citation: Citation | None


def idempotency_key(token: str) -> str:
    """The same for every showing of the same draft, so that the back button cannot open a second matter."""
    return salted_hmac("fawang.submit", token, algorithm="sha256").hexdigest()


@never_cache
@require_safe
@with_draft
def check(request: HttpRequest, work: Work) -> HttpResponse:
    """`/apply/check`"""
    attached = {material.code for material in work.draft.materials}
    checked = validate_all(
        work.service, work.draft.answers, today=clock.day_of(clock.now()), attached=attached
    )
    return _page(request, work, checked.faults, 200)


def _page(
    request: HttpRequest, work: Work, faults: dict[str, str], status: int, words: str = ""
) -> HttpResponse:
    answers = work.draft.answers
    place = {one.code: page.code for page in work.service.form.pages for one in page.fields}
    rows = summary_rows(
        work.service, answers, attached=Counter(material.code for material in work.draft.materials)
    )
    notices = [
        CheckNotice(rule.name, rule.tell, citation_of(rule.article))
        for rule in work.service.flags
        if rule.tell and rule.when.holds(answers)
    ]
    papers = papers_of_draft(draft_token=work.draft.token, now=clock.now())
    context = {
        "draft": work.draft,
        "groups": _groups(work, rows),
        "loose": [one for one in work.draft.materials if one.code not in _asked_files(work)],
        "notices": notices,
        "owed": sum(bool(one.promise or one.from_register) for one in papers.owed) + len(papers.stand_ins),
        "key": idempotency_key(work.draft.token),
        "back": reverse("public:page", args=[work.pages[-1].code]),
        "words": words,
        "missing": {_change(place[code]): words for code, words in faults.items() if code in place},
    }
    return render(request, "public/check.html", context, status=status)


def _groups(work: Work, rows: list[SummaryRow]) -> list[CheckGroup]:
    """The rows by the page they were asked on, with the files of each."""
    files: dict[str, list[MaterialView]] = {}
    for one in work.draft.materials:
        files.setdefault(one.code, []).append(one)
    fields = {one.code: one for one in work.service.form.fields()}
    groups = []
    for title, found in groupby(rows, key=lambda row: (row.page, row.group)):
        checked = []
        for row in found:
            change = _change(row.page) + (f"#f-{row.field}" if row.kind == "list" else "")
            name = fields[row.field].material or row.field
            mine = files.get(name, []) if row.kind in ("file", "signature") else []
            checked.append(CheckRow(row, change, tuple(mine)))
        groups.append(CheckGroup(title[1], tuple(checked)))
    return groups


def _asked_files(work: Work) -> set[str]:
    """The codes of materials that stand on a page of the form."""
    return {
        one.material or one.code for one in work.service.form.fields() if one.kind in ("file", "signature")
    }


def _change(page: str) -> str:
    return reverse("public:page", args=[page]) + "?from=check"


@require_POST
def submit(request: HttpRequest) -> HttpResponseBase:
    """`/apply/submit`: one matter, however often it is sent."""
    token = cookies.draft_token(request)
    if not token:
        return lost(request, _("这个浏览器里没有正在填的申请，可能已经交过，或者放得太久了。"))
    try:
        submit_application(
            draft_token=token,
            idempotency_key=request.POST.get("key") or idempotency_key(token),
            channel=channel_of(request),
            now=clock.now(),
            address=address_of(request),
        )
    except AnswersIncomplete as refusal:
        return _refused(request, dict(refusal.faults), "")
    except (DraftNotFound, DraftExpired) as refusal:
        return lost(request, refusal.message)
    except Refusal as refusal:
        return _refused(request, {}, refusal.message)
    return HttpResponseRedirect(_done_page())


@cache
def _done_page() -> str:
    """The address of the receipt, looked up once: the look-up takes as long as two statements."""
    return reverse("public:done")


def _refused(request: HttpRequest, faults: dict[str, str], words: str) -> HttpResponseBase:
    """The check page again, with what is missing or why it could not be taken."""

    def again(request: HttpRequest, work: Work) -> HttpResponse:
        return _page(request, work, faults, 422, words)

    return with_draft(again)(request)


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """`/apply/done`: the receipt, again and again."""
    token = cookies.draft_token(request)
    try:
        receipt = receipt_for_draft(draft_token=token, now=clock.now()) if token else None
        note_danger(request, bool(receipt) and load_draft(token=token, now=clock.now()).danger)
    except Refusal as refusal:
        return lost(request, refusal.message)
    if receipt is None:
        return redirect("public:apply")
    return render(request, "public/receipt.html", {"receipt": receipt})
