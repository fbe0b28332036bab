"""Requests to providers. Chinese providers differ in names, not in kind: a POST with the number and the text,
a bearer token or none, and an answer that holds a word of success. So all of it is a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fawang.gateways.channels.port import NeverSent, NotSent

TIMEOUT = 10  # seconds
_LONGEST_ANSWER = 64 * 1024


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the number and the token to another machine."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def open_address(request: Request) -> str:
    """The answer to a request. Raises NeverSent for an answer 4xx other than 408 and 429, NotSent for
    everything else that is no answer 2xx."""
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            return str(answer.read(_LONGEST_ANSWER).decode("utf-8", "replace"))
    except HTTPError as error:
        if 400 <= error.code < 500 and error.code not in (408, 429):
            raise NeverSent(f"operator answered {error.code}") from None
        raise NotSent(f"operator answered {error.code}") from None
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", error)
        # A connection that was refused carried nothing; one that went silent may have.
        unsure = not isinstance(reason, ConnectionRefusedError) and isinstance(
            reason, TimeoutError | ConnectionError | HTTPException
        )
        raise NotSent(f"operator not reached: {type(reason).__name__}", unsure=unsure) from None


class TemplatePost:
    """Posts a JSON body made from a template; `{key}`, `{phone}` and `{text}` in it are filled in as JSON
    text. `success` is a piece of the answer that means success; empty: any 2xx answer does."""

    def __init__(self, *, setting: str, url: str, body: str, token: str = "", success: str = "") -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"{setting} must begin with http:// or https://")
        json.loads(body)  # A template that is no JSON is found at start, not with the first message.
        self.url, self.body, self.token, self.success = url, body, token, success

    def post(self, key: str, values: Mapping[str, str]) -> None:
        """Hand the message over. Raises NeverSent, NotSent as `open_address` does, and NotSent for an answer
        without the word of success."""
        body = self.body
        for word, value in {"key": key, **values}.items():
            body = body.replace("{" + word + "}", json.dumps(value)[1:-1])
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(self.url, data=body.encode(), headers=headers, method="POST")  # noqa: S310
        if self.success not in open_address(request):
            raise NotSent("operator did not say success")
