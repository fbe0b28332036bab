"""What a provider says later of a message it took: arrived, or not. Believed only when signed."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from fawang.core.refusals import Refusal
from fawang.core.text import one_line
from fawang.gateways.webhook.signing import sign
from fawang.records.matters.operations.messages import note_receipt

#: A signed receipt is good for this long, so that a copied one cannot be sent again later.
TOLERANCE = timedelta(minutes=5)
MOST = 500


class ReceiptRefused(Refusal):
    """Not signed by a provider of this installation, too old, or not to be read."""

    default_message = "回执没有正确签名，或者内容读不懂。"


def take_receipts(*, event_id: str, timestamp: str, signature: str, body: bytes, now: datetime) -> int:
    """Note the receipts in a signed request; how many changed anything. `signature` follows the Standard
    Webhooks convention, as our own callbacks do. Raises ReceiptRefused."""
    if (
        not timestamp.isdigit()
        or len(timestamp) > 12
        or not signed_by_us(event_id, timestamp, signature, body)
    ):
        raise ReceiptRefused
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise ReceiptRefused
    return sum(
        note_receipt(key=key, delivered=delivered, trouble=one_line(reason, 200), now=now)
        for key, delivered, reason in _read(body)
    )


def signed_by_us(event_id: str, timestamp: str, signature: str, body: bytes) -> bool:
    """Whether one of the signatures given was made with this installation's secret."""
    if not settings.RECEIPT_SECRET:
        return False
    try:
        expected = sign(settings.RECEIPT_SECRET, event_id, int(timestamp), body)
    except ValueError:
        return False
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in signature.split(" "))


def _read(body: bytes) -> list[tuple[str, bool, str]]:
    """(key, delivered, reason) of each receipt: ours ({"receipts": [{"key", "delivered", "reason"}]}) or a
    list as Aliyun reports ([{"out_id", "success", "err_code"}])."""
    try:
        said: Any = json.loads(body)
        rows = said["receipts"] if isinstance(said, dict) else said
        found = [_one(row) for row in rows[:MOST]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ReceiptRefused from None
    return found


def _one(row: dict[str, Any]) -> tuple[str, bool, str]:
    key = str(row.get("key") or row["out_id"])[:120]
    delivered = row.get("delivered", row.get("success"))
    return key, delivered in (True, "true"), str(row.get("reason") or row.get("err_code") or "")
