"""The number of a matter: where it arose, the day, seven random digits and a check digit.

The random part needs no counter that every submission would wait for; the database's unique constraint
decides the rare collision and the submission tries again with another number.
"""

from __future__ import annotations

import secrets
from datetime import date

RANDOM_DIGITS = 7
LENGTH = 6 + 6 + RANDOM_DIGITS + 1


def new_number(region_code: str, day: date) -> str:
    """A number such as 99012126112148392015 for a place (twelve-digit code) and a day."""
    stem = f"{region_code[:6]}{day:%y%m%d}{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return stem + check_digit(stem)


def check_digit(stem: str) -> str:
    """The check digit of GB/T 17710 (ISO 7064, MOD 11,10): finds every single wrong digit."""
    rest = 10
    for digit in stem:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


def is_number(text: str) -> bool:
    """Whether a text is a well-formed matter number with the right check digit."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text[:-1]) == text[-1]


def grouped(number: str) -> str:
    """The number in groups that can be read out: 990121 261121 4839201 5."""
    return f"{number[:6]} {number[6:12]} {number[12:-1]} {number[-1:]}" if len(number) == LENGTH else number
