"""Template messages of an official account."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request

from fawang.core import clock
from fawang.gateways.channels import NeverSent, NotSent, open_address

#: The token is not good (any more): ask for another one, once.
BAD_TOKEN = frozenset({40001, 40014, 41001, 42001})
#: Never to this reader or never in this form: no such follower, the reader refuses, a wrong template.
FINAL = frozenset({40003, 43004, 43101, 43107, 40037, 41028, 41030, 47003})
#: A token is given up this long before its end, so that none ends on the way.
EARLY = timedelta(minutes=5)

_tokens: dict[tuple[str, str], tuple[str, datetime]] = {}
_lock = Lock()


class HttpWechat:
    """Sends with an account's id and secret; `field` is the template's one variable that holds the words."""

    def __init__(self, *, url: str, appid: str, secret: str, template: str, field: str) -> None:
        self.url, self.appid, self.secret = url.rstrip("/"), appid, secret
        self.template, self.field = template, field

    def send(self, key: str, openid: str, text: str, page: str = "") -> str:
        """Hand a notice over. Raises NeverSent for what can never reach this reader, NotSent for everything
        else that is not success."""
        said = {
            "touser": openid,
            "template_id": self.template,
            "url": page,
            "client_msg_id": sha256(key.encode()).hexdigest()[:32],
            "data": {self.field: {"value": text}},
        }
        code = self._post(said)
        if code in BAD_TOKEN:
            with _lock:
                _tokens.pop((self.url, self.appid), None)
            code = self._post(said)
        if code in FINAL:
            raise NeverSent(f"platform answered {code}")
        if code:
            raise NotSent(f"platform answered {code}")
        return "wechat"

    def _post(self, said: dict[str, Any]) -> int:
        address = f"{self.url}/cgi-bin/message/template/send?{urlencode({'access_token': self._token()})}"
        body = json.dumps(said, ensure_ascii=False).encode()
        request = Request(address, data=body, method="POST")  # noqa: S310
        request.add_header("Content-Type", "application/json; charset=utf-8")
        return _code(_answer(request))

    def _token(self) -> str:
        known = (self.url, self.appid)
        with _lock:  # Each new token ends the one before, so only one thread may ask.
            token, ends = _tokens.get(known, ("", clock.now()))
            if token and clock.now() < ends - EARLY:
                return token
            asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
            said = _answer(Request(f"{self.url}/cgi-bin/token?{urlencode(asked)}"))  # noqa: S310
            token = str(said.get("access_token") or "")
            if not token:
                raise NotSent(f"platform gave no token: {_code(said)}")
            _tokens[known] = (token, clock.now() + timedelta(seconds=int(said.get("expires_in") or 7200)))
            return token


def _answer(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(open_address(request))
    except ValueError:
        raise NotSent("platform answered no JSON") from None
    if not isinstance(said, dict):
        raise NotSent("platform answered no object")
    return said


def _code(said: dict[str, Any]) -> int:
    code = said.get("errcode", 0)
    return code if isinstance(code, int) else -1
