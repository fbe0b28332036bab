"""Merges amendments (修正案) that the source keeps beside the law they changed.

Only wordings that say the whole outcome are carried out: 将…第X条修改为, …第X条第N款修改为, …第X条后增加
一条作为第X条之N, 删去…第X条. Whatever else an amendment says leaves the article as it was, marked, so
that nobody takes the old wording for the new one.
"""

from __future__ import annotations

import copy
import re

from fawang.reference.law.importer.dates import amended_law
from fawang.reference.law.importer.source import DraftArticle, DraftVersion
from fawang.reference.law.models import ArticleState, Defect
from fawang.reference.law.numbers import to_integer

LABEL = r"第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十]+)?"
WHOLE = re.compile(
    rf"^将刑法({LABEL})修改为[：:]|^在刑法({LABEL})中增加[一二三]款作为[^，]+，将该条修改为[：:]"
)
PARAGRAPH = re.compile(rf"^将刑法({LABEL})第([一二三四五六七八九十]+)款修改为[：:]")
INSERT = re.compile(rf"^在刑法({LABEL})后增加一条，?作为({LABEL})[：:]")
DELETE = re.compile(rf"^删去刑法({LABEL})。$")
ANY_LABEL = re.compile(rf"刑法({LABEL})")
ITEM = re.compile(r"^（[一二三四五六七八九十]+）")
QUOTES = '"“”'


def merge_amendments(versions: list[DraftVersion], defects: list[Defect]) -> list[DraftVersion]:
    """The versions together with one further text for each amendment newer than the law's own text."""
    merged = list(versions)
    for amendment in sorted(versions, key=lambda v: v.version_date):
        law = amended_law(amendment.name)
        if law is None or amendment.kind != "修正案" or "宪法" in law:
            continue
        texts = [v for v in merged if v.name == law]
        base = max(texts, key=lambda v: v.version_date, default=None)
        if base is None or amendment.version_date <= base.version_date:
            continue
        merged.append(_amended(base, amendment, defects))
    return merged


def _amended(base: DraftVersion, amendment: DraftVersion, defects: list[Defect]) -> DraftVersion:
    text = copy.deepcopy(base)
    text.source_id = f"{base.source_id}+{amendment.source_id}"
    text.published, text.version_date = amendment.published, amendment.version_date
    # The new text takes the old one's place in time; its dates are the amendment's own.
    text.effective = amendment.effective
    text.note = f"已并入{amendment.name.removeprefix('中华人民共和国')}"
    for item in amendment.articles:
        if item.text.startswith("本修正案自"):
            continue
        outcome = _apply(text, item.text)
        if outcome:
            defects.append(Defect("amendment_merged", text.name, outcome, text.note))
        else:
            _mark(text, item.text, amendment.name, defects)
    return text


def _apply(version: DraftVersion, wording: str) -> str:
    """Carry out one item of an amendment; the label of the article changed, empty when not understood."""
    body = _quoted(wording)
    if found := DELETE.match(wording):
        article = _find(version, found[1])
        if article:
            article.text, article.state = "（删去）", ArticleState.DELETED
        return found[1] if article else ""
    if not body:
        return ""
    if found := WHOLE.match(wording):
        label = found[1] or found[2]
        article = _find(version, label)
        if article:
            article.text = body
        return label if article else ""
    if found := PARAGRAPH.match(wording):
        article = _find(version, found[1])
        ordinal = to_integer(found[2]) or 0
        return found[1] if article and _replace_paragraph(article, ordinal, body) else ""
    if found := INSERT.match(wording):
        return found[2] if _insert(version, found[1], found[2], body) else ""
    return ""


def _quoted(wording: str) -> str:
    """What stands between the first and the last quotation mark; empty when anything follows it."""
    starts = [wording.find(mark) for mark in QUOTES if mark in wording]
    if not starts or wording[-1] not in QUOTES:
        return ""
    lines = wording[min(starts) : -1].split("\n")
    return "\n".join(line.lstrip(QUOTES) for line in lines).strip()


def _find(version: DraftVersion, label: str) -> DraftArticle | None:
    return next((a for a in version.articles if a.label == label), None)


def _replace_paragraph(article: DraftArticle, ordinal: int, body: str) -> bool:
    """Put `body` in the place of one paragraph; only where the article has no itemised lines."""
    lines = article.text.split("\n")
    if any(ITEM.match(line) for line in lines) or "\n" in body or not 1 <= ordinal <= len(lines):
        return False
    lines[ordinal - 1] = body
    article.text = "\n".join(lines)
    return True


def _insert(version: DraftVersion, after: str, label: str, body: str) -> bool:
    place = _find(version, after)
    if place is None or _find(version, label):
        return False
    head, _, tail = label.removeprefix("第").partition("之")
    number, suffix = to_integer(head.removesuffix("条")), to_integer(tail) if tail else 0
    if number is None or suffix is None:
        return False
    article = DraftArticle(label, number, suffix, place.book, place.chapter, place.section, body)
    version.articles.insert(version.articles.index(place) + 1, article)
    return True


def _mark(version: DraftVersion, wording: str, amendment: str, defects: list[Defect]) -> None:
    for label in ANY_LABEL.findall(wording):
        article = _find(version, label)
        if article:
            article.state = ArticleState.AMENDED
            article.note = f"本条已被《{amendment}》修改，库中仍是修改前的文字，待核。"
            defects.append(Defect("amendment_not_merged", version.name, label, article.note))
