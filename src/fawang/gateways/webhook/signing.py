"""Signatures after the Standard Webhooks convention, so that receivers can use a library that exists."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256


def sign(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: HMAC-SHA256 over `id.timestamp.body` with the bytes that stand in
    base64 after `whsec_`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, sha256).digest()
    return "v1," + base64.b64encode(signed).decode()
