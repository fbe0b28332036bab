"""Text messages: the port, the local gateway and the operators'."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from fawang.gateways.channels import Circuit, LocalMessage
from fawang.gateways.sms.aliyun import AliyunSms
from fawang.gateways.sms.fail_over import FailOver
from fawang.gateways.sms.http import HttpSms
from fawang.gateways.sms.local import LocalSms
from fawang.gateways.sms.port import SmsFailed, SmsGateway, SmsRefused

__all__ = [
    "AliyunSms",
    "FailOver",
    "HttpSms",
    "LocalMessage",
    "LocalSms",
    "SmsFailed",
    "SmsGateway",
    "SmsRefused",
    "has_operator",
    "hear_local",
    "operators",
    "read_local",
    "sms_gateway",
]

_listeners: list[Callable[[LocalMessage], None]] = []


def has_operator() -> bool:
    """Whether real messages are sent, so that nothing of them may show on this machine."""
    return bool(os.environ.get("FAWANG_SMS_URL") or os.environ.get("FAWANG_SMS_ALIYUN_ID"))


def hear_local(listener: Callable[[LocalMessage], None]) -> None:
    """From now on in this process tell `listener` of each message the local gateway writes."""
    _listeners.append(listener)


def operators() -> list[tuple[str, SmsGateway, Circuit]]:
    """The operators of this installation in the order they are tried; none where messages stay here."""
    found: list[tuple[str, SmsGateway]] = []
    if url := os.environ.get("FAWANG_SMS_URL"):
        http = HttpSms(
            url=url,
            body=os.environ.get("FAWANG_SMS_BODY", '{"key": "{key}", "phone": "{phone}", "text": "{text}"}'),
            token=os.environ.get("FAWANG_SMS_TOKEN", ""),
            success=os.environ.get("FAWANG_SMS_SUCCESS", ""),
        )
        found.append(("http", http))
    if key_id := os.environ.get("FAWANG_SMS_ALIYUN_ID"):
        aliyun = AliyunSms(
            url=os.environ.get("FAWANG_SMS_ALIYUN_URL", "https://dysmsapi.aliyuncs.com/"),
            key_id=key_id,
            secret=os.environ.get("FAWANG_SMS_ALIYUN_SECRET", ""),
            template=os.environ.get("FAWANG_SMS_ALIYUN_TEMPLATE", ""),
            variable=os.environ.get("FAWANG_SMS_ALIYUN_VARIABLE", "text"),
            nonce=lambda: secrets.token_hex(16),
        )
        found.append(("aliyun", aliyun))
    folder = Path(settings.DATA) / "circuits"
    return [(name, one, Circuit(folder / f"sms-{name}.json")) for name, one in found]


def sms_gateway() -> SmsGateway:
    """The gateway of this installation: the operators' where any is set up, else the local one."""
    if found := operators():
        return FailOver([(one, circuit) for _, one, circuit in found])
    return LocalSms(Path(settings.DATA) / "sms", tuple(_listeners))


def read_local(limit: int = 20) -> list[LocalMessage]:
    """The newest messages of the local gateway; empty where an operator sends them."""
    return [] if has_operator() else LocalSms(Path(settings.DATA) / "sms").newest(limit)
