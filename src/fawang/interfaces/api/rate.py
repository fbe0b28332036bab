"""How often one address may ask: a bucket per address in this process, filled evenly."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict

from django.conf import settings

#: Addresses remembered at most; the one longest unseen is forgotten first.
REMEMBERED = 50_000

_buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
_lock = threading.Lock()


def allowance(address: str, moment: float | None = None) -> int:
    """Take one request from the bucket of this address. Returns 0, or the whole seconds to wait.

    `settings.API_RATE` requests a minute, and as many at once; `moment` is seconds of a steady clock.
    """
    rate: int = settings.API_RATE
    at = time.monotonic() if moment is None else moment
    with _lock:
        filled, seen = _buckets.pop(address, (float(rate), at))
        filled = min(float(rate), filled + (at - seen) * rate / 60)
        allowed = filled >= 1
        _buckets[address] = (filled - 1 if allowed else filled, at)
        while len(_buckets) > REMEMBERED:
            _buckets.popitem(last=False)
    return 0 if allowed else max(1, math.ceil((1 - filled) * 60 / rate))


def forget() -> None:
    """Empty every bucket (a test begins)."""
    with _lock:
        _buckets.clear()
