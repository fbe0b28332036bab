"""Text messages: the port, the local gateway and the operator's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from fawang.gateways.sms.http import HttpSms
from fawang.gateways.sms.local import LocalMessage, LocalSms
from fawang.gateways.sms.port import SmsFailed, SmsGateway, SmsRefused

__all__ = [
    "HttpSms",
    "LocalMessage",
    "LocalSms",
    "SmsFailed",
    "SmsGateway",
    "SmsRefused",
    "has_operator",
    "hear_local",
    "read_local",
    "sms_gateway",
]

_listeners: list[Callable[[LocalMessage], None]] = []


def has_operator() -> bool:
    """Whether real messages are sent, so that nothing of them may show on this machine."""
    return bool(os.environ.get("FAWANG_SMS_URL"))


def hear_local(listener: Callable[[LocalMessage], None]) -> None:
    """From now on in this process tell `listener` of each message the local gateway writes."""
    _listeners.append(listener)


def sms_gateway() -> SmsGateway:
    """The gateway of this installation: the operator's when `FAWANG_SMS_URL` is set, else the local one."""
    if url := os.environ.get("FAWANG_SMS_URL"):
        return HttpSms(
            url=url,
            body=os.environ.get("FAWANG_SMS_BODY", '{"key": "{key}", "phone": "{phone}", "text": "{text}"}'),
            token=os.environ.get("FAWANG_SMS_TOKEN", ""),
            success=os.environ.get("FAWANG_SMS_SUCCESS", ""),
        )
    return LocalSms(Path(settings.DATA) / "sms", tuple(_listeners))


def read_local(limit: int = 20) -> list[LocalMessage]:
    """The newest messages of the local gateway; empty where an operator sends them."""
    return [] if has_operator() else LocalSms(Path(settings.DATA) / "sms").newest(limit)
