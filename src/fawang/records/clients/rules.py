"""Keys, scopes, networks and quotas as pure functions."""

from __future__ import annotations

import base64
import hmac
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

#: What a client may be allowed to do, and how an administrator reads it.
SCOPES = {
    "matters:write": "提交事项、补充材料、撤回和评价",
    "matters:read": "查看自己提交的事项的进度",
    "papers:read": "下载送达申请人的文书",
    "webhooks:manage": "登记和管理回调地址",
}
#: How a key begins, so that scanners of source code know one when they see it.
KEY_MARK = "fwk_"
_START = 8
#: Callbacks of one client at most.
WEBHOOK_LIMIT = 10
#: After so many deliveries in a row that failed for good a callback is switched off.
FAILURES_TO_PAUSE = 20
#: A request that has not been answered for so long was killed in the middle; it may be tried again.
ABANDONED_AFTER = timedelta(seconds=90)
#: How long an answer is remembered for its idempotency key.
REMEMBERED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class NewKey:
    """A key just made; `text` is shown once."""

    text: str
    start: str
    hashed: str


def make_key() -> NewKey:
    """A new key: a start that names it and 256 random bits."""
    start = secrets.token_hex(_START // 2)
    text = f"{KEY_MARK}{start}_{secrets.token_urlsafe(32)}"
    return NewKey(text, start, hash_of(text))


def hash_of(key: str) -> str:
    """What is stored of a key."""
    return sha256(key.encode()).hexdigest()


def start_of(key: str) -> str:
    """The part of a key that names it, empty for what is no key."""
    if not key.startswith(KEY_MARK) or len(key) > 120:
        return ""
    start, sign, rest = key.removeprefix(KEY_MARK).partition("_")
    return start if sign and rest and len(start) == _START and start.isascii() and start.isalnum() else ""


def same_hash(one: str, other: str) -> bool:
    """Whether two hashes are equal, in a time that does not tell how far they agree."""
    return bool(one) and hmac.compare_digest(one, other)


def address_allowed(address: str, networks: Sequence[str]) -> bool:
    """Whether an address lies in one of the networks; with none named every address does."""
    if not networks:
        return True
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(network, strict=False) for network in networks)


def network_fault(text: str) -> str:
    """Why this cannot be an address or network, empty when it can."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return f"“{text}”不是网络地址，请写成 10.1.2.3 或者 10.1.0.0/16"
    return ""


def scope_fault(scopes: Iterable[str]) -> str:
    """Why these scopes cannot be given, empty when they can."""
    strange = [scope for scope in scopes if scope not in SCOPES]
    return f"没有权限“{strange[0]}”，可用：{'、'.join(SCOPES)}" if strange else ""


def windows_of(moment: datetime) -> tuple[tuple[str, int], tuple[str, int]]:
    """The minute and the day of a local moment: the window's name and the seconds until it ends."""
    day_end = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        (f"m:{moment:%Y-%m-%dT%H:%M}", 60 - moment.second),
        (f"d:{moment:%Y-%m-%d}", max(1, int((day_end - moment).total_seconds()))),
    )


def make_secret() -> str:
    """A secret for signing callbacks, in the form of the Standard Webhooks convention."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def wants(events: Sequence[str], event: str) -> bool:
    """Whether a callback asked for this event; `matter.*` stands for all that begin so."""
    return not events or any(
        event == wanted or (wanted.endswith("*") and event.startswith(wanted[:-1])) for wanted in events
    )
