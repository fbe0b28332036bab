"""Whether the official papers of a service hold together: every paper drafted by some step, every word known
where it is drafted, every article named in its text one that exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fawang.reference.catalog.check_steps import Finding
from fawang.reference.catalog.definitions import (
    DOCUMENT_WORDS,
    TEXT_WORDS,
    DocumentTemplate,
    ServiceDefinition,
)
from fawang.reference.catalog.source import Loc
from fawang.reference.catalog.wording import near
from fawang.reference.law.citations import check_text

_WORD = re.compile(r"\{([^{}]*)\}")


def document_findings(definition: ServiceDefinition) -> Iterator[Finding]:
    """Everything wrong with the papers of a service and with the steps that draft them."""
    steps, known = definition.steps, set(definition.documents)
    places: list[tuple[Loc, tuple[str, ...]]] = [(("steps", "on_start"), steps.on_start.documents)]
    places += [(("steps", "actions", index), one.documents) for index, one in enumerate(steps.actions)]
    for at, codes in places:
        for index, code in enumerate(codes):
            if code not in known:
                yield (*at, "documents", index), f"没有文书“{code}”{near(code, known)}"
    used = {code for _, codes in places for code in codes}
    for code in sorted(known - used):
        yield ("documents", code), f"文书“{code}”没有任何步骤起草，请删去或者用上"
    for code, template in definition.documents.items():
        if not template.series.endswith("字"):
            yield ("documents", code, "series"), f"编号的字样“{template.series}”要以“字”结尾，例如：援给字"
        words = words_known(definition, code)
        for loc, text in texts_of(template):
            for word in _WORD.findall(text):
                if word not in words:
                    hint = near(word, words) or "；只能用申请表的字段和起草它的每一步都有的字段"
                    yield ("documents", code, *loc), f"不认识“{{{word}}}”{hint}"


def words_known(definition: ServiceDefinition, code: str) -> frozenset[str]:
    """The words that a paper may hold: those of every text and every paper, the form's fields, and the
    fields that each of the steps drafting it has."""
    form = {field.code for field in definition.form.fields()}
    drafting = [
        {field.code for field in action.fields}
        for action in definition.steps.actions
        if code in action.documents
    ]
    if code in definition.steps.on_start.documents:
        drafting.append(set())
    own = set.intersection(*drafting) if drafting else set()
    return TEXT_WORDS | DOCUMENT_WORDS | form | own


def texts_of(template: DocumentTemplate) -> Iterator[tuple[Loc, str]]:
    """Every text of a paper with its place."""
    yield ("to",), template.to
    yield ("remedy",), template.remedy
    for key in ("body", "english"):
        for index, text in enumerate(getattr(template, key)):
            yield (key, index), text


def citation_findings(definition: ServiceDefinition) -> Iterator[Finding]:
    """Articles named in the text of a paper that the law library refuses. Raises LawLibraryMissing."""
    for code, template in definition.documents.items():
        for loc, text in texts_of(template):
            for found in check_text(text):
                if found.refused:
                    yield ("documents", code, *loc), found.message
