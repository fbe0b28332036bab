"""Text messages: the port, the local gateway and the operator's."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from fawang.gateways.sms.http import HttpSms
from fawang.gateways.sms.local import LocalMessage, LocalSms
from fawang.gateways.sms.port import SmsFailed, SmsGateway, SmsRefused

__all__ = ["HttpSms", "LocalSms", "SmsFailed", "SmsGateway", "SmsRefused", "read_local", "sms_gateway"]


def sms_gateway() -> SmsGateway:
    """The gateway of this installation: the operator's when `FAWANG_SMS_URL` is set, else the local one."""
    if url := os.environ.get("FAWANG_SMS_URL"):
        return HttpSms(
            url=url,
            body=os.environ.get("FAWANG_SMS_BODY", '{"key": "{key}", "phone": "{phone}", "text": "{text}"}'),
            token=os.environ.get("FAWANG_SMS_TOKEN", ""),
            success=os.environ.get("FAWANG_SMS_SUCCESS", ""),
        )
    return LocalSms(Path(settings.DATA) / "sms")


def read_local(limit: int = 20) -> list[LocalMessage]:
    """The newest messages of the local gateway; empty where an operator sends them."""
    return [] if os.environ.get("FAWANG_SMS_URL") else LocalSms(Path(settings.DATA) / "sms").newest(limit)
