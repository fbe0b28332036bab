"""Danger: what is said to happen now calls a human; what is denied, past, imagined or asked about does
not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from fawang.stages.advice.knowledge import load_knowledge
from fawang.stages.advice.understanding import understand

SETS = Path(__file__).resolve().parents[2] / "content" / "danger"


def _escalated(name: str) -> tuple[float, float]:
    """Recall and precision on one half."""
    knowledge = load_knowledge(settings.CONTENT)
    lines = [json.loads(line) for line in (SETS / name).read_text("utf-8").splitlines()]
    called = [(bool(understand(line["text"], knowledge).danger), line["escalate_human"]) for line in lines]
    hits = sum(1 for c, g in called if c and g)
    return hits / sum(g for _, g in called), hits / max(1, sum(c for c, _ in called))


def test_the_tuned_half_loses_nobody() -> None:
    recall, precision = _escalated("tuned.jsonl")
    assert recall == 1.0
    assert precision >= 0.95


@pytest.mark.parametrize("name", ["untouched.jsonl", "fresh.jsonl"])
def test_what_was_learnt_from_is_kept(name: str) -> None:
    recall, precision = _escalated(name)
    assert recall >= 0.98
    assert precision >= 0.9


def test_the_last_set_keeps_its_floor() -> None:
    """No sentence of it was learnt from, but its totals were seen each time weights, features and
    threshold were chosen: a floor against getting worse, and kinder than strangers will be."""
    recall, precision = _escalated("last.jsonl")
    assert recall >= 0.82
    assert precision >= 0.88


@pytest.mark.parametrize("held", ["last.jsonl", "voices.jsonl"])
def test_no_sentence_of_a_set_held_out_is_learnt_from(held: str) -> None:
    learnt = (
        "tuned.jsonl",
        "untouched.jsonl",
        "fresh.jsonl",
        "learnt.jsonl",
        "oblique.jsonl",
        "missed.jsonl",
        "everyday.jsonl",
    )
    texts = {
        name: {json.loads(line)["text"] for line in (SETS / name).read_text("utf-8").splitlines()}
        for name in (*learnt, held)
    }
    judged = texts.pop(held)
    assert not any(judged & others for others in texts.values())


def test_the_weights_stay_small() -> None:
    assert (settings.CONTENT / "triage" / "danger-likeness.json").stat().st_size < 300_000


def test_the_halves_are_apart_and_large() -> None:
    tuned, untouched = (
        {json.loads(line)["text"] for line in (SETS / name).read_text("utf-8").splitlines()}
        for name in ("tuned.jsonl", "untouched.jsonl")
    )
    assert not tuned & untouched
    assert len(tuned) + len(untouched) >= 240


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("救命,他拿着菜刀在砸我家门", "violence"),
        ("我不想活了", "self_harm"),
        ("明天我就带刀去公司砍了老板", "threat_to_others"),
        ("我被关在宾馆里,手机收了不让走", "illegal_detention"),
        ("刚刚转了五万给骗子,还能追回吗", "fraud_in_progress"),
        ("我爸晕倒了，叫不醒，嘴唇都紫了", "medical_emergency"),
    ],
)
def test_each_kind_is_named(text: str, reason: str) -> None:
    seen = understand(text, load_knowledge(settings.CONTENT))
    assert seen.danger == reason
    assert seen.urgency == "emergency"
    assert not seen.out_of_scope


@pytest.mark.parametrize(
    "text",
    [
        "我老公把我打得头破血流，血止不住",
        "被几个人打了，现在昏迷不醒",
        "他拿刀砍了我弟，我弟倒在地上昏过去了，流了好多血",
    ],
)
def test_whoever_was_beaten_and_bleeds_needs_the_police_and_the_ambulance(text: str) -> None:
    seen = understand(text, load_knowledge(settings.CONTENT))
    lines = load_knowledge(settings.CONTENT).danger.rules.helplines
    called = {n for reason, some in lines.items() if reason in (seen.danger, *seen.danger_also) for n in some}
    assert {"110", "120"} <= called


def test_a_fall_is_no_crime() -> None:
    seen = understand("我妈从楼梯上摔下来，头上都是血，叫不醒", load_knowledge(settings.CONTENT))
    assert (seen.danger, seen.danger_also) == ("medical_emergency", ())


@pytest.mark.parametrize(
    "text", ["加班累死了", "想死你了", "这字我打死也不签", "故意杀人罪判几年", "我没有想过自杀"]
)
def test_idioms_denials_and_questions_call_nobody(text: str) -> None:
    assert not understand(text, load_knowledge(settings.CONTENT)).danger
