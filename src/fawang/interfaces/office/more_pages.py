"""What may be done with any matter: hand it over, tie, merge, split and reopen it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.journeys import act, rearrange
from fawang.records.people.viewers import NotPermitted, Viewer

#: Forms for parts on the page.
PARTS = range(1, 4)
DONE = {
    "hand-over": "已转交，对方会收到通知。",
    "link": "已关联，两件的记录里都写明了。",
    "merge": "已合并，申请人会收到通知。",
    "split": "已拆分，申请人的进度页上写着每一件的查询码。",
    "reopen": "已重新打开，申请人会收到通知。",
}


@require_GET
@staff_page
def more_page(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """The forms for them."""
    return _page(request, viewer, number)


def _page(
    request: HttpRequest, viewer: Viewer, number: str, refusal: Refusal | None = None, verb: str = ""
) -> HttpResponse:
    matter = act.open_matter(viewer=viewer, number=number, address=address_of(request), now=clock.now())
    return staff_answer(
        request,
        viewer,
        "office/more.html",
        status=422 if refusal else 200,
        matter=matter,
        rest=rearrange.more_for(viewer=viewer, number=number),
        refusal=refusal,
        chosen=f"more-{verb}" if verb else "",
        typed=request.POST.dict(),
    )


@require_POST
@staff_page
def rearrange_matter(request: HttpRequest, viewer: Viewer, number: str, verb: str) -> HttpResponse:
    """Do one of them; a refusal shows the forms again with everything typed still there."""
    try:
        _do(request, viewer, number, verb)
    except (act.MatterNotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _page(request, viewer, number, refusal, verb)
    messages.success(request, DONE[verb])
    if verb == "hand-over":
        return redirect("office:queue")
    return redirect("office:matter", number)


def _do(request: HttpRequest, viewer: Viewer, number: str, verb: str) -> None:
    post, now, address = request.POST, clock.now(), address_of(request)
    reason = post.get("reason", "")
    if verb == "hand-over":
        to = _number(post.get("to", ""))
        rearrange.hand_over(
            viewer=viewer, number=number, to_staff=to, reason=reason, now=now, address=address
        )
    elif verb == "link":
        other = post.get("other", "")
        rearrange.link(viewer=viewer, number=number, other=other, reason=reason, now=now, address=address)
    elif verb == "merge":
        into = post.get("other", "")
        rearrange.merge(viewer=viewer, number=number, into=into, reason=reason, now=now, address=address)
    elif verb == "split":
        parts, version = _parts(post), _number(post.get("version", ""))
        rearrange.split(viewer=viewer, number=number, parts=parts, version=version, now=now, address=address)
    elif verb == "reopen":
        rearrange.reopen(viewer=viewer, number=number, reason=reason, now=now, address=address)
    else:
        raise NotPermitted


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _parts(post: QueryDict) -> list[rearrange.Part]:
    """The parts of which anything was filled in."""
    found = [(post.get(f"title{n}", "").strip(), post.get(f"story{n}", "").strip()) for n in PARTS]
    return [rearrange.Part(title, story) for title, story in found if title or story]
