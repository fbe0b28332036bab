"""Sums of money in yuan: how they are shown, and how a formal document writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def to_fen(yuan: Decimal) -> int:
    """The whole number of fen, half a fen rounded up."""
    return int((yuan * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def show_yuan(yuan: Decimal) -> str:
    """How a page shows a sum: `40,000 元`, with fen only when there are any."""
    fen = to_fen(yuan)
    return f"{fen // 100:,} 元" if fen % 100 == 0 else f"{Decimal(fen) / 100:,.2f} 元"


def formal_yuan(yuan: Decimal) -> str:
    """The capital form for documents, e.g. 肆万元整. Raises ValueError outside 0 to 999,999,999,999.99."""
    fen = to_fen(yuan)
    if not 0 <= fen < 10**14:
        raise ValueError("a sum must lie between 0 and 999,999,999,999.99 yuan")
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(whole)}元" if whole else ""
    if not jiao and not rest:
        return (words or "零元") + "整"
    if jiao:
        words += f"{_CAPITALS[jiao]}角"
    elif words:
        words += "零"
    return words + (f"{_CAPITALS[rest]}分" if rest else "整")


def _whole(number: int) -> str:
    words, pending = "", False
    for group in (2, 1, 0):
        part = number // 10 ** (4 * group) % 10**4
        if not part:
            pending = bool(words)
            continue
        if words and (pending or part < 1000):
            words += "零"
        words += _group(part) + _GROUPS[group]
        pending = False
    return words


def _group(part: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = part // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _CAPITALS[digit] + _PLACES[place]
        gap = not digit
    return words
