"""Whether legal aid would look at a person's means: two kinds of relief, two answers (法律援助法
第三十二条、第四十二条)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fawang.stages.advice.lexicons import Category, MeansCase, MeansRules
from fawang.stages.advice.matching import Term, any_found, terms
from fawang.stages.advice.models import Means

CHECKED = "属于可以申请法律援助的事项，经济困难的可以申请；受理时核查经济状况，可以作个人诚信承诺"


@dataclass(frozen=True)
class MeansAnswer:
    """The answer, the article of 法律援助法 it rests on and the reason in plain words."""

    means: Means
    article: str
    reason: str


@lru_cache(maxsize=256)
def _ready(sources: tuple[str, ...]) -> tuple[Term, ...]:
    return terms(sources)


def _met(plain: str, wanted: list[str], also: list[str], unless: list[str]) -> bool:
    return (
        any_found(_ready(tuple(wanted)), plain)
        and (not also or any_found(_ready(tuple(also)), plain))
        and not any_found(_ready(tuple(unless)), plain)
    )


def judge_means(plain: str, category: Category, danger: str, rules: MeansRules) -> MeansAnswer:
    """The means test for a matter of this category. Someone in danger is not asked about means unless
    relief is plain."""
    for rule in rules.rules:
        if rule.categories and category.name not in rule.categories:
            continue
        if _met(plain, rule.any, rule.also, rule.unless):
            return MeansAnswer(rule.means, rule.article, rule.reason)
    if danger and danger not in ("violence", "minor_harm"):
        return MeansAnswer("not_applicable", "", "")
    means: Means = category.means if category.means != "not_limited" else "required"
    article = "第三十一条" if means == "required" else ""
    case = _case(plain, category.name, rules.required)
    if case:
        means, article = "required", case.article
    if _case(plain, category.name, rules.not_applicable):
        means, article = "not_applicable", ""
    if category.name == "刑事" and means == "required":
        article = "第二十四条"
    return MeansAnswer(means, article, CHECKED if means == "required" else "")


def _case(plain: str, category: str, cases: list[MeansCase]) -> MeansCase | None:
    return next((c for c in cases if category in c.categories and _met(plain, c.any, [], c.unless)), None)
