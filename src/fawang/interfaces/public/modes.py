"""How a person wants to see the site: size of type, contrast, language. Kept in plain cookies, switched by
a link or by a button inside a form, so that it works without scripts and loses nothing typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

SIZES = ("m", "l", "xl")
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Modes:
    """What the person chose. `size` is m, l or xl; `changed` is set when this request changed something."""

    size: str = "m"
    high_contrast: bool = False
    language: str = LANGUAGES[0]
    changed: bool = False


def read_modes(cookies: dict[str, str]) -> Modes:
    """The modes out of the cookies; anything unknown counts as the standard."""
    size, language = cookies.get("size", ""), cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    return Modes(
        size=size if size in SIZES else "m",
        high_contrast=cookies.get("contrast") == "high",
        language=language if language in LANGUAGES else LANGUAGES[0],
    )


def change(modes: Modes, wish: str) -> Modes:
    """Apply one wish such as `size-l`, `contrast-high`, `language-en`; an unknown wish changes nothing."""
    kind, _, value = wish.partition("-")
    if kind == "size" and value in SIZES:
        return replace(modes, size=value, changed=True)
    if kind == "contrast" and value in ("high", "normal"):
        return replace(modes, high_contrast=value == "high", changed=True)
    if kind == "language" and value in LANGUAGES:
        return replace(modes, language=value, changed=True)
    return modes


def remember(response: HttpResponseBase, modes: Modes) -> None:
    """Write the modes into cookies for a year."""
    secure = settings.SESSION_COOKIE_SECURE
    for name, value in (
        ("size", modes.size),
        ("contrast", "high" if modes.high_contrast else "normal"),
        (settings.LANGUAGE_COOKIE_NAME, modes.language),
    ):
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


class ModeMiddleware:
    """Puts the modes on the request and the language in force. The browser's own language is not asked:
    Chinese comes first, and a person changes it on purpose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        modes = read_modes(request.COOKIES)
        if request.method == "POST" and not request.path.startswith("/api/"):
            modes = change(modes, request.POST.get("_mode", ""))
        request.modes = modes  # type: ignore[attr-defined]
        with translation.override(modes.language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", modes.language)
        if modes.changed:
            remember(response, modes)
        return response


def only_a_mode(request: HttpRequest) -> bool:
    """Whether this POST only switches a mode: the view shows the same page again with what was typed."""
    return request.method == "POST" and "_mode" in request.POST


@dataclass(frozen=True)
class Site:
    """What every page knows about the site and the reader."""

    name: str
    owner: str
    size: str
    high_contrast: bool
    language: str
    #: The address to come back to after switching a mode.
    here: str

    @property
    def elder(self) -> bool:
        """Whether the large-type edition is on."""
        return self.size != "m"


def site(request: HttpRequest) -> dict[str, Site]:
    """Template context: the one name `site`."""
    modes: Modes = getattr(request, "modes", None) or read_modes(request.COOKIES)
    return {
        "site": Site(
            name=translation.gettext(settings.SITE_NAME),
            owner=translation.gettext(settings.SITE_OWNER),
            size=modes.size,
            high_contrast=modes.high_contrast,
            language=modes.language,
            here=request.get_full_path() if request.method in ("GET", "HEAD") else request.path,
        )
    }


@require_safe
def switch(request: HttpRequest) -> HttpResponse:
    """`/mode?set=size-l&next=/…`: switch and go back; without `set` a page with every choice."""
    wish = request.GET.get("set", "")
    if not wish:
        return render(request, "public/modes.html")
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("public:home")
    response = HttpResponseRedirect(target)
    remember(response, change(read_modes(request.COOKIES), wish))
    return response
