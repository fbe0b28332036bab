"""Deterministic finished applications for civil legal aid: what the bench hands in."""

from __future__ import annotations

import random
from typing import Any

from bench.stories import story

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NAMES = "王李张刘陈杨赵黄周吴"
GIVEN = ["大勇", "秀兰", "建军", "桂英", "小明", "丽华", "志强", "春梅"]
TOWNS = [
    "990102001000",
    "990103001000",
    "990104001000",
    "990121100000",
    "990122100000",
    "990123100000",
    "990124100000",
]


def identity_number(i: int) -> str:
    """A made-up identity number with a right check digit, in a region that does not exist."""
    body = f"990121{1960 + i % 40:04d}{1 + i % 12:02d}{1 + i % 28:02d}{i % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def application(i: int) -> tuple[str, dict[str, Any]]:
    """Story and answers of application number `i`."""
    pick = random.Random(i)
    _, text = story(i)
    answers: dict[str, Any] = {
        "story": text,
        "matter_kind": "wages",
        "for_whom": "self",
        "name": pick.choice(NAMES) + pick.choice(GIVEN),
        "identity_number": identity_number(i),
        "phone": f"139{i % 100_000_000:08d}",
        "region": pick.choice(TOWNS),
        "in_proceeding": "no",
        "place_detail": "新区工地",
        "opponent": "包工头老李",
        "amount": str(pick.randint(5, 900) * 100),
        "months": pick.randint(1, 24),
        "still_working": "yes",
        "people_count": pick.randint(1, 9),
        "has_deadline": "no",
        "preservation": "no",
        "situation": ["migrant_worker"],
        "truthful": "yes",
        "may_check": "yes",
    }
    return text, answers
