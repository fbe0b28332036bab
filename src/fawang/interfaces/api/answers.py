"""What every endpoint of the API shares: JSON out, problems by RFC 9457, the methods and the rate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from fawang.core.refusals import Refusal
from fawang.interfaces.api.rate import allowance

P = ParamSpec("P")

#: HTTP status by refusal; any other refusal is 422.
STATUS = {
    "CaseNotFound": 404,
    "ServiceNotFound": 404,
    "CaseCodeFault": 400,
    "TooManyGuesses": 429,
    "TooManyRequests": 429,
}


def json_answer(data: Any, status: int = 200, kind: str = "application/json") -> HttpResponse:
    """Data as JSON in UTF-8."""
    return HttpResponse(msgspec.json.encode(data), status=status, content_type=kind)


def problem(status: int, code: str, detail: str) -> HttpResponse:
    """A problem by RFC 9457; `code` is the name of the refusal, `detail` the sentence for a person."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail}
    return json_answer(body, status, "application/problem+json")


def endpoint(
    method: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view an endpoint of one method: limited in rate, its refusals told as problems. The API keeps
    no session, so there is nothing for a forged form to ride on."""

    def wrap(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (method, "HEAD" if method == "GET" else method):
                answer = problem(405, "MethodNotAllowed", f"这个地址只接受 {method}")
                answer["Allow"] = method
                return answer
            wait = allowance(str(request.META.get("REMOTE_ADDR", "")))
            if wait:
                answer = problem(429, "TooManyRequests", f"请求太频繁，请 {wait} 秒后再试")
                answer["Retry-After"] = str(wait)
                return answer
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return problem(STATUS.get(refusal.code, 422), refusal.code, refusal.message)

        return guarded

    return wrap
