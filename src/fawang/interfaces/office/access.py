"""The door of the staff pages: who is asking, and what was typed when the session had ended meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from fawang.core import clock
from fawang.core.crypto import seal, unseal
from fawang.core.refusals import Refusal
from fawang.records.people.viewers import Viewer, viewer_for

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]

#: Purpose under which what was typed is sealed while its writer signs in again.
CARRIED = "carried"
#: Names that belong to a form's own machinery, which nobody typed.
MACHINERY = {"csrfmiddlewaretoken", "version", "party", "serious", "sure"}


def staff_page(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Let staff in and give the view its viewer. Someone signed out is asked to sign in; what they had
    typed is carried along, sealed, and shown again afterwards."""

    # Nothing of a staff page may stay in a cache: it holds what people told in confidence.
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        viewer = viewer_for(request.user)
        try:
            return view(request, viewer, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, viewer, refusal)

    return guarded


def staff_answer(
    request: HttpRequest, viewer: Viewer, template: str, *, here: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """Render a staff page inside its frame; `here` names the entry of the navigation."""
    # The bare address of the list leads a supervisor to the overview, so their own link names a tab.
    desk = reverse("office:queue") + ("" if at_a_desk(viewer) else "?tab=open")
    frame = {
        "viewer": viewer,
        "supervises": viewer.has("supervisor"),
        "here": here,
        "desk": desk,
        "now": clock.now(),
    }
    return render(request, template, frame | context, status=status)


def at_a_desk(viewer: Viewer) -> bool:
    """Whether the list of work is this viewer's first page; a supervisor who does no cases starts at the
    overview."""
    return viewer.has("officer") or not viewer.has("supervisor")


def refused(request: HttpRequest, viewer: Viewer, refusal: Refusal) -> HttpResponse:
    """A page that says what could not be done and what to do instead; a missing matter is a 404."""
    status = 404 if refusal.code.endswith("NotFound") else 409
    number = request.resolver_match.kwargs.get("number") if request.resolver_match else None
    return staff_answer(
        request,
        viewer,
        "office/refused.html",
        status=status,
        refusal=refusal,
        typed=typed_text(request),
        back=reverse("office:matter", args=[number]) if number and status != 404 else "",
    )


def typed_text(request: HttpRequest) -> list[str]:
    """The words that were sent with the request, so that a refusal never swallows them."""
    return [value for key, values in request.POST.lists() for value in values
            if key not in MACHINERY and len(value.strip()) > 1]  # fmt: skip


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page instead of the page asked for; a POST's fields travel sealed in it."""
    context: dict[str, Any] = {"next": request.get_full_path()}
    if request.method == "POST":
        fields = [[key, values] for key, values in request.POST.lists() if key != "csrfmiddlewaretoken"]
        context["carried"] = seal(signing.dumps([request.get_full_path(), fields], compress=True), CARRIED)
        context["next"] = safe_next(request, request.headers.get("Referer", ""))
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = f"{reverse('office:login')}?{urlencode({'next': request.get_full_path()})}"
        return answer
    return render(request, "office/login.html", context, status=401 if request.method == "POST" else 200)


def safe_next(request: HttpRequest, address: str) -> str:
    """The address to go on to, or the queue when it is not one of ours."""
    if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("office:queue")


def resume_carried(request: HttpRequest, carried: str) -> HttpResponse:
    """Show what was typed before the session ended, ready to be sent again."""
    try:
        path, fields = signing.loads(unseal(carried, CARRIED), max_age=86_400)
    except (Refusal, signing.BadSignature):
        return redirect("office:queue")
    texts = [value for key, values in fields if key not in MACHINERY
             for value in values if len(value.strip()) > 1]  # fmt: skip
    context = {"path": safe_next(request, path), "fields": fields, "texts": texts}
    return render(request, "office/resume.html", context)
