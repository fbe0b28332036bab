"""Ask: a person says what happened, and is told what it is, what holds, by when and what to do now.

Computes only: nothing is stored. Every statute passes the citation gate on the way out; one that does not
pass is left
out together with its sentence.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings

from fawang.core.clock import day_of
from fawang.reference.catalog.limits import UnknownLimit, get_limit
from fawang.reference.law.citations import Citation, cite
from fawang.reference.law.numbers import to_chinese
from fawang.reference.law.queries import library_ready, search
from fawang.reference.law.refusals import CitationRefused, LawLibraryMissing
from fawang.stages.advice.guides import Ground, Guide, fill_limits
from fawang.stages.advice.knowledge import Knowledge, load_knowledge
from fawang.stages.advice.models import (
    EXEMPT,
    Answer,
    Claim,
    DeadlineNote,
    Helpline,
    Suggestion,
    Understanding,
)
from fawang.stages.advice.understanding import understand

LEGAL_AID_LAW = "中华人民共和国法律援助法"
#: From this confidence on an answer is given as such; below, a lawyer is said to be needed.
SURE = 0.45
#: Below this the category itself is a guess, and nothing around it is named.
FAINT = 0.2
#: A guide further away than this has nothing to do with the person's question.
NEAR_GUIDE = 0.9
#: From this nearness on a guide answers the question itself; a guide between the two only lends
#: its articles as
#: possibly related, since an answer to another question is worse than none.
CLOSE_GUIDE = 1.75
#: A second guide of the same category within this share of the first adds its sentences.
_SECOND = 0.8
_MOST_CLAIMS = 8
_MOST_LENT = 4
_UNITS = {"hour": "小时", "day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}
_NUMBERED = re.compile(r"^(?P<law>.+?)(?P<article>第[^第]+条(?:之.)?)$")


@dataclass(frozen=True)
class _Reader:
    """What one answer is made with: the knowledge and the day for which the law is looked up."""

    knowledge: Knowledge
    day: date

    def citation(self, ground: Ground) -> Citation | None:
        """The article when the gate lets it out, else None."""
        return _cited(ground.law, ground.article, ground.quote, self.day)

    def named(self, words: str) -> Citation | None:
        """The article of words such as 反家庭暴力法第十五条."""
        match = _NUMBERED.match(words)
        return self.citation(Ground(match["law"], match["article"])) if match else None


def ask(text: str, *, region_code: str | None = None, now: datetime, id: str = "") -> Answer:
    """The answer to what a person wrote. Never raises for the text's sake: nothing, nonsense and markup are
    answered too.

    `region_code` is the 12-digit code of the place the person asks from; it is kept among the facts for the
    form and for
    finding the office. Raises ContentFaulty when the content files are broken, LawLibraryMissing never:
    without
    the library the answer names no statute.
    """
    knowledge = warm_up()
    seen = understand(text, knowledge)
    reader = _Reader(knowledge, day_of(now))
    if region_code:
        seen.facts["region_code"] = region_code
    if seen.out_of_scope:
        return _kindly(seen, reader, now, id)
    close, around = _guides_for(seen, knowledge)
    claims = _danger_claims(seen, reader) + _claims(close, reader)
    guide = close[0] if close else None
    sure = guide is not None
    return Answer(
        id=id or uuid.uuid4().hex[:12],
        text=seen.text,
        category=seen.category,
        confidence=seen.confidence,
        tags=list(seen.tags),
        service=list(seen.services),
        urgency=seen.urgency,
        escalate_human=bool(seen.danger),
        escalation_reason=seen.danger or None,
        out_of_scope=False,
        means_test=seen.means,
        means_reason=seen.means_reason,
        headline=_headline(seen, guide, sure, reader),
        claims=claims,
        deadline=_deadline(guide, reader),
        next_steps=_steps(seen, guide, reader),
        evidence=list(guide.evidence) if guide else [],
        suggestions=_suggestions(seen, reader),
        helplines=_helplines(seen, knowledge),
        facts=seen.facts,
        guide_code=guide.code if guide else "",
        guide_title=guide.title if guide else "",
        possible_laws=[] if sure else _possible(seen, claims, around, reader),
        needs_lawyer=not sure,
        answered_at=now,
    )


def warm_up() -> Knowledge:
    """The knowledge, read on the first call and kept. A server calls this before its first visitor does.
    Raises ContentFaulty."""
    stamp = settings.DATA / "cache" / "advice-checked"
    return load_knowledge(settings.CONTENT, settings.CONTENT_OVERLAY, stamp)


def answer_services() -> tuple[str, ...]:
    """The services of the catalogue that answers lead to in general, the most asked for first."""
    return tuple(one.code for one in warm_up().services.values() if one.code)


def _guides_for(seen: Understanding, knowledge: Knowledge) -> tuple[list[Guide], list[Guide]]:
    """The guides that answer the question (the nearest of its category, and the next one when it
    lies almost as near),
    none when we are not sure; and those that lie around it."""
    plain = knowledge.speller.plain(seen.text)
    of_category = [(s, g) for s, g in knowledge.guides.scores(plain) if g.category == seen.category]
    around = [g for s, g in of_category[:2] if s >= NEAR_GUIDE and seen.confidence >= FAINT]
    if not of_category or of_category[0][0] < CLOSE_GUIDE or seen.confidence < SURE:
        return [], around
    best = of_category[0][0]
    return [g for s, g in of_category[:2] if s >= best * _SECOND], around


@lru_cache(maxsize=4096)
def _cited(law: str, article: str, quote: str, day: date) -> Citation | None:
    if not library_ready():
        return None
    try:
        return cite(law, article, quote, day)
    except (CitationRefused, LawLibraryMissing):
        return None


def _claims(guides: list[Guide], reader: _Reader) -> list[Claim]:
    """The guides' sentences whose articles passed the gate."""
    claims: dict[str, Claim] = {}
    for guide in guides:
        for claim in guide.claims:
            found = tuple(c for g in claim.grounds if (c := reader.citation(g)))
            if len(found) == len(claim.grounds):
                claims.setdefault(claim.text, Claim(_filled(claim.text, guide, reader), found))
    return list(claims.values())[:_MOST_CLAIMS]


