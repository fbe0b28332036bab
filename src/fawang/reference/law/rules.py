"""What counts as the same wording, which text applies on a day, and where a 款 or 项 begins. No database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from fawang.reference.law.models import LawVersion
from fawang.reference.law.numbers import to_chinese, to_integer

ITEM = re.compile(r"^（([一二三四五六七八九十]+)）")
ELLIPSIS = re.compile(r"…+|\.{3,}|。{3,}|⋯+")
#: An amended text without a known first day is doubtful for about as long as amendments wait to apply.
DOUBT = timedelta(days=366)


def version_on(versions: Iterable[LawVersion], day: date) -> LawVersion | None:
    """The text that applies on `day`, None when none does yet or any more."""
    return max(
        (v for v in versions if v.in_force_on(day)),
        key=lambda v: (v.in_force_from, v.version_date),
        default=None,
    )


def start_is_doubtful(version: LawVersion, day: date) -> bool:
    """Whether a recently amended text may in truth not apply yet on `day`."""
    return not version.exact and timedelta(0) <= day - version.in_force_from < DOUBT


def skeleton(text: str) -> str:
    """The characters that make the wording: no spaces, no punctuation, one width, no item marks' brackets."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def contains_quote(text: str, quote: str) -> bool:
    """Whether `quote` stands in `text` word for word, punctuation and spaces aside.

    An ellipsis in the quote stands for left-out words; its parts must follow in order. A quote without any
    letter or numeral is contained in nothing.
    """
    body, place = skeleton(text), 0
    parts = [part for part in map(skeleton, ELLIPSIS.split(quote)) if part]
    for part in parts:
        found = body.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return bool(parts)


def paragraphs(text: str) -> list[str]:
    """The 款 of an article; the lines of a list belong to the 款 they stand in."""
    found: list[str] = []
    for line in text.split("\n"):
        if found and ITEM.match(line):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def paragraph_text(text: str, paragraph: int | None, item: int | None = None) -> str | None:
    """The wording of one 款 (counted from 1) or one 项 in it; None when the article has no such place.

    With an item and no paragraph, the item is looked for in the only paragraph that has items, as statutes
    cite it (第四十二条第三项); two paragraphs with items make that ambiguous, and the first is meant.
    """
    parts = paragraphs(text)
    if paragraph is not None:
        if not 1 <= paragraph <= len(parts):
            return None
        parts = [parts[paragraph - 1]]
    if item is None:
        return "\n".join(parts)
    for part in parts:
        for line in part.split("\n"):
            if (mark := ITEM.match(line)) and to_integer(mark[1]) == item:
                return line
    return None


def place_name(article: str, paragraph: int | None, item: int | None) -> str:
    """第四十二条第一款第三项."""
    if paragraph:
        article += f"第{to_chinese(paragraph)}款"
    return article + (f"第{to_chinese(item)}项" if item else "")
