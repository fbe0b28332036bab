"""Case codes that a person can type from paper, and random tokens.

A case code is 13 random symbols of Crockford's base 32 (65 bits) and one check symbol. The check symbol is
a weighted sum over the field of 32 elements with a different weight at every place, so that every single
wrong symbol and every swap of two symbols is noticed before the database is asked.
"""

from __future__ import annotations

import secrets
import unicodedata

from fawang.core.refusals import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 13
CODE_LENGTH = RANDOM_SYMBOLS + 1
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
#: Letters a person writes for a digit that looks the same.
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive: the powers of 2 run through all 31 weights.


class CaseCodeFault(Refusal):
    """What was typed is no case code; the message says what is wrong with it."""

    default_message = "查询码不正确，请对照回执再输入一次。"


def new_case_code() -> str:
    """A fresh case code, shown form: `XXXX-XXXX-XXXX-XX`."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return format_case_code(body + _check_symbol(body))


def normalise_case_code(text: str) -> str:
    """The 14 bare symbols of a code as typed: spaces, dashes and case do not matter, O counts as 0, I and L
    as 1. Raises CaseCodeFault with a sentence that helps."""
    folded = unicodedata.normalize("NFKC", text).upper()
    bare = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf", "Cc"))
    bare = bare.translate(_LOOKALIKE)
    if not bare:
        raise CaseCodeFault("请输入查询码。查询码印在回执上，共 14 位字母和数字。")
    strange = next((c for c in bare if c not in _VALUE), None)
    if strange == "U":
        raise CaseCodeFault("查询码里没有字母 U，请看看是不是字母 V。")
    if strange is not None:
        raise CaseCodeFault(f"查询码里不会有“{strange}”，只有字母和数字，请对照回执检查。")
    if len(bare) != CODE_LENGTH:
        trouble = "少了" if len(bare) < CODE_LENGTH else "多了"
        gap = abs(CODE_LENGTH - len(bare))
        raise CaseCodeFault(f"查询码共 {CODE_LENGTH} 位，现在{trouble} {gap} 位，请对照回执检查。")
    if _check_symbol(bare[:-1]) != bare[-1]:
        raise CaseCodeFault("查询码里有一位输错了，或两位颠倒了，请对照回执再看一遍。")
    return bare


def format_case_code(code: str) -> str:
    """The shown form of 14 bare symbols: groups of four with dashes."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def new_token() -> str:
    """A secret for an address or a cookie: 32 random bytes, 43 characters safe in an address."""
    return secrets.token_urlsafe(32)


def _check_symbol(body: str) -> str:
    total, weight = 0, 2
    for symbol in body:
        total ^= _times(weight, _VALUE[symbol])
        weight = _times(weight, 2)
    return ALPHABET[total]


def _times(a: int, b: int) -> int:
    """Product in the field of 32 elements."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= _FIELD_POLYNOMIAL
        b >>= 1
    return product