def _danger_claims(seen: Understanding, reader: _Reader) -> list[Claim]:
    rules = reader.knowledge.danger.rules
    words = next((w for reason, w in rules.citations.items() if reason == seen.danger), [])
    found = tuple(c for name in words if (c := reader.named(name)))
    return [Claim("国家机关接到求助、报警应当及时帮助和处理。", found)] if found else []


def _filled(text: str, guide: Guide, reader: _Reader) -> str:
    return fill_limits(text, {code: limit_words(code, reader.day) for code in guide.limit_codes})


def limit_words(code: str, day: date | None = None) -> str:
    """A period of content/limits in words: 一年, 六十日. Raises UnknownLimit."""
    limit = get_limit(code, day)
    if limit.value is None or limit.unit is None:
        raise UnknownLimit(f"{code} 没有长度，不能写进指南")
    return f"{to_chinese(int(limit.value))}{_UNITS[str(limit.unit)]}"


def _deadline(guide: Guide | None, reader: _Reader) -> DeadlineNote | None:
    if guide is None or not guide.limit:
        return None
    limit = get_limit(guide.limit, reader.day)
    citation = reader.citation(Ground(limit.law, limit.article)) if limit.article else None
    return DeadlineNote(_filled(guide.deadline, guide, reader), guide.limit, citation)


def _headline(seen: Understanding, guide: Guide | None, sure: bool, reader: _Reader) -> str:
    if seen.danger:
        rules = reader.knowledge.danger.rules
        reason = next(words for code, words in rules.reasons.items() if code == seen.danger)
        call = "120" if seen.danger == "medical_emergency" else "110，有人受伤拨打 120"
        if seen.danger == "medical_emergency" and "violence" in seen.danger_also:
            call = "120，有人动手打人的同时拨打 110"
        return f"先保住人：{reason}，请马上拨打 {call}。想请律师帮您，可以在本站申请，会排在最前面。"
    if guide and sure:
        return _filled(guide.headline, guide, reader)
    likely = f"这可能是“{seen.category}”方面的问题，" if seen.confidence > 0.15 else ""
    return f"{likely}仅凭这几句话还拿不准，需要律师看过再答复。可以免费预约法律咨询，或拨打 12348。"


