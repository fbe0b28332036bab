"""An operator's HTTP address. Chinese operators differ in names, not in kind: a POST with the phone and the
text, a bearer token or none, and an answer that holds a word of success. So all of it is a template."""

from __future__ import annotations

import json
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fawang.gateways.sms.port import SmsFailed, SmsRefused

TIMEOUT = 10  # seconds
_LONGEST_ANSWER = 64 * 1024


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the phone and the token to another machine."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class HttpSms:
    """Posts a JSON body made from a template; `{key}`, `{phone}` and `{text}` in it are filled in as JSON
    text. `success` is a piece of the answer that means success; empty: any 2xx answer does."""

    def __init__(self, *, url: str, body: str, token: str = "", success: str = "") -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("FAWANG_SMS_URL must begin with http:// or https://")
        json.loads(body)  # A template that is no JSON is found at start, not with the first message.
        self.url, self.body, self.token, self.success = url, body, token, success

    def send(self, key: str, phone: str, text: str) -> None:
        """Hand the message over. Raises SmsRefused for an answer 4xx other than 408 and 429, SmsFailed for
        everything else that is not success."""
        body = self.body
        for word, value in (("key", key), ("phone", phone), ("text", text)):
            body = body.replace("{" + word + "}", json.dumps(value)[1:-1])
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(self.url, data=body.encode(), headers=headers, method="POST")  # noqa: S310
        try:
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
                said = answer.read(_LONGEST_ANSWER).decode("utf-8", "replace")
        except HTTPError as error:
            if 400 <= error.code < 500 and error.code not in (408, 429):
                raise SmsRefused(f"operator answered {error.code}") from None
            raise SmsFailed(f"operator answered {error.code}") from None
        except (URLError, HTTPException, OSError) as error:
            raise SmsFailed(f"operator not reached: {type(error).__name__}") from None
        if self.success and self.success not in said:
            raise SmsFailed("operator did not say success")
