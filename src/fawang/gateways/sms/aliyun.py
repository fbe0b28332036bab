"""An operator whose requests are signed: the RPC signature, version 1.0, of Aliyun's SendSms.

The signature in brackets (【…】) and the words go apart there: the brackets become `SignName`, the words one
variable of a registered template."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC
from urllib.parse import quote, urlencode
from urllib.request import Request

from fawang.core import clock
from fawang.gateways.channels import NeverSent, NotSent, open_address

_SENDER = re.compile(r"^【([^】]+)】(.*)$", re.DOTALL)
#: Answers after which the same message can never go out: no such number, blocked words, the template or the
#: brackets not registered.
FINAL = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.INVALID_PARAMETERS",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.MOBILE_COUNT_OVER_LIMIT",
)


def percent(text: str) -> str:
    """Percent-encoding of the signature: everything but letters, digits and -_.~"""
    return quote(text, safe="-_.~")


def signature(parameters: Mapping[str, str], secret: str, method: str = "POST") -> str:
    """The signature of a request with these parameters."""
    query = "&".join(f"{percent(name)}={percent(value)}" for name, value in sorted(parameters.items()))
    signed = f"{method}&{percent('/')}&{percent(query)}"
    digest = hmac.new(f"{secret}&".encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class AliyunSms:
    """Sends with an access key, a template and the name of its one variable."""

    def __init__(
        self,
        *,
        url: str,
        key_id: str,
        secret: str,
        template: str,
        variable: str = "text",
        nonce: Callable[[], str],
    ) -> None:
        self.url, self.key_id, self.secret = url, key_id, secret
        self.template, self.variable, self.nonce = template, variable, nonce

    def send(self, key: str, phone: str, text: str) -> str:
        """Hand the message over. Raises SmsRefused for what can never go out, SmsFailed for everything else
        that is not success."""
        found = _SENDER.match(text)
        sender, words = (found[1], found[2]) if found else ("", text)
        parameters = {
            "AccessKeyId": self.key_id,
            "Action": "SendSms",
            "Format": "JSON",
            "OutId": key,
            "PhoneNumbers": phone,
            "SignName": sender,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureNonce": self.nonce(),
            "SignatureVersion": "1.0",
            "TemplateCode": self.template,
            "TemplateParam": json.dumps({self.variable: words}, ensure_ascii=False),
            "Timestamp": clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Version": "2017-05-25",
        }
        parameters["Signature"] = signature(parameters, self.secret)
        request = Request(self.url, data=urlencode(parameters).encode(), method="POST")  # noqa: S310
        code = _code_of(open_address(request))
        if code in FINAL:
            raise NeverSent(f"operator answered {code}")
        if code != "OK":
            raise NotSent(f"operator answered {code}")
        return "aliyun"


def _code_of(answer: str) -> str:
    try:
        said = json.loads(answer)
    except ValueError:
        return "no JSON"
    return str(said.get("Code", "")) if isinstance(said, dict) else "no object"
