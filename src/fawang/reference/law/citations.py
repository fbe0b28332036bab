"""The citation gate: no article goes out that does not exist, is not in force, or is misquoted.

`cite` is for those who write (guides, answers, notices): it gives the article's own words or refuses.
`check_text` is for those who read what somebody else wrote, a person or a language model.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from fawang.reference.law.elsewhere import (
    Place,
    in_coming_text,
    in_old_text,
    number_has_moved,
    quoted_elsewhere,
    where_repealed_went,
)
from fawang.reference.law.mentions import Mention, find_mentions
from fawang.reference.law.models import ArticleState, ArticleText, LookupStatus
from fawang.reference.law.names import Regulation, full_law_name, regulation
from fawang.reference.law.numbers import parse_article
from fawang.reference.law.queries import find_article, look_up
from fawang.reference.law.queries.rows import today
from fawang.reference.law.refusals import CitationRefused
from fawang.reference.law.rules import contains_quote, paragraph_text, place_name

UNVERIFIED = "待核"


class FindingStatus(StrEnum):
    """What the gate says of one citation."""

    OK = "ok"
    NO_SUCH_LAW = "no_such_law"
    NO_SUCH_ARTICLE = "no_such_article"
    #: Not yet in force on the day.
    NOT_IN_FORCE = "not_in_force"
    #: No longer in force on the day.
    REPEALED = "repealed"
    MISQUOTED = "misquoted"
    #: The words, or the number, are those of an older text; today they stand elsewhere.
    RENUMBERED = "renumbered"
    #: The document exists, but the library has no text to hold the citation against.
    UNVERIFIED = "unverified"


REFUSED = frozenset(FindingStatus) - {FindingStatus.OK, FindingStatus.UNVERIFIED}


@dataclass(frozen=True)
class Citation:
    """A citation that may be shown. `text` is empty and `note` is 待核 when it could not be verified."""

    law: str
    article: str
    text: str
    verified: bool
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """What became of one citation in a text; `start` and `end` count characters from the beginning.

    `article_text` is the text of the article cited, when the library has it, for showing beside it;
    `right` and `right_text` are the article that should be cited instead, when the library can tell.
    """

    status: FindingStatus
    law: str
    article: str
    message: str
    start: int
    end: int
    text: str
    quote: str = ""
    article_text: str = ""
    right: str = ""
    right_text: str = ""

    @property
    def refused(self) -> bool:
        """Whether the citation must not go out as it stands."""
        return self.status in REFUSED

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return asdict(self) | {"status": self.status.value, "refused": self.refused}


def cite(
    law: str,
    article: str,
    quote: str = "",
    on: date | None = None,
    *,
    paragraph: int | None = None,
    item: int | None = None,
) -> Citation:
    """The article's own words as in force on the day, today when not given.

    With `paragraph` (款) or `item` (项) only that part is given, and the quote must stand in it. A regulation
    that is known but not in the library, and an article whose text the source lost, come back unverified,
    without text. Raises CitationRefused for everything else that does not hold, and LawLibraryMissing.
    """
    day = on or today()
    number = parse_article(article)
    judged = _judge(law, article if number is None else str(number), paragraph, item, quote, day)
    if judged.status in REFUSED:
        raise CitationRefused(judged.status.value, judged.message)
    if judged.status is FindingStatus.UNVERIFIED:
        place = place_name(str(number) if number else article.strip(), paragraph, item)
        return Citation(judged.law, place, "", verified=False, note=UNVERIFIED)
    found = judged.found
    return Citation(
        judged.law,
        place_name(found.article, paragraph, item),
        judged.words,
        verified=True,
        note=found.warning,
    )


def check_text(text: str, on: date | None = None) -> list[Finding]:
    """Every citation in a text with what is wrong with it, in the order in which they stand."""
    day = on or today()
    return [_finding(mention, day) for mention in find_mentions(text)]


def _finding(mention: Mention, day: date) -> Finding:
    judged = _judge(mention.name, str(mention.article), mention.paragraph, mention.item, mention.quote, day)
    if judged.status in (FindingStatus.MISQUOTED, FindingStatus.RENUMBERED) and _siblings_say(mention, day):
        # 第三十条、第三十一条规定：“…” quotes one of them; that is true when either says so.
        judged = _judge(mention.name, str(mention.article), mention.paragraph, mention.item, "", day)
    if judged.status is FindingStatus.NO_SUCH_LAW and not mention.name.endswith(("》", "法", "法典", "条例")):
        # 公司规定第三条 may be anybody's rules; without 《》 nothing claims that it is a statute.
        message = f"“{judged.law}”不在法律库里，请核对它是不是法规；{UNVERIFIED}。"
        judged = replace(judged, status=FindingStatus.UNVERIFIED, message=message)
    return Finding(
        status=judged.status,
        law=judged.law,
        article=place_name(str(mention.article), mention.paragraph, mention.item),
        message=judged.message,
        start=mention.start,
        end=mention.end,
        text=mention.text,
        quote=mention.quote,
        article_text=judged.words,
        right=judged.right.name if judged.right else "",
        right_text=judged.right.text if judged.right else "",
    )


def _siblings_say(mention: Mention, day: date) -> bool:
    others = (find_article(mention.name, str(number), day) for number in mention.siblings)
    return len(mention.siblings) > 1 and any(o and contains_quote(o.text, mention.quote) for o in others)


@dataclass(frozen=True)
class _Judgement:
    status: FindingStatus
    law: str
    message: str
    article: ArticleText | None = None
    words: str = ""
    right: Place | None = None

    @property
    def found(self) -> ArticleText:
        """The article of a citation that holds."""
        if self.article is None:
            raise CitationRefused(self.status.value, self.message)
        return self.article


_OF_LOOKUP = {
    LookupStatus.NO_SUCH_LAW: FindingStatus.NO_SUCH_LAW,
    LookupStatus.NO_SUCH_ARTICLE: FindingStatus.NO_SUCH_ARTICLE,
    LookupStatus.DELETED: FindingStatus.NO_SUCH_ARTICLE,
    LookupStatus.NOT_IN_FORCE: FindingStatus.NOT_IN_FORCE,
    LookupStatus.REPEALED: FindingStatus.REPEALED,
    LookupStatus.NO_TEXT_THEN: FindingStatus.UNVERIFIED,
    LookupStatus.MISSING_TEXT: FindingStatus.UNVERIFIED,
}


def _judge(
    law: str, article: str, paragraph: int | None, item: int | None, quote: str, day: date
) -> _Judgement:
    """Hold one citation against the library."""
    name = full_law_name(law)
    known = None if name else regulation(law)
    if known:
        return _regulation(known, article)
    looked = look_up(law, article, day)
    if looked.article is None:
        return _absent(
            _OF_LOOKUP[looked.status], looked.message, name or law.strip("《》 "), article, quote, day
        )
    found = looked.article
    if found.state in (ArticleState.AMENDED, ArticleState.DAMAGED):
        return _Judgement(FindingStatus.UNVERIFIED, found.law, found.warning, found)
    words = paragraph_text(found.text, paragraph, item)
    if words is None:
        place = place_name(found.article, paragraph, item)
        message = f"《{found.short_name}》{found.article}没有{place.removeprefix(found.article)}。"
        return _Judgement(FindingStatus.NO_SUCH_ARTICLE, found.law, message, found, found.text)
    if quote and not contains_quote(words, quote):
        return _misquote(found, words, quote, day)
    # A quote that stands there proves that the number of today is meant.
    moved = None if quote else number_has_moved(found, day)
    message = found.warning or (moved.message if moved else "")
    return _Judgement(FindingStatus.OK, found.law, message, found, words, moved)


def _absent(status: FindingStatus, message: str, law: str, article: str, quote: str, day: date) -> _Judgement:
    """An article that the text of the day lacks: of another text, of another number, or of none."""
    if status is FindingStatus.NO_SUCH_ARTICLE:
        other = _other_text(law, article, quote, day)
        if other:
            return other
        right = quoted_elsewhere(quote, law, day) if quote else None
    else:
        right = where_repealed_went(law, article) if status is FindingStatus.REPEALED else None
    return _Judgement(status, law, message + (right.message if right else ""), right=right)


def _regulation(known: Regulation, article: str) -> _Judgement:
    number = parse_article(article)
    if number is None or (known.articles is not None and number.number > known.articles):
        message = f"《{known.name}》没有{article}。"
        return _Judgement(FindingStatus.NO_SUCH_ARTICLE, known.name, message)
    by = f"（{known.issuer}{'，' + known.number if known.number else ''}）"
    message = f"《{known.name}》{by}不在法律库内，条文{UNVERIFIED}。"
    return _Judgement(FindingStatus.UNVERIFIED, known.name, message)


def _misquote(found: ArticleText, words: str, quote: str, day: date) -> _Judgement:
    """Wrong words, or the right words under a number that is no longer theirs."""
    if contains_quote(found.text, quote):
        message = f"引文在《{found.short_name}》{found.article}里，但不在所引的款、项。"
        return _Judgement(FindingStatus.MISQUOTED, found.law, message, found, words)
    elsewhere = quoted_elsewhere(quote, found.law, day)
    wrong = f"引文不是《{found.short_name}》{found.article}的文字。"
    if elsewhere and elsewhere.law == found.short_name:
        return _Judgement(
            FindingStatus.RENUMBERED, found.law, wrong + elsewhere.message, found, words, elsewhere
        )
    other = _other_text(found.law, found.article, quote, day)
    if other:
        return replace(other, article=found, words=words)
    if elsewhere:
        return _Judgement(
            FindingStatus.RENUMBERED, found.law, wrong + elsewhere.message, found, words, elsewhere
        )
    message = f"引文与《{found.short_name}》{found.article}的文字不符。"
    return _Judgement(FindingStatus.MISQUOTED, found.law, message, found, words)


def _other_text(law: str, label: str, quote: str, day: date) -> _Judgement | None:
    """The citation is true of a text of the law that does not apply on the day."""
    coming = in_coming_text(law, label, quote, day)
    if coming:
        return _Judgement(FindingStatus.NOT_IN_FORCE, law, coming.message, right=coming)
    old = in_old_text(law, label, quote, day)
    if old:
        return _Judgement(FindingStatus.RENUMBERED, law, old.message, right=old)
    return None
