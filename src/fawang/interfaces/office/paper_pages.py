"""One official paper of a matter: put right, seen before it goes out, issued, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.evidence.documents import GlyphMissing, SigningKeyBroken
from fawang.gateways.storage import StorageFull
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.journeys.papers.editing import preview_paper, save_paper
from fawang.journeys.papers.issuing import issue_paper, withdraw_paper
from fawang.journeys.papers.reading import open_paper, read_paper
from fawang.journeys.papers.views import PaperFile
from fawang.records.matters.refusals import (
    BlankLeft,
    NumberTaken,
    PaperChangedMeanwhile,
    PaperNotADraft,
    PaperNotYours,
    ParagraphEmpty,
    WithdrawalWithoutReason,
)
from fawang.records.people.viewers import Viewer

#: Refusals after which the page is shown again with everything typed still in it.
KEPT = (
    BlankLeft,
    GlyphMissing,
    NumberTaken,
    PaperChangedMeanwhile,
    PaperNotADraft,
    PaperNotYours,
    ParagraphEmpty,
    SigningKeyBroken,
    StorageFull,
    WithdrawalWithoutReason,
)


class NotConfirmed(Refusal):
    """The box that says that it was read was not ticked."""

    default_message = "请先预览、核对，再勾选“已经核对”，然后签发。您写的已经保存。"


@require_GET
@staff_page
def paper_page(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> HttpResponse:
    """The paper with what the officer changed in it; that it was opened is recorded."""
    return _show(request, viewer, number, paper_id)


def _show(
    request: HttpRequest, viewer: Viewer, number: str, paper_id: int, *, status: int = 200, **more: Any
) -> HttpResponse:
    paper = open_paper(
        viewer=viewer, number=number, paper_id=paper_id, address=address_of(request), now=clock.now()
    )
    return staff_answer(request, viewer, "office/paper.html", status=status, paper=paper, **more)


def _refused(
    request: HttpRequest, viewer: Viewer, number: str, paper_id: int, refusal: Refusal
) -> HttpResponse:
    status = 409 if isinstance(refusal, PaperChangedMeanwhile) else 422
    return _show(
        request,
        viewer,
        number,
        paper_id,
        status=status,
        refusal=refusal,
        typed=request.POST.getlist("body"),
        reason=request.POST.get("reason", ""),
    )


def _save(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> int:
    revision = request.POST.get("revision", "")
    return save_paper(
        viewer=viewer,
        number=number,
        paper_id=paper_id,
        revision=int(revision) if revision.isdigit() and len(revision) < 10 else -1,
        body=request.POST.getlist("body"),
        address=address_of(request),
        now=clock.now(),
    )


@require_POST
@staff_page
def save(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> HttpResponse:
    """Keep the paragraphs as they were typed."""
    try:
        _save(request, viewer, number, paper_id)
    except KEPT as refusal:
        return _refused(request, viewer, number, paper_id, refusal)
    messages.success(request, "已保存。改动的地方标在每一段下面。")
    return redirect("office:paper", number, paper_id)


@require_POST
@staff_page
def issue(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> HttpResponse:
    """Keep what was typed and send the paper out."""
    try:
        revision = _save(request, viewer, number, paper_id)
        if not request.POST.get("sure"):
            raise NotConfirmed
        given = issue_paper(
            viewer=viewer,
            number=number,
            paper_id=paper_id,
            revision=revision,
            site=request.build_absolute_uri("/"),
            english=bool(request.POST.get("english")),
            address=address_of(request),
            now=clock.now(),
        )
    except (NotConfirmed, *KEPT) as refusal:
        if isinstance(refusal, NotConfirmed):
            return _show(request, viewer, number, paper_id, status=422, refusal=refusal)
        return _refused(request, viewer, number, paper_id, refusal)
    messages.success(request, f"已签发 {given}。")
    return redirect("office:paper", number, paper_id)


@require_POST
@staff_page
def withdraw(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> HttpResponse:
    """Take the paper back, and go on with the new draft where one was wanted."""
    try:
        fresh = withdraw_paper(
            viewer=viewer,
            number=number,
            paper_id=paper_id,
            reason=request.POST.get("reason", ""),
            anew=request.POST.get("anew") == "yes",
            address=address_of(request),
            now=clock.now(),
        )
    except KEPT as refusal:
        return _refused(request, viewer, number, paper_id, refusal)
    messages.success(request, "已撤销，编号不再使用。" + ("请在新的草稿上改。" if fresh else ""))
    if fresh:
        return redirect("office:paper", number, fresh)
    return redirect("office:matter", number)


@require_GET
@staff_page
def preview(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> HttpResponse:
    """The draft as it will look, without number and signature."""
    found = preview_paper(
        viewer=viewer,
        number=number,
        paper_id=paper_id,
        english=request.GET.get("english") == "yes",
        now=clock.now(),
    )
    return pdf_answer(found)


@require_GET
@staff_page
def file(request: HttpRequest, viewer: Viewer, number: str, paper_id: int) -> HttpResponse:
    """The issued PDF; the reading is recorded."""
    found = read_paper(
        viewer=viewer, number=number, paper_id=paper_id, address=address_of(request), now=clock.now()
    )
    return pdf_answer(found)


def pdf_answer(found: PaperFile) -> HttpResponse:
    """A PDF of our own making, to be looked at in the browser."""
    answer = HttpResponse(found.content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(False, found.file_name) or "inline"
    return answer
