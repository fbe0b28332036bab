"""Terms are compiled late and only when they can match: that must never change what they find."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from fawang.stages.advice.matching import Term, needed_words

SETS = Path(__file__).resolve().parents[2] / "content"


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("欠~工资", [("欠",), ("工资",)]),
        ("(甲|乙丙)丁?戊", [("甲", "乙丙"), ("戊",)]),
        ("甲|乙", [("甲", "乙")]),
        ("(甲|.)乙", [("乙",)]),
        ("甲{0,3}乙", [("乙",)]),
        ("甲+乙", [("甲",), ("乙",)]),
        ("(?<!甲)乙(?!丙)", [("乙",)]),
        (r"[甲乙]\d丙*", []),
        ("(甲(乙|丙)?丁)?戊", [("戊",)]),
        ("N[+]1", [("n",), ("1",)]),
    ],
)
def test_the_words_a_pattern_cannot_do_without(pattern: str, needs: list[tuple[str, ...]]) -> None:
    assert needed_words(pattern) == needs


@given(st.text(alphabet="甲乙丙丁。(", max_size=12))
def test_the_short_way_finds_what_the_long_way_finds(text: str) -> None:
    for source in ("甲~乙", "(甲|乙丙)丁?", "甲&(乙|丁)", "甲{0,2}丙|丁丁", "(?:甲乙?)+丙"):
        long_way = all(part.search(text) for part in Term(source).compiled())
        assert Term(source).found_in(text) is long_way, (source, text)


def _sources(found: Any) -> set[str]:
    if isinstance(found, str):
        return {found}
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return {source for part in parts for source in _sources(part)}


def test_no_shipped_term_is_lost() -> None:
    """Every third story against every term with special signs."""
    files = ("categories", "means", "routing", "scope", "urgency")
    sources = {
        s
        for name in files
        for s in _sources(yaml.safe_load((settings.CONTENT / "triage" / f"{name}.yaml").read_text("utf-8")))
        if re.search(r"[~&(|]", s)
    }
    stories = [
        json.loads(line)["text"].lower()
        for line in (SETS / "triage/untouched.jsonl").read_text("utf-8").splitlines()
    ]
    for source in sorted(sources)[::4]:
        term = Term(source)
        for story in stories[::6]:
            if not term.found_in(story):
                assert not all(part.search(story) for part in term.compiled()), (source, story)
