"""An operator's HTTP address, its request a template from the settings."""

from __future__ import annotations

from fawang.gateways.channels import TemplatePost


class HttpSms:
    """Posts a JSON body made from a template, see `TemplatePost`."""

    def __init__(self, *, url: str, body: str, token: str = "", success: str = "") -> None:
        self.wire = TemplatePost(setting="FAWANG_SMS_URL", url=url, body=body, token=token, success=success)

    def send(self, key: str, phone: str, text: str) -> str:
        """Hand the message over. Raises SmsRefused for an answer 4xx other than 408 and 429, SmsFailed for
        everything else that is not success."""
        self.wire.post(key, {"phone": phone, "text": text})
        return "http"
