"""How often one address may ask for something dear: a bucket for each address in this process, evenly
filled."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict

#: Addresses remembered at most; the one longest unseen is forgotten first.
REMEMBERED = 20_000


class Allowance:
    """`rate` requests a minute from one address, and as many at once."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str, moment: float | None = None) -> bool:
        """Whether this address may ask now; if so, one request less is left to it. `moment`: seconds of a
        steady clock."""
        return self.wait(address, moment) == 0

    def wait(self, address: str, moment: float | None = None) -> int:
        """Take one request as `take` does: 0, or the whole seconds until this address may ask again."""
        at = time.monotonic() if moment is None else moment
        with self._lock:
            left, seen = self._buckets.pop(address, (float(self.rate), at))
            left = min(float(self.rate), left + max(0.0, at - seen) * self.rate / 60)
            allowed = left >= 1
            self._buckets[address] = (left - 1 if allowed else left, at)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / self.rate))

    def forget(self) -> None:
        """Fill every bucket again (a test begins)."""
        with self._lock:
            self._buckets.clear()
