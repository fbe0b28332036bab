"""Numbers, sums of money and lengths of time as people write them in Chinese: 四万块, 3万5, 两千三, 半年."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    c: v
    for v, cs in enumerate(
        ("零〇", "一壹幺", "二贰两俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in cs
}
_UNITS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "k": 1000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
}
_CN = "".join(_DIGITS)
#: One sign of a number. The 一 of 一直, 一次, 一共 belongs to the next word: 欠我四万一直不给 is 40,000.
_FIGURE = rf"(?:[0-9{_CN.replace('一', '')}十拾百佰千仟万萬亿]|一(?![直次下共起样些般切定旦]))"
_NUMBER = rf"{_FIGURE}(?:(?:{_FIGURE}|[点.,](?={_FIGURE}))*)(?:[kw](?![a-z]))?"
_TOKEN = re.compile(
    rf"(?P<arabic>\d+(?:,\d{{3}})*(?:\.\d+)?)|(?P<chinese>[{_CN}]+(?:点[{_CN}]+)?)|(?P<unit>.)"
)


@dataclass(frozen=True)
class Amount:
    """A sum of money found in text: `yuan`, where it stands, and whether it was said roughly (多, 左右)."""

    yuan: Decimal
    text: str
    start: int
    end: int
    approximate: bool = False


@dataclass(frozen=True)
class Duration:
    """A length of time found in text: whole months and days beside them, and where it stands."""

    months: int
    days: int
    text: str
    start: int
    end: int

    @property
    def in_months(self) -> Decimal:
        """The length in months, a day being a thirtieth."""
        return Decimal(self.months) + Decimal(self.days) / 30


def parse_number(text: str) -> Decimal | None:
    """The value of a whole text that is one number, else None: 四万, 3万5 (35000), 两千三 (2300), 一百零五,
    二〇二六, 1,200, 3.5万, 4w. A span such as 三五千 is no number."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    tokens: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup or ""
        if kind == "unit" and match.group() not in _UNITS:
            return None
        tokens.append((kind, match.group()))
    if not tokens:
        return None
    if len(tokens) == 1 and tokens[0][0] == "chinese":
        return _lone_run(tokens[0][1])
    value = _value(tokens)
    return value.to_integral_value() if value is not None and value == value.to_integral_value() else value


def _lone_run(run: str) -> Decimal | None:
    """A run of Chinese digits without units: one digit, a decimal, or a year-like 二〇二六."""
    if len(run) == 2 and _DIGITS[run[0]] and _DIGITS[run[1]]:
        return None  # 三五 means "three to five", not thirty-five.
    return _literal("chinese", run)


def _literal(kind: str, text: str) -> Decimal:
    if kind == "arabic":
        return Decimal(text.replace(",", ""))
    return Decimal("".join("." if c == "点" else str(_DIGITS[c]) for c in text))


def _value(tokens: list[tuple[str, str]]) -> Decimal | None:
    """Value of tokens: split at the highest unit (the last of equal ones), count before it, rest after."""
    units = [(_UNITS[t], i) for i, (kind, t) in enumerate(tokens) if kind == "unit"]
    if not units:
        return _count(tokens)
    unit, at = max(units)
    if at == 0:
        before: Decimal | None = Decimal(1) if unit == 10 else None
    else:
        before = _value(tokens[:at])
    after = _rest(tokens[at + 1 :], unit)
    return None if before is None or after is None else before * unit + after


def _count(tokens: list[tuple[str, str]]) -> Decimal | None:
    """A plain literal before a unit; 三五(千) is a span and counts as nothing."""
    if len(tokens) != 1:
        return None
    kind, text = tokens[0]
    bare = text.lstrip("零〇") if kind == "chinese" else text
    if kind == "chinese" and "点" not in bare and len(bare) > 1:
        return None
    return _literal(kind, bare or "零")


def _rest(tokens: list[tuple[str, str]], unit: int) -> Decimal | None:
    """What follows a unit. A lone digit counts in the next lower place (3万5 = 35000) unless a 零 stands
    before it (一万零五 = 10005); anything must be smaller than the unit."""
    if not tokens:
        return Decimal(0)
    kind, text = tokens[0]
    if len(tokens) > 1 and text in ("零", "〇"):
        return _value(tokens[1:])
    if len(tokens) == 1 and len(text) == 1 and (kind == "arabic" or kind == "chinese"):
        return _literal(kind, text) * unit / 10
    value = _value(tokens)
    return value if value is not None and value < unit else None


