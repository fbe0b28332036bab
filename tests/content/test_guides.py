"""Every guide as a lawyer would check it: each article exists, is in force and says what is quoted; each
period has its entry."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from fawang.journeys.ask import limit_words
from fawang.reference.law.citations import cite
from fawang.reference.law.refusals import CitationRefused
from fawang.stages.advice.knowledge import load_knowledge
from fawang.stages.advice.understanding import understand
from tests.law_library import law_library as law_library

TODAY = date(2026, 11, 21)


def test_every_citation_passes_the_gate(law_library: Path) -> None:
    knowledge = load_knowledge(settings.CONTENT)
    faults, verified, unverified = [], 0, []
    for guide in knowledge.guides.guides:
        for claim in guide.claims:
            for ground in claim.grounds:
                try:
                    citation = cite(ground.law, ground.article, ground.quote, TODAY)
                except CitationRefused as refused:
                    faults.append(f"{guide.code}: {ground.law}{ground.article}: {refused.message}")
                    continue
                verified += citation.verified
                unverified += [] if citation.verified else [f"{guide.code}: {citation.law}{citation.article}"]
    assert not faults, "\n".join(faults)
    assert verified > 250
    assert len(unverified) < 20, unverified


def test_every_period_has_its_entry() -> None:
    for guide in load_knowledge(settings.CONTENT).guides.guides:
        for code in guide.limit_codes:
            assert limit_words(code, TODAY), guide.code
        assert not guide.limit or guide.deadline, guide.code


def test_every_category_has_a_guide_and_each_says_what_to_do() -> None:
    knowledge = load_knowledge(settings.CONTENT)
    count = Counter(g.category for g in knowledge.guides.guides)
    assert {c.name for c in knowledge.taxonomy.categories} - {"非法律事项"} == set(count)
    assert sum(count.values()) >= 60
    assert all(len(g.steps) >= 1 and len(g.evidence) >= 1 for g in knowledge.guides.guides)
    assert all(g.review > TODAY for g in knowledge.guides.guides)


def test_a_guides_own_questions_lead_to_its_category() -> None:
    """The lexicons and the guides must agree on what the matter is."""
    knowledge = load_knowledge(settings.CONTENT)
    wrong = [
        (question, guide.category, seen.category)
        for guide in knowledge.guides.guides
        for question in guide.questions
        if (seen := understand(question, knowledge)).category != guide.category
    ]
    total = sum(len(g.questions) for g in knowledge.guides.guides)
    assert len(wrong) / total < 0.06, wrong


@pytest.mark.parametrize(
    "reason",
    ["violence", "self_harm", "threat_to_others", "illegal_detention", "minor_harm", "medical_emergency"],
)
def test_every_danger_has_steps_and_numbers(reason: str) -> None:
    rules = load_knowledge(settings.CONTENT).danger.rules
    steps = {str(k): v for k, v in rules.steps.items()}
    numbers = {str(k): v for k, v in rules.helplines.items()}
    assert any("110" in s or "12356" in s for s in steps[reason])
    assert "110" in numbers[reason]
