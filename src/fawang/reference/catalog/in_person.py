"""Matters that nobody may do for another (a will, a marriage, an adoption): who comes as an agent is told so
before anything is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fawang.core.refusals import Refusal
from fawang.reference.catalog.definitions import ServiceDefinition

SELF = "self"


class OnlyInPerson(Refusal):
    """The matter must be done by the person concerned. `article` is the legal source."""

    def __init__(self, why: str, article: str) -> None:
        self.why, self.article = why, article
        super().__init__(f"{why}（依据：{article}）已经填的内容都还在。")


def agent_refusal(definition: ServiceDefinition, answers: Mapping[str, Any]) -> OnlyInPerson | None:
    """The refusal for somebody who applies for another where the law wants the person; None when they may,
    when they apply for themselves, and while it was not asked yet for whom."""
    rule = definition.in_person
    if rule is None:
        return None
    asked = definition.form.field_for("for_whom")
    said = answers.get(asked.code) if asked else None
    if said in (None, "", SELF) or (rule.when is not None and not rule.when.holds(answers)):
        return None
    return OnlyInPerson(rule.why, f"《{rule.article.law}》{rule.article.article}")
