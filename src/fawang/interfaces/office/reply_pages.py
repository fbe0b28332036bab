"""The replies kept for oneself and for one's organisations: writing, changing, taking out of use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.journeys import shipped_replies
from fawang.journeys.replies import WORDS
from fawang.records.people.desk import organisations_of, replies_for
from fawang.records.people.operations.desk import ReplyRefused, retire_reply, write_reply
from fawang.records.people.viewers import Viewer


@require_GET
@staff_page
def replies_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All of them, with a form for a new one."""
    return _page(request, viewer)


def _page(
    request: HttpRequest, viewer: Viewer, refusal: ReplyRefused | None = None, typed: object = None
) -> HttpResponse:
    return staff_answer(
        request,
        viewer,
        "office/replies.html",
        status=422 if refusal else 200,
        here="queue",
        replies=replies_for(viewer),
        organisations=organisations_of(viewer),
        words=WORDS,
        refusal=refusal,
        typed=typed,
    )


@require_POST
@staff_page
def write(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Write one or change one; a refusal keeps what was typed."""
    post = request.POST
    try:
        write_reply(
            viewer=viewer,
            title=post.get("title", ""),
            text=post.get("text", ""),
            organisation_id=_number(post.get("organisation", "")),
            reply_id=_number(post.get("reply", "")),
            now=clock.now(),
            address=address_of(request),
        )
    except ReplyRefused as refusal:
        return _page(request, viewer, refusal, post.dict())
    messages.success(request, "常用语已保存")
    return redirect("office:replies")


@require_POST
@staff_page
def adopt(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put the shipped ones that fit into an organisation's own."""
    try:
        added = shipped_replies.adopt(
            viewer=viewer,
            organisation_id=_number(request.POST.get("organisation", "")) or 0,
            now=clock.now(),
            address=address_of(request),
        )
    except ReplyRefused as refusal:
        return _page(request, viewer, refusal)
    messages.success(request, f"放进了 {added} 条，点开就能改")
    return redirect("office:replies")


@require_POST
@staff_page
def retire(request: HttpRequest, viewer: Viewer, reply_id: int) -> HttpResponse:
    """Take one out of use."""
    retire_reply(viewer=viewer, reply_id=reply_id, now=clock.now(), address=address_of(request))
    messages.success(request, "常用语已停用")
    return redirect("office:replies")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
