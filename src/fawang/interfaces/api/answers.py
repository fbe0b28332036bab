"""What every endpoint of the API shares: JSON out, problems by RFC 9457, the methods and the rate."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from fawang.core.refusals import Refusal
from fawang.interfaces.api.rate import allowance

P = ParamSpec("P")

#: Bytes of a body at most; a story in plain words is a hundredth of it.
LARGEST_BODY = 64 * 1024
_log = logging.getLogger("fawang.api")

#: HTTP status by refusal; any other refusal is 422.
STATUS = {
    "BodyTooLarge": 413,
    "CaseNotFound": 404,
    "UnknownService": 404,
    "CaseCodeFault": 400,
    "TooManyGuesses": 429,
    "TooManyRequests": 429,
}


class BodyTooLarge(Refusal):
    """More was sent than is read."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"内容太长：一次最多 {largest // 1024} KB。请把经过写短一些。")


def body_of(request: HttpRequest, largest: int = LARGEST_BODY) -> bytes:
    """What was sent, at most `largest` bytes. Raises BodyTooLarge, judged by the announced length before
    anything is read."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > largest:
        raise BodyTooLarge(largest)
    try:
        body = request.body
    except RequestDataTooBig:
        raise BodyTooLarge(largest) from None
    if len(body) > largest:
        raise BodyTooLarge(largest)
    return body


def json_answer(data: Any, status: int = 200, kind: str = "application/json") -> HttpResponse:
    """Data as JSON in UTF-8."""
    return HttpResponse(msgspec.json.encode(data), status=status, content_type=kind)


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem by RFC 9457; `code` is the name of the refusal, `detail` the sentence for a person."""
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, **more}
    return json_answer(body, status, "application/problem+json")


def endpoint(
    method: str, *, limited: bool = True
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view an endpoint of one method: limited in rate by address (unless something better limits it),
    its refusals told as problems. The API keeps no session, so there is nothing for a forged form to ride
    on."""

    def wrap(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (method, "HEAD" if method == "GET" else method):
                answer = problem(405, "MethodNotAllowed", f"这个地址只接受 {method}")
                answer["Allow"] = method
                return answer
            if limited and (slowed := over_rate(request)):
                return slowed
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return problem(STATUS.get(refusal.code, 422), refusal.code, refusal.message)
            except Exception:
                # A program that asked for JSON must not be answered with a page, whatever broke.
                _log.exception("%s %s failed", request.method, request.path)
                return problem(500, "ServerError", "系统出错了，请过一会儿再试；急事请打 12348。")

        return guarded

    return wrap


def over_rate(request: HttpRequest) -> HttpResponse | None:
    """Count a request of this address; the answer to give when it asks too often."""
    wait = allowance(str(request.META.get("REMOTE_ADDR", "")))
    if not wait:
        return None
    answer = problem(429, "TooManyRequests", f"请求太频繁，请 {wait} 秒后再试")
    answer["Retry-After"] = str(wait)
    return answer


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under the API that does not exist."""
    return problem(404, "NotFound", "没有这个地址。全部地址见 /api/v1/openapi.json。")
