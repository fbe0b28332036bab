"""Finds the citations in a text: 《劳动合同法》第三十条第一款、第八十五条, 民诉法225条, with what is quoted.

It only reads; whether what it finds is true is the citation gate's to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fawang.reference.law.names import name_book
from fawang.reference.law.naming import plain
from fawang.reference.law.numbers import NUMERAL, ArticleNumber, to_integer

#: Longer texts are read up to here; a citation beyond it is not looked at.
LONGEST_TEXT = 2_000_000
TITLE = r"《[^《》\n]{2,60}(?:《[^《》\n]{2,60}》[^《》\n]{0,40})?》"
ISSUER = r"(?:最高人民法院|最高人民检察院|全国人民代表大会常务委员会|、)*"
#: A long name without 《》 around it, often with another law's 《》 inside.
LONG_NAME = rf"{ISSUER}关于[^。；;\n]{{2,80}}?(?:解释|规定|决定|办法)(?:（[一二三四五六]）)?"
NAME = rf"{LONG_NAME}|[\u4e00-\u9fff]{{1,30}}?(?:法典|法|条例|规定|办法|解释|规则|决定|通则|细则|规范)"
#: What may stand between a name and its article: （2023修订）, 合同编, 中, a closing bracket of another kind.
BETWEEN = (
    r"[》〉>】」』”\"]{0,2}(?:\s*[（(][^（）()\n]{1,30}[）)])?"
    r"(?:总则|物权|合同|人格权|婚姻家庭|继承|侵权责任)?编?(?:里面|中的|的|中|里)?\s*"
)
TAIL = (
    rf"\s*(?P<number>{NUMERAL})\s*条(?:\s*之\s*(?P<suffix>{NUMERAL}))?"
    rf"(?:\s*第\s*(?P<paragraph>{NUMERAL})\s*款)?(?:\s*第\s*[（(]?(?P<item>{NUMERAL})[）)]?\s*项)?"
)
CITED = re.compile(rf"(?:(?P<title>{TITLE})|(?P<name>{NAME})){BETWEEN}第?{TAIL}")
#: A further article of the same law needs its 第, or “，3条短信” would be one.
FURTHER = re.compile(rf"\s*(?:[、，,和及与或至到]|以及|[－—-])?\s*(?:该法|同法)?(?P<place>第{TAIL})")
QUOTE = r"(?:“(?P<curly>[^“”]{2,3000})”|\"(?P<straight>[^\"\n]{2,3000})\"|「(?P<corner>[^「」]{2,3000})」)"
QUOTED_AFTER = re.compile(rf"(?P<lead>[^“”\"「」。；;！？!?《》\n]{{0,24}}){QUOTE}")
QUOTED_BEFORE = re.compile(rf"{QUOTE}[。，,；]?\s*[（(]\s*$")
#: What stands before a law's name without being part of it.
LEADING = re.compile(
    r"^.*(?:根据|依据|按照|依照|违反|参照|适用|援引|引用|触犯|符合|以及|还有|现行|我国|中国|看看"
    r"|[以和与及或的是了对由按依据看见在新年月日版此即如其为从用将把请查说因但若则故等])"
)
#: A name this short may be the tail of another one: 殖民法 is not 民法.
SHORT = 3
#: 本法, 该法: whose they are only the context can tell.
RELATIVE = re.compile(
    r"^(?:.*(?<![基日])[本该]|(?:.*[^\u4e00-\u9fff])?.{0,6}(?:本|该|同|此|新|旧|前述|上述))(?:法典|法|条例|规定|办法|解释|规则|决定|规范)$"
)
STATUTE = re.compile(
    r"(?:法典|法|条例|规定|办法|解释|规则|决定|通则|细则|规范|准则|公约|修正案)(?:（[^（）]+）)?$"
)


@dataclass(frozen=True)
class Mention:
    """One citation found: the name as written, the place cited, the quote, and where it stands."""

    name: str
    article: ArticleNumber
    paragraph: int | None
    item: int | None
    quote: str
    start: int
    end: int
    text: str
    #: The other articles named in one breath with this one; a quote behind them may be any one's.
    siblings: tuple[ArticleNumber, ...] = ()


def find_mentions(text: str) -> list[Mention]:
    """All citations of articles in the text, in order; 本法第…条 and 该法第…条 are left out."""
    text, places = _visible(text[:LONGEST_TEXT])
    mentions: list[Mention] = []
    place = 0
    while found := CITED.search(text, place):
        place = found.end()
        name, start = _name(found)
        if not name:
            continue
        run = [_mention(text, found, name, start)]
        for further in _further(text, found.end()):
            run.append(_mention(text, further, name, further.start("place")))
            place = further.end()
        whole = [mention for mention in run if mention is not None]
        numbers = tuple(mention.article for mention in whole)
        mentions.extend(replace(mention, siblings=numbers) for mention in whole)
    return [replace(m, start=places[m.start], end=places[m.end - 1] + 1) for m in mentions]


def _visible(text: str) -> tuple[str, Sequence[int]]:
    """The text without invisible characters, with where each remaining character stood: a zero-width space
    inside a law's name must not carry a citation past the gate."""
    if text.isascii() or not any(unicodedata.category(c) == "Cf" for c in set(text)):
        return text, range(len(text))
    kept = [(c, i) for i, c in enumerate(text) if unicodedata.category(c) != "Cf"]
    return "".join(c for c, _ in kept), [i for _, i in kept]


