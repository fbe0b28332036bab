"""Article numbers: 第二百七十六条之一 as a pair of integers, and back again.

Chinese statutes number their articles with Chinese numerals and put later insertions behind an article
with 之一, 之二 …; people write 276条, 第276条之一, 276-1 or the full form. All of these are one number here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"[0-9０-９零〇一二两三四五六七八九十百千]+"
ARTICLE = re.compile(rf"^\s*(?:第\s*|条目)?({NUMERAL})\s*(?:条)?\s*(?:(?:之|-|－|—)\s*({NUMERAL}))?\s*$")
#: No statute comes near this many articles; a larger number is a slip of the pen or an attack.
LARGEST = 9999


@dataclass(frozen=True, order=True)
class ArticleNumber:
    """One article's place: `number` counts articles from 1, `suffix` is 0 or the N of 之N."""

    number: int
    suffix: int = 0

    def __str__(self) -> str:
        label = f"第{to_chinese(self.number)}条"
        return f"{label}之{to_chinese(self.suffix)}" if self.suffix else label


def to_integer(numeral: str) -> int | None:
    """The value of a Chinese or Arabic numeral up to 9999; None when it is not one."""
    if not numeral or len(numeral) > 12:
        return None
    if numeral.isdecimal():
        value = int(numeral)
        return value if value <= LARGEST else None
    if not set(numeral) & set(UNITS):
        return _by_place(numeral)
    total = digit = 0
    smallest = 10_000
    for character in numeral:
        if character in UNITS:
            unit = UNITS[character]
            if unit >= smallest:
                return None
            # A bare 十 means ten: 十五 is fifteen, 一百十五 is a common slip for 一百一十五.
            total += (digit or 1) * unit
            digit, smallest = 0, unit
        elif character in DIGITS:
            digit = DIGITS[character]
        else:
            return None
    return total + digit


def _by_place(numeral: str) -> int | None:
    """二七六 read digit by digit, as people dictate it."""
    if any(character not in DIGITS for character in numeral) or len(numeral) > 4:
        return None
    return int("".join(str(DIGITS[character]) for character in numeral))


def to_chinese(value: int) -> str:
    """The statutes' own spelling of 0–9999: 10 is 十, 15 is 十五, 110 is 一百一十, 1001 is 一千零一."""
    if not 0 <= value <= LARGEST:
        raise ValueError(f"{value} is outside 0–{LARGEST}")
    if value < 10:
        return "零一二三四五六七八九"[value]
    spelled, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            spelled += ("零" if gap and spelled else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = True
    return spelled.removeprefix("一") if spelled.startswith("一十") else spelled


def parse_article(text: str) -> ArticleNumber | None:
    """Read 第二百七十六条之一, 276条之1, 276-1, 四十二, 条目三 (of an amendment); None for anything else."""
    found = ARTICLE.match(text[:40])
    if not found or len(text) > 40:
        return None
    number = to_integer(found[1])
    suffix = to_integer(found[2]) if found[2] else 0
    if number is None or suffix is None or number == 0:
        return None
    return ArticleNumber(number, suffix)