def _steps(seen: Understanding, guide: Guide | None, reader: _Reader) -> list[str]:
    rules = reader.knowledge.danger.rules
    kinds = (seen.danger, *seen.danger_also)
    # Of the second kind only what to do first: more would bury what saves a life.
    first = [
        one
        for reason, steps in rules.steps.items()
        if reason in kinds
        for one in (steps if reason == seen.danger else steps[:1])
    ]
    steps = first + ([_filled(s, guide, reader) for s in guide.steps] if guide else [])
    if seen.facts.get("group"):
        steps.append("人数多的，推选代表一起办理，逐人列明姓名和金额")
    return steps or ["拨打 12348 或预约免费法律咨询，把经过和材料告诉律师"]


def _suggestions(seen: Understanding, reader: _Reader) -> list[Suggestion]:
    """The services in order; legal aid stands first among those not urgent, with the reason for relief and
    its article."""
    found = []
    for name in seen.services:
        service = reader.knowledge.services[name]
        code = service.code_for(seen.category)
        if name == "法律援助" and seen.means_article:
            citation = reader.citation(Ground(LEGAL_AID_LAW, seen.means_article))
            found.append(Suggestion(name, code, seen.means_reason or service.about, citation))
        else:
            found.append(Suggestion(name, code, service.about))
    if seen.means_article and all(s.name != "法律援助" for s in found):
        citation = reader.citation(Ground(LEGAL_AID_LAW, seen.means_article))
        aid = reader.knowledge.services["法律援助"]
        found.append(
            Suggestion("法律援助", aid.code_for(seen.category), seen.means_reason or aid.about, citation)
        )
    if seen.means in EXEMPT and not seen.danger:
        found.sort(key=lambda s: s.name != "法律援助")
    return found


def _helplines(seen: Understanding, knowledge: Knowledge) -> list[Helpline]:
    book = knowledge.helplines
    by_kind = knowledge.danger.rules.helplines
    urgent = [
        n
        for kind in (seen.danger, *seen.danger_also)
        for r, some in by_kind.items()
        if r == kind
        for n in some
    ]
    numbers = list(dict.fromkeys([*urgent, *book.by_category.get(seen.category, []), "12348"]))
    entries = {e.number: e for e in book.helplines}
    return [Helpline(e.number, e.name, e.why) for n in numbers if (e := entries.get(n))]


def _possible(
    seen: Understanding, claims: list[Claim], around: list[Guide], reader: _Reader
) -> list[Citation]:
    """Articles of the guides around the question and what the library's search finds, each passed
    through the gate,
    without what the claims already cite."""
    if not library_ready():
        return []
    known = {(c.law, c.article) for claim in claims for c in claim.citations}
    grounds = [ground for guide in around for claim in guide.claims for ground in claim.grounds]
    lent = dict.fromkeys(c for ground in grounds if (c := reader.citation(ground)) and c.verified)
    found = [c for c in lent if (c.law, c.article) not in known][:_MOST_LENT]
    known |= {(c.law, c.article) for c in found}
    searched = []
    for hit in search(seen.text[:200], k=5, on=reader.day):
        citation = reader.citation(Ground(hit.article.law, hit.article.article))
        if citation and citation.verified and (citation.law, citation.article) not in known:
            searched.append(citation)
    return found + searched[: 1 if found else 3]


def _kindly(seen: Understanding, reader: _Reader, now: datetime, id: str) -> Answer:
    """The answer to what is no matter of law, or asks for help to do wrong."""
    numbers = ["12345", "12348"] if "转介其他部门" in seen.services else ["12348"]
    entries = {e.number: e for e in reader.knowledge.helplines.helplines}
    name = seen.services[0]
    return Answer(
        id=id or uuid.uuid4().hex[:12],
        text=seen.text,
        category=seen.category,
        confidence=seen.confidence,
        tags=[],
        service=list(seen.services),
        urgency="normal",
        escalate_human=False,
        escalation_reason=None,
        out_of_scope=True,
        means_test="not_applicable",
        means_reason="",
        headline=seen.scope_note,
        claims=[],
        deadline=None,
        next_steps=[f"可以拨打 {n}（{entries[n].name}）" for n in numbers],
        evidence=[],
        suggestions=[Suggestion(name, None, reader.knowledge.services[name].about)],
        helplines=[Helpline(n, entries[n].name, entries[n].why) for n in numbers],
        facts=seen.facts,
        guide_code="",
        guide_title="",
        possible_laws=[],
        needs_lawyer=False,
        answered_at=now,
    )
