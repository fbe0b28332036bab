"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.office.access import resume_carried, safe_next
from fawang.interfaces.office.address import address_of
from fawang.records.people.operations.signing_in import sign_in


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; after it, the page asked for, with anything that had been typed there."""
    onward = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    context: dict[str, Any] = {"next": onward, "carried": request.POST.get("carried", "")}
    if request.method == "GET":
        return (
            redirect(onward)
            if request.user.is_authenticated
            else render(request, "office/login.html", context)
        )
    username = request.POST.get("username", "").strip()
    try:
        staff = sign_in(
            username=username,
            password=request.POST.get("password", ""),
            address=address_of(request),
            now=clock.now(),
        )
    except Refusal as refusal:
        context |= {"refusal": refusal, "username": username}
        return render(request, "office/login.html", context, status=422)
    login(request, staff)
    return resume_carried(request, context["carried"]) if context["carried"] else redirect(onward)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("office:login")
