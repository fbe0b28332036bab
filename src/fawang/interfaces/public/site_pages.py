"""Pages about the site itself: accessibility, privacy, the map, leaving in a hurry."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fawang.core import clock
from fawang.interfaces.public import cookies
from fawang.journeys.proof import end_proof


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was checked, what is known to be missing, whom to tell."""
    return render(request, "public/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, who sees it."""
    return render(request, "public/privacy.html")


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: forget what this browser holds and go to an everyday page."""
    end_proof(cookies.proof(request)[1], now=clock.now())
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
    cookies.forget(response, cookies.DRAFT, cookies.PROOF)
    response["Clear-Site-Data"] = '"cache"'
    response["Referrer-Policy"] = "no-referrer"
    return response
