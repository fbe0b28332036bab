"""Five hundred citations made wrong in seven ways: every one is found, and the true ones pass."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fawang.reference.law.citations import check_text
from tests.reference.law.altered import KINDS, draw_altered

pytestmark = pytest.mark.usefixtures("law_library")
TODAY = date(2026, 11, 21)
CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.fixture(scope="module")
def altered(law_library):
    return list(draw_altered(20261121, 500, TODAY))


def test_the_draw_is_the_same_for_the_same_seed_and_has_every_kind(altered):
    assert altered[:14] == list(draw_altered(20261121, 14, TODAY))
    assert altered[:14] != list(draw_altered(7, 14, TODAY))
    assert len(Counter(one.kind for one in altered)) == len(KINDS)


def test_every_altered_citation_is_found(altered):
    missed = []
    for one in altered:
        findings = check_text(one.text, TODAY)
        if len(findings) != 1 or findings[0].status.value not in one.statuses:
            missed.append((one, [(f.status.value, f.message) for f in findings]))
    assert missed == []


def test_the_right_article_is_named_with_its_text(altered):
    wrong = []
    expected = [one for one in altered if one.right]
    for one in expected:
        finding = check_text(one.text, TODAY)[0]
        if finding.right != one.right or not finding.right_text:
            wrong.append((one.kind, one.text, one.right, finding.right))
    assert len(expected) > 150
    assert wrong == []


def test_the_true_citations_they_were_made_from_pass(altered):
    true = [one.true for one in altered if one.true]
    assert len(true) > 250
    refused = [(text, f.message) for text in true for f in check_text(text, TODAY) if f.refused]
    assert refused == []


def test_the_whole_content_cites_what_is_in_force():
    files = [p for p in sorted(CONTENT.rglob("*")) if p.suffix in (".md", ".yaml")]
    findings = [(p.name, f) for p in files for f in check_text(p.read_text(encoding="utf-8"))]
    assert len(findings) > 300
    assert [(name, f.text, f.message) for name, f in findings if f.refused] == []