_ROUGH = r"(?P<rough>[多来余几]|左右)?"
_MONEY = re.compile(
    rf"(?P<sign>[¥￥])?\s*(?P<number>{_NUMBER})\s*{_ROUGH}\s*"
    rf"(?P<unit>万?(?:块钱|块|元|圆|人民币|rmb|钱))?(?P<tail>(?<=块)[{_CN}1-9](?![0-9{_CN}个天月年号])毛?)?",
    re.IGNORECASE,
)
#: After a number without a money word these say that something else is counted.
_COUNTERS = "人个名位平米公里次天日年月周岁号斤亩吨套间户栋层辆台部份张条级点分秒小时字本股%％度倍步"
_MONEY_AFTER = re.compile(
    r"\s*(?:的?(?:工资|工钱|薪|货款|借款|贷款|欠款|赔偿|补偿|彩礼|押金|定金|租金|房租|货|钱|款|费))"
)
_MONEY_BEFORE = re.compile(
    r"(?:每月|每个月|一个月|月薪|欠|借|拿|付|赔|还|工资|款|费|钱|薪|押金|彩礼|价|要|转|骗|给|损失|收)"
    r"[了我他她它们您你着的是有共总计约大概差不多走去：:，, ]{0,6}$"
)


def find_amounts(text: str) -> list[Amount]:
    """Sums of money in text, in order. A number counts when it carries a money word or ¥, or when it is in
    hundreds or more, is no count of something else, and words of money stand beside it."""
    folded = _fold(text)
    found: list[Amount] = []
    for match in _MONEY.finditer(folded):
        value = parse_number(match["number"])
        if value is None:
            continue
        unit = match["unit"] or ""
        if unit.startswith("万"):
            value *= 10_000
        if not unit and not match["sign"] and not _money_by_context(folded, match, value):
            continue
        if match["tail"]:
            value += (parse_number(match["tail"].rstrip("毛")) or Decimal(0)) / 10
        span = text[match.start() : match.end()].strip()
        rough = match["rough"] is not None or folded[match.end() :].startswith("左右")
        found.append(Amount(value, span, match.start(), match.end(), rough))
    return found


def _money_by_context(folded: str, match: re.Match[str], value: Decimal) -> bool:
    following = folded[match.end() : match.end() + 1]
    if value < 100 or (following and following in _COUNTERS) or re.match(r"[-/.:]\d", folded[match.end() :]):
        return False
    if re.search(r"[-/.:a-z]$", folded[: match.start()]):
        return False
    if re.fullmatch(r"1[3-9]\d{9}|\d{6,8}|\d{15,18}", match["number"]) and not _MONEY_AFTER.match(
        folded, match.end()
    ):
        return False
    return bool(_MONEY_AFTER.match(folded, match.end()) or _MONEY_BEFORE.search(folded[: match.start()]))


_N = rf"(?:{_NUMBER})"
_SPANS = re.compile(
    rf"(?P<halfyear>半年(?!级))"
    rf"|(?P<halfmonth>半个?月(?!前?工资卡))"
    rf"|(?P<years>{_N})\s*(?:个)?[多来]?年(?P<yhalf>半)?(?![级代龄份度])(?:[零又]?(?P<ymonths>{_N})个月)?"
    rf"|(?P<months>{_N})\s*[多来]?个[多来]?(?P<mhalf>半)?月"
    rf"|(?P<weeks>{_N})\s*(?:个)?(?:周(?![岁年])|星期|礼拜)"
    rf"|(?P<days>{_N})\s*[多来]?(?:天|日(?![期子常]))"
)


def find_durations(text: str) -> list[Duration]:
    """Lengths of time in text, in order: 五个月, 半年, 两年半, 三个半月, 一年零三个月, 45天, 两周. A calendar
    year (2025年) or a day of the month (3月5日) is no length of time."""
    folded = _fold(text)
    found: list[Duration] = []
    for match in _SPANS.finditer(folded):
        length = _length(match, folded)
        if length is not None:
            found.append(Duration(*length, text[match.start() : match.end()], match.start(), match.end()))
    return found


def _length(match: re.Match[str], folded: str) -> tuple[int, int] | None:
    if match["halfyear"]:
        return 6, 0
    if match["halfmonth"]:
        return 0, 15
    part = next(name for name in ("years", "months", "weeks", "days") if match[name])
    number = parse_number(match[part])
    if number is None or number > 1200:
        return None
    if part == "years":
        if number >= 60:
            return None  # 2025年 and 98年 as a calendar year are told apart only by size.
        extra = parse_number(match["ymonths"]) if match["ymonths"] else Decimal(0)
        return int(number * 12) + (6 if match["yhalf"] else 0) + int(extra or 0), 0
    if part == "months":
        half = 15 if match["mhalf"] else 0
        return int(number), half + int((number % 1) * 30)
    if part == "weeks":
        return 0, int(number * 7)
    if folded[: match.start()].rstrip().endswith("月") and folded[match.end() - 1] == "日":
        return None
    return 0, int(number)


def _fold(text: str) -> str:
    """Lower case with full-width characters made plain, each still one character, so that places hold."""
    return "".join(
        folded if len(folded := unicodedata.normalize("NFKC", c).lower()) == 1 else c for c in text
    )
