"""What has been checked once is not checked again, and nothing else is skipped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from fawang.stages.advice.knowledge import load_knowledge
from fawang.stages.advice.likeness import features, read_likeness
from fawang.stages.advice.source import ContentFaulty


@pytest.fixture
def content(tmp_path: Path) -> Path:
    for part in ("taxonomy", "triage", "guides"):
        shutil.copytree(settings.CONTENT / part, tmp_path / "content" / part)
    load_knowledge.cache_clear()
    return tmp_path / "content"


def test_words_changed_after_the_stamp_are_checked_again(content: Path, tmp_path: Path) -> None:
    stamp = tmp_path / "cache" / "stamp"
    load_knowledge(content, None, stamp)
    assert len(stamp.read_text("ascii")) == 64
    urgency = content / "triage" / "urgency.yaml"
    urgency.write_text(urgency.read_text("utf-8").replace("soon:\n", "soon:\n  - '(坏'\n", 1), "utf-8")
    load_knowledge.cache_clear()
    with pytest.raises(ContentFaulty, match="不是正确的表达式"):
        load_knowledge(content, None, stamp)


def test_a_stamp_that_cannot_be_written_harms_nobody(content: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load_knowledge(content, None, tmp_path / "file" / "stamp").guides.guides


def test_a_class_nobody_wrote_down_is_named(content: Path) -> None:
    danger = content / "triage" / "danger.yaml"
    danger.write_text(danger.read_text("utf-8").replace("({weapon})", "({weapons})", 1), "utf-8")
    load_knowledge.cache_clear()
    with pytest.raises(ContentFaulty, match="weapons"):
        load_knowledge(content)


@pytest.mark.parametrize("text", ["", "[]", '{"reasons": []}', "{"])
def test_broken_weights_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "w.json").write_text(text)
    with pytest.raises(ContentFaulty, match=r"w\.json"):
        read_likeness(tmp_path / "w.json")


def test_features_do_not_run_across_a_pause() -> None:
    assert "甲乙" in features("甲乙,丙")
    assert "乙丙" not in features("甲乙,丙")
    assert features("") == set()


def test_the_weights_hold_no_sentence() -> None:
    data = json.loads((settings.CONTENT / "triage" / "danger-likeness.json").read_text("utf-8"))
    assert max(map(len, data["weights"])) == 3
    assert all(len(w) == len(data["reasons"]) for w in data["weights"].values())
