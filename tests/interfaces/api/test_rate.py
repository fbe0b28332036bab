"""The bucket of each address: how much, how fast it fills, how much is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fawang.core import allowance
from fawang.interfaces.api import rate


@pytest.fixture(autouse=True)
def empty(settings: Any) -> Iterator[None]:
    settings.API_RATE = 60
    rate.forget()
    yield
    rate.forget()


def test_a_full_bucket_lets_a_minutes_worth_through_at_once() -> None:
    assert [rate.allowance("a", 0.0) for _ in range(60)] == [0] * 60
    assert rate.allowance("a", 0.0) == 1


def test_it_fills_evenly() -> None:
    for _ in range(60):
        rate.allowance("a", 0.0)
    assert rate.allowance("a", 0.5) == 1
    assert rate.allowance("a", 1.6) == 0
    assert rate.allowance("a", 1.7) == 1


def test_it_never_holds_more_than_a_minutes_worth() -> None:
    rate.allowance("a", 0.0)
    assert sum(rate.allowance("a", 1e6) == 0 for _ in range(100)) == 60


def test_addresses_do_not_pay_for_each_other() -> None:
    for _ in range(61):
        rate.allowance("a", 0.0)
    assert rate.allowance("a", 0.0)
    assert rate.allowance("b", 0.0) == 0


def test_the_memory_is_bounded_and_forgets_the_longest_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "REMEMBERED", 3)
    for name in "abcd":
        for _ in range(61):
            rate.allowance(name, 0.0)
    assert rate.allowance("d", 0.0)
    assert rate.allowance("a", 0.0) == 0


def test_the_wait_is_long_enough(settings: Any) -> None:
    settings.API_RATE = 2
    rate.allowance("a", 0.0)
    rate.allowance("a", 0.0)
    wait = rate.allowance("a", 0.0)
    assert wait == 30
    assert rate.allowance("a", float(wait)) == 0
