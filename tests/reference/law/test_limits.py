"""Every statutory limit of the content is held against the library: the article is there, the words too."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from fawang.reference.law.citations import cite
from fawang.reference.law.refusals import CitationRefused

pytestmark = pytest.mark.usefixtures("law_library")
FOLDER = Path(__file__).resolve().parents[3] / "content" / "limits"


def quotes() -> list[tuple[str, str, str, str]]:
    """(file, law, article, quote) wherever a file of limits quotes an article, at any depth."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        found += [(path.name, *quote) for quote in _quotes(content, "")]
    return found


def _quotes(node, law):
    if isinstance(node, list):
        return [quote for child in node for quote in _quotes(child, law)]
    if not isinstance(node, dict):
        return []
    law = node.get("law", law)
    own = [(law, node["article"], node["quote"])] if node.get("article") and node.get("quote") else []
    return own + [quote for child in node.values() for quote in _quotes(child, law)]


def test_every_limit_quotes_an_article_in_force_word_for_word():
    faults = []
    for file, law, article, quote in quotes():
        try:
            if not cite(law, article, quote).verified:
                faults.append(f"{file}: {law} {article} 待核")
        except CitationRefused as refusal:
            faults.append(f"{file}: {law} {article}: {refusal.message}")
    assert faults == []


def test_the_limits_of_the_law_are_there_to_be_checked():
    assert len(quotes()) >= 70
