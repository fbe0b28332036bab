"""Whether a text is a matter of law at all, and what is said kindly when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fawang.stages.advice.lexicons import Scope, ScopeRule
from fawang.stages.advice.matching import Term, any_found, terms

#: From this many points of its best category on, a text about errands is taken for a matter of law.
PLAINLY_LEGAL = 9.0
UNREADABLE = (
    "我们没有读懂你的意思。请用几句话说说：发生了什么事、对方是谁、你想要什么。也可以直接拨打 12348。"
)


@dataclass(frozen=True)
class OutOfScope:
    """Why a text is not answered, by kind, and the words for it."""

    kind: str
    service: str
    answer: str


@lru_cache(maxsize=64)
def _ready(sources: tuple[str, ...]) -> tuple[Term, ...]:
    return terms(sources)


def judge_scope(plain: str, best_points: float, least: float, scope: Scope) -> OutOfScope | None:
    """None when the text is to be answered. Asking for help to do wrong is refused whatever else it says."""
    if _hit(plain, scope.wrongdoing):
        return OutOfScope("wrongdoing", "不予提供", scope.wrongdoing.answer)
    if any_found(_ready(tuple(scope.other.hard)), plain) and _hit(plain, scope.other, hard=True):
        return OutOfScope("other", "不予提供", scope.other.answer)
    if best_points < PLAINLY_LEGAL:
        if _hit(plain, scope.errands):
            return OutOfScope("errand", "转介其他部门", scope.errands.answer)
        if _hit(plain, scope.other):
            return OutOfScope("other", "不予提供", scope.other.answer)
    if best_points < least and not any_found(_ready(tuple(scope.legal_cues)), plain):
        return OutOfScope("unreadable", "不予提供", UNREADABLE)
    return None


def _hit(plain: str, rule: ScopeRule, hard: bool = False) -> bool:
    if not any_found(_ready(tuple(rule.terms)), plain):
        return False
    return hard or not any_found(_ready(tuple(rule.unless)), plain)
