"""How often one address may ask the API: `settings.API_RATE` requests a minute, and as many at once."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from fawang.core.allowance import Allowance


def allowance(address: str, moment: float | None = None) -> int:
    """Take one request from the bucket of this address: 0, or the whole seconds to wait. `moment`: seconds of
    a steady clock."""
    return _buckets(settings.API_RATE).wait(address, moment)


@lru_cache(maxsize=1)
def _buckets(rate: int) -> Allowance:
    return Allowance(rate)


def forget() -> None:
    """Empty every bucket (a test begins)."""
    _buckets.cache_clear()