def _further(text: str, place: int) -> Iterator[re.Match[str]]:
    """The articles that follow in one list after the same name: 、第四十六条和第四十七条."""
    while found := FURTHER.match(text, place):
        yield found
        place = found.end()


def _name(found: re.Match[str]) -> tuple[str, int]:
    """The name as written and where it starts; empty when it is 本法 or names no statute at all."""
    book = name_book()
    if found["title"]:
        title = plain(found["title"])
        known = title in book.laws or title in book.regulations
        return (found["title"] if known or STATUTE.search(title) else ""), found.start()
    written, start = found["name"], found.start("name")
    for index in range(len(written)):
        candidate = plain(written[index:])
        if candidate not in book.laws and candidate not in book.regulations:
            continue
        if len(candidate) > SHORT or index == 0 or LEADING.fullmatch(written[:index]):
            return written[index:], start + index
    if RELATIVE.match(written):
        return "", start
    rest = LEADING.sub("", written)
    return (rest if len(rest) > 2 else ""), start + len(written) - len(rest)


def _mention(text: str, found: re.Match[str], name: str, start: int) -> Mention | None:
    number = to_integer(found["number"])
    suffix = to_integer(found["suffix"]) if found["suffix"] else 0
    if number is None or suffix is None:
        return None
    end = found.end()
    return Mention(
        name=name,
        article=ArticleNumber(number, suffix),
        paragraph=to_integer(found["paragraph"]) if found["paragraph"] else None,
        item=to_integer(found["item"]) if found["item"] else None,
        quote=_quote(text, start, end),
        start=start,
        end=end,
        text=text[start:end],
    )


def _quote(text: str, start: int, end: int) -> str:
    """What the text puts in quotation marks as the article's words, empty when it quotes nothing.

    A quoted word of a few characters (所称的“用工”) names a thing and is not offered as the wording; a
    longer one, or one after a colon, is.
    """
    after = QUOTED_AFTER.match(text, end)
    # Behind 〔甲法第一条〕〔乙法第二条“…”〕 the words are those of the citation they stand next to.
    if after and CITED.search(after["lead"]):
        after = None
    if after:
        quote: str = after["curly"] or after["straight"] or after["corner"]
        if len(quote) >= 8 or after["lead"].rstrip().endswith(("：", ":", "规定", "明确")):
            return quote
        return ""
    before = QUOTED_BEFORE.search(text, max(0, start - 3100), start)
    if before:
        quote = before["curly"] or before["straight"] or before["corner"]
        return quote if len(quote) >= 8 else ""
    return ""
