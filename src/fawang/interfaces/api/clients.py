"""What every endpoint for clients shares: key, scope, quota, strict JSON, one answer for one key."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.api.answers import STATUS, body_of, endpoint, json_answer, over_rate, problem
from fawang.records.clients.models import ApiClient
from fawang.records.clients.operations.answers import begin_answer, finish_answer, give_back
from fawang.records.clients.operations.clients import use
from fawang.records.clients.queries import client_for, require
from fawang.records.clients.refusals import KeyRefused, QuotaSpent

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, ApiClient, P], HttpResponse]
_log = logging.getLogger("fawang.api")

#: Bytes of a JSON body at most: an application of 500 workers is a tenth of it.
LARGEST_JSON = 1024 * 1024
_DEEPEST = 20

STATUS |= {
    "KeyRefused": 401,
    "AddressRefused": 403,
    "ScopeMissing": 403,
    "ServiceNotAllowed": 403,
    "RegionNotAllowed": 403,
    "QuotaSpent": 429,
    "KeyNeeded": 400,
    "KeyMissing": 400,
    "KeyUsedOtherwise": 409,
    "KeyReused": 409,
    "StillWorking": 409,
    "ChangedMeanwhile": 412,
    "MatterNotFound": 404,
    "WebhookNotFound": 404,
    "PaperNotFound": 404,
    "ActionUnknown": 404,
    "JsonRefused": 400,
    "FileTooLarge": 413,
    "TooManyUploads": 429,
}


class JsonRefused(Refusal):
    """The body is not the JSON that was asked for."""

    def __init__(self, why: str) -> None:
        super().__init__(f"请求内容不是要求的 JSON：{why}")


def client_endpoint(method: str, scope: str = "") -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Make a view an endpoint for clients: `view(request, client, …)`. The key stands in `Authorization:
    Bearer`; without the scope the view is not entered. Every answer carries a request id and what is left of
    the client's day."""

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        # Counted by client and not by address; guesses at keys are counted by address after all.
        @endpoint(method, limited=False)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            now = clock.now()
            try:
                client = client_for(key=_key(request), address=address_of(request), now=now)
                left = use(client=client, now=now)
                if scope:
                    require(client, scope)
                answer = view(request, client, *args, **kwargs)
            except Refusal as refusal:
                slowed = over_rate(request) if isinstance(refusal, KeyRefused) else None
                answer = slowed or refused(refusal)
                left = 0 if isinstance(refusal, QuotaSpent) else -1
            if left >= 0:
                answer["RateLimit-Remaining"] = str(left)
            answer["X-Request-Id"] = secrets.token_hex(8)
            answer["Cache-Control"] = "no-store"
            return answer

        return guarded

    return wrap


def refused(refusal: Refusal) -> HttpResponse:
    """A refusal as a problem; faults by field become pointers into what was sent."""
    status = STATUS.get(refusal.code, 422)
    faults = getattr(refusal, "faults", None)
    if isinstance(faults, dict):
        pointed = [{"pointer": f"/answers/{code}", "detail": said} for code, said in faults.items()]
        answer = problem(status, refusal.code, refusal.message, faults=pointed)
    else:
        answer = problem(status, refusal.code, refusal.message)
    if isinstance(refusal, QuotaSpent):
        answer["Retry-After"] = str(refusal.wait)
    elif refusal.code == "StillWorking":
        answer["Retry-After"] = "3"
    elif status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def by_method(**views: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """One address with an endpoint for each of several methods."""

    @csrf_exempt
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = "GET" if request.method == "HEAD" else str(request.method)
        if asked not in views:
            answer = problem(405, "MethodNotAllowed", f"这个地址只接受 {'、'.join(views)}")
            answer["Allow"] = ", ".join(views)
            return answer
        return views[asked](request, *args, **kwargs)

    return chosen


def strict_json(raw: bytes, shape: type[T]) -> T:
    """JSON of one shape. Refuses what parsers read differently: names written twice, NaN, great depth."""
    try:
        loaded = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
        _not_deep(loaded, 0)
        return msgspec.convert(loaded, shape)
    except (ValueError, UnicodeDecodeError, RecursionError) as fault:
        raise JsonRefused(str(fault)[:200]) from None


def sent(request: HttpRequest, shape: type[T]) -> T:
    """The request's JSON body. Raises JsonRefused, BodyTooLarge."""
    if request.content_type != "application/json":
        raise JsonRefused("Content-Type 应是 application/json")
    return strict_json(body_of(request, LARGEST_JSON), shape)


def answer_once(
    request: HttpRequest, client: ApiClient, fingerprint: bytes, work: Callable[[datetime], tuple[int, Any]]
) -> HttpResponse:
    """Do the work once for the request's `Idempotency-Key` and answer every repeat with the same words.
    What is refused is not kept: the caller mends it and tries again under the same key."""
    now = clock.now()
    key = request.headers.get("Idempotency-Key", "")
    whole = f"{request.method} {request.path}\n".encode() + fingerprint
    row, earlier = begin_answer(client=client, key=key, request=whole, now=now)
    if row is None:
        assert earlier is not None
        answer = HttpResponse(earlier.body, status=earlier.status, content_type="application/json")
        answer["Idempotency-Replayed"] = "true"
        return answer
    try:
        status, data = work(now)
        fresh = json_answer(data, status)
    except BaseException:
        give_back(row=row)
        raise
    finish_answer(row=row, status=status, body=fresh.content)
    return fresh


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, as far as a column holds."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _key(request: HttpRequest) -> str:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice[:40]}”写了两次")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} 不是 JSON 的数")


def _not_deep(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("嵌套太深")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        _not_deep(part, depth + 1)
