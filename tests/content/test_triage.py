"""Stories of every category, in many ways of speaking. Only the tuned half may ever be tuned on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from fawang.stages.advice.knowledge import load_knowledge
from fawang.stages.advice.models import EXEMPT, Understanding
from fawang.stages.advice.understanding import understand

SETS = Path(__file__).resolve().parent / "triage"
Pair = tuple[dict[str, Any], Understanding]


def read(name: str) -> list[Pair]:
    knowledge = load_knowledge(settings.CONTENT)
    lines = [json.loads(line) for line in (SETS / name).read_text("utf-8").splitlines()]
    return [(line, understand(line["text"], knowledge)) for line in lines]


@pytest.mark.parametrize(("name", "category", "service"), [("tuned", 0.90, 0.95), ("untouched", 0.85, 0.92)])
def test_stories_are_understood(name: str, category: float, service: float) -> None:
    pairs = read(f"{name}.jsonl")
    inside = [(g, u) for g, u in pairs if not g["out_of_scope"]]
    assert len(inside) == 160
    assert sum(u.category in g["category_accept"] for g, u in inside) / 160 >= category
    assert sum(u.services[0] in g["service_accept"] for g, u in inside) / 160 >= service
    assert sum((u.means in EXEMPT) == g["means_test_exempt"] for g, u in inside) / 160 >= 0.95
    assert not [g["text"] for g, u in inside if u.out_of_scope], "a question of law was turned away"
    assert sum(u.out_of_scope for g, u in pairs if g["out_of_scope"]) >= 9
    assert sum(bool(u.danger) for _, u in inside) <= 5


def test_the_halves_cover_every_category_and_share_nothing() -> None:
    halves = [read(name) for name in ("tuned.jsonl", "untouched.jsonl")]
    assert not {g["text"] for g, _ in halves[0]} & {g["text"] for g, _ in halves[1]}
    for half in halves:
        assert len({g["category"] for g, _ in half}) == 33
