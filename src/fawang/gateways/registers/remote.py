"""A register of another system over HTTP: POST a JSON object, get one back.

Asked: `{"register": "lawyers", "identity": "…"}`. Answer 200 with `{"found": false}`, or with `found` true
and `number`, `holder`, `valid_until` (`2030-01-31` or empty) and `facts` (names and texts). An answer 404 is
"not found" as well. Everything else is no answer."""

from __future__ import annotations

import json
from datetime import date
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fawang.gateways.registers.port import Certificate, RegisterUnreachable

TIMEOUT = 6  # seconds: a person waits for the page
_LONGEST_ANSWER = 64 * 1024
_MOST_FACTS, _LONGEST_TEXT = 40, 200


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the number and the token to another machine."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class HttpRegister:
    """One register of another system."""

    def __init__(self, name: str, url: str, token: str = "") -> None:
        """Raises ValueError for an address that is no http address."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("FAWANG_REGISTERS 里的地址要以 https:// 或 http:// 开头")
        self.name, self.url, self.token = name, url, token

    def find(self, identity: str) -> Certificate | None:
        """See the port."""
        body = json.dumps({"register": self.name, "identity": identity}).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310
        try:
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
                raw = answer.read(_LONGEST_ANSWER + 1)
        except HTTPError as error:
            if error.code == 404:
                return None
            raise RegisterUnreachable(f"{self.name} answered {error.code}") from None
        except (URLError, HTTPException, OSError) as error:
            raise RegisterUnreachable(f"{self.name} not reached: {type(error).__name__}") from None
        if len(raw) > _LONGEST_ANSWER:
            raise RegisterUnreachable(f"{self.name} answers too much")
        try:
            return _certificate(json.loads(raw))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise RegisterUnreachable(f"{self.name} answers what cannot be read") from None


def _certificate(said: dict[str, Any]) -> Certificate | None:
    if said["found"] is not True:
        return None
    until = str(said.get("valid_until") or "")
    facts = {str(name)[:60]: str(value)[:_LONGEST_TEXT] for name, value in (said.get("facts") or {}).items()}
    return Certificate(
        number=str(said["number"])[:_LONGEST_TEXT],
        holder=str(said["holder"])[:_LONGEST_TEXT],
        valid_until=date.fromisoformat(until) if until else None,
        facts=dict(list(facts.items())[:_MOST_FACTS]),
    )
