"""From a text to what it means: every rule in its order, nothing looked up."""

from __future__ import annotations

from fawang.stages.advice.knowledge import Knowledge, term
from fawang.stages.advice.language import plain_text
from fawang.stages.advice.models import OUT_OF_SCOPE, Understanding
from fawang.stages.advice.rules.categories import LEAST, confidence, score_categories
from fawang.stages.advice.rules.danger import find_danger
from fawang.stages.advice.rules.facts import draw_facts
from fawang.stages.advice.rules.means import judge_means
from fawang.stages.advice.rules.routing import route
from fawang.stages.advice.rules.scope import OutOfScope, judge_scope
from fawang.stages.advice.rules.urgency import judge_urgency

#: The category of a matter of law whose words fit none: how to go about a dispute at all.
UNKNOWN = "诉讼仲裁与执行程序"
#: A danger named without any other matter belongs here.
DANGER_HOME = {
    "violence": "人身损害与侵权",
    "self_harm": "婚姻家庭",
    "threat_to_others": "人身损害与侵权",
    "illegal_detention": "刑事",
    "minor_harm": "未成年人与监护",
    "fraud_in_progress": "刑事",
    "medical_emergency": "人身损害与侵权",
}


def understand(text: str, knowledge: Knowledge) -> Understanding:
    """What the text is about. Never fails: a text without words is out of scope with confidence 0."""
    words = plain_text(text)
    plain = knowledge.speller.plain(words)
    danger = find_danger(plain, knowledge.danger)
    ranked = score_categories(plain, knowledge)
    best = ranked[0][1] if ranked else 0.0
    outside = None if danger and danger.words else judge_scope(plain, best, LEAST, knowledge.scope)
    if danger and outside and outside.kind != "wrongdoing":
        # What only sounds like danger is heard; a plain request for help to do wrong is refused all the same.
        outside = None
    if outside:
        return _outside(words, ranked, outside)
    reason = danger.reason if danger else ""
    name = _category(ranked, reason)
    category = knowledge.category(name)
    means = judge_means(plain, category, reason, knowledge.means)
    return Understanding(
        text=words,
        category=name,
        confidence=confidence(ranked) if best >= LEAST else 0.1,
        candidates=tuple(ranked[:3]),
        tags=tuple(t.name for t in knowledge.taxonomy.tags if any(term(s).found_in(plain) for s in t.terms)),
        services=route(plain, category, means.means, reason, knowledge.routing),
        urgency=judge_urgency(plain, name, means.means, reason, knowledge.urgency),
        danger=reason,
        danger_words=danger.words if danger else (),
        danger_also=danger.also if danger else (),
        out_of_scope=False,
        scope_note="",
        means=means.means,
        means_article=means.article,
        means_reason=means.reason,
        facts=draw_facts(words),
    )


def danger_in(text: str, knowledge: Knowledge) -> bool:
    """Whether the text shows somebody in danger now; the cheap part of `understand`."""
    return find_danger(knowledge.speller.plain(plain_text(text)), knowledge.danger) is not None


def _category(ranked: list[tuple[str, float]], danger: str) -> str:
    if ranked and ranked[0][1] >= LEAST:
        return ranked[0][0]
    return DANGER_HOME.get(danger) or (ranked[0][0] if ranked and ranked[0][1] > 1 else UNKNOWN)


def _outside(words: str, ranked: list[tuple[str, float]], outside: OutOfScope) -> Understanding:
    return Understanding(
        text=words,
        category=OUT_OF_SCOPE,
        confidence=0.0 if outside.kind == "unreadable" else 0.9,
        candidates=tuple(ranked[:3]),
        tags=(),
        services=(outside.service,),
        urgency="normal",
        danger="",
        danger_words=(),
        out_of_scope=True,
        scope_note=outside.answer,
        means="not_applicable",
        means_article="",
        means_reason="",
    )
