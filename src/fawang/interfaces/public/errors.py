"""Pages for what went wrong. They say what to do next and give back whatever had been typed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fawang.core.refusals import Refusal

#: Fields that are never shown again: they are secrets or mean nothing to the person.
SECRET_FIELDS = ("password", "csrfmiddlewaretoken", "_mode")
#: Fields of the forms themselves: sent again as they were, and nobody's answers.
OWN_FIELDS = ("go", "shown", "from", "remove", "key", "next", "back", "carried", "query")
_CODE = re.compile(r"[a-zA-Z0-9_:.-]+")


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into the form that failed, so that it can be sent again."""
    if request.method != "POST":
        return []
    try:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    except (RequestDataTooBig, OSError, ValueError):
        return []
    return [(name, str(value)) for name, value in pairs if not any(part in name for part in SECRET_FIELDS)]


def error_page(request: HttpRequest, status: int, title: str, words: str, *, again: bool) -> HttpResponse:
    """The one error template, or the staff's own; `again` offers to send the same fields once more."""
    fields = typed_fields(request)
    desk = reverse("office:queue")
    staff = request.path.startswith(desk)
    seen = [value for name, value in fields if again and len(value) > 1 and name not in OWN_FIELDS]
    context = {
        "status": status,
        "title": title,
        "words": words,
        "fields": fields if again else [],
        # What staff choose is sent as codes, which nobody has typed and nobody reads.
        "seen": [value for value in seen if not _CODE.fullmatch(value)] if staff else seen,
        "had_files": again and bool(request.FILES) if request.method == "POST" and fields else False,
        "action": request.get_full_path(),
    }
    if staff:
        # A password is never written into a page, so whoever was signing in gives it once more.
        signing_in = request.path == reverse("office:login")
        return render(
            request, "office/error.html", context | {"desk": desk, "signing_in": signing_in}, status=status
        )
    return render(request, "public/error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    words = _("网址可能少了几个字，或者这一页已经搬走。下面几处也许有您要找的。")
    return error_page(request, 404, _("没有找到这一页"), words, again=False)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_page(
        request,
        403,
        _("这一页不对您开放"),
        _("如果您认为应当能看，请联系受理单位，或打 12348。"),
        again=False,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: too large, or something a browser does not send."""
    if isinstance(exception, RequestDataTooBig):
        words = _("一次送来的内容太多。请返回上一页，把文字写短一些，文件一个一个上传（每个不超过 20 MB）。")
        return error_page(request, 413, _("内容太大，没有收到"), words, again=False)
    return error_page(request, 400, _("没有看懂这次请求"), _("请返回上一页再试一次。"), again=False)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the fields come back to be sent again. 503 when the database has no time."""
    if isinstance(sys.exc_info()[1], OperationalError):
        words = _("现在办的人太多，这一次没有存上。您填的都在下面，过一分钟再点一次就行；急事请打 12348。")
        return error_page(request, 503, _("系统正忙，没有存上"), words, again=True)
    words = _("是我们的系统出了问题，不是您的错。过一会儿再试；急事请打 12348。")
    try:
        return error_page(request, 500, _("系统出错了"), words, again=True)
    except Exception:
        # The page itself may be what broke; a person still gets a sentence and a number to call.
        return HttpResponse(f"<!doctype html><meta charset=utf-8><title>500</title><p>{words}", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page stayed open too long or cookies are off: show what was typed and let it be sent again. What
    another site sent is never offered: one tap would do here what that site wanted."""
    if _from_elsewhere(request):
        words = _("这次请求是从别的网站发来的，没有收下。请从本站首页进来办。")
        return error_page(request, 403, _("没有收下"), words, again=False)
    words = _("这一页打开得太久，为了安全没有直接收下。您填的内容都还在，看一眼，再点一次就行。")
    return error_page(request, 403, _("请再点一次"), words, again=True)


def _from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent the form."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin", "")
    if origin in ("", "null") or origin in settings.CSRF_TRUSTED_ORIGINS:
        return origin == "null"
    return urlsplit(origin).netloc != request.get_host()


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A named refusal that the view itself did not handle."""
    return error_page(request, 422, _("这一步没有办成"), refusal.message, again=False)


class RefusalMiddleware:
    """Turns a refusal that reaches the top into its page instead of a server error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals, and not under the API, which answers in its own form."""
        if isinstance(exception, Refusal) and not request.path.startswith("/api/"):
            return refused(request, exception)
        return None
