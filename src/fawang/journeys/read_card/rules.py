"""What the lines on a resident identity card mean. Whatever is doubtful stays empty: a wrong name or number
that looks right costs a person more than typing it.

The face of the card (GA 448): 姓名, 性别 and 民族, 出生, 住址 (one to three rows) and, at the
foot, 公民身份号码: 18 characters (GB 11643) with the birth date, the sex and a check character in them.
"""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fawang.core.checks import birth_date, identity_number_fault
from fawang.gateways.ocr import Line

#: A card has about ten lines; a picture with very many is a page of text, and only its first are looked at.
MOST_LINES = 80
#: Below this a line of a name or an address is not believed.
SURE = 0.75
#: Two lines belong to one row when their middles are nearer than this part of a line's height.
SAME_ROW = 0.6

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NAME = re.compile(rf"[{_HAN}]{{1,14}}(?:·[{_HAN}]{{1,14}}){{0,5}}")
_ADDRESS = re.compile(rf"[{_HAN}0-9A-Za-z()#、,.\-·]{{6,80}}")
_LABEL_NAME = re.compile(r"^姓名[::]?")
_LABEL_ADDRESS = re.compile(r"^[住往佳]址[::]?")
_OTHER_LABELS = re.compile(r"性别|民族|出生|住址|公民身份|身份号码|签发|有效期|姓名")
_BIRTH = re.compile(r"出生[::]?(\d{4})年?(\d{1,2})月(\d{1,2})")
_SEX = re.compile(r"性别[::]?([男女])")
_BACK = re.compile(r"签发机关|有效期限")
#: Letters that readers see in the place of digits.
_LOOKALIKE = str.maketrans("OoQDIl|x×", "0000111XX")


@dataclass(frozen=True)
class Row:
    """Lines side by side, read from the left. `score`: of the least sure one."""

    text: str
    score: float


@dataclass(frozen=True)
class Card:
    """What was read for certain; empty where it was not. `back`: it was the side with the emblem."""

    name: str = ""
    identity_number: str = ""
    address: str = ""
    back: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing came of it."""
        return not (self.name or self.identity_number or self.address)


def read_rows(lines: Sequence[Line]) -> list[Row]:
    """Sort lines into rows from top to bottom; the tilt of the picture is taken out first."""
    usable = [line for line in lines[:MOST_LINES] if _plain(line.text) and _finite(line)]
    if not usable:
        return []
    tilt = _tilt(usable)
    placed = sorted((_place(line, tilt) for line in usable), key=lambda one: one[1])
    rows: list[list[tuple[float, float, float, Line]]] = []
    for one in placed:
        # Compared with the line before it, so that a row that still leans a little stays together.
        if rows and one[1] - rows[-1][-1][1] < SAME_ROW * min(one[2], rows[-1][-1][2]):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [
        Row(
            "".join(_plain(one[3].text) for one in sorted(row, key=lambda one: one[0])),
            min(one[3].score for one in row),
        )
        for row in rows
    ]


def read_card(lines: Sequence[Line], today: date) -> Card:
    """The card that the lines of one picture show. Two cards in one picture give nothing."""
    rows = read_rows(lines)
    text = "\n".join(row.text for row in rows)
    numbers = {number for row in rows for number in _numbers(row.text, today)}
    names = [row for row in rows if _LABEL_NAME.match(row.text)]
    if len(numbers) > 1 or len(names) > 1:
        return Card()
    if not numbers and not names and _BACK.search(text):
        return Card(back=True)
    number = next(iter(numbers), "")
    return Card(
        name=_name(names[0]) if names else "",
        identity_number=number if _agrees(number, text) else "",
        address=_address(rows, today),
    )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:200]))


def _finite(line: Line) -> bool:
    return all(math.isfinite(value) for corner in line.box for value in corner)


def _tilt(lines: Sequence[Line]) -> float:
    """The angle in radians by which the picture leans; long lines tell it best."""
    angles = []
    for line in lines:
        (left, top), (right, down) = line.box[0], line.box[1]
        if right - left > 3 * _height(line):
            angles.append(math.atan2(down - top, right - left))
    return statistics.median(angles) if angles else 0.0


def _height(line: Line) -> float:
    return max(1.0, math.dist(line.box[0], line.box[3]))


def _place(line: Line, tilt: float) -> tuple[float, float, float, Line]:
    """(left edge, middle, height, line) of a line in the picture set straight."""
    x = statistics.fmean(corner[0] for corner in line.box)
    y = statistics.fmean(corner[1] for corner in line.box)
    left = line.box[0]
    return (
        left[0] * math.cos(tilt) + left[1] * math.sin(tilt),
        y * math.cos(tilt) - x * math.sin(tilt),
        _height(line),
        line,
    )


def _numbers(text: str, today: date) -> list[str]:
    """Numbers in a row that pass every check, alone: not a piece of a longer string of digits."""
    found = re.findall(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9X])", text.translate(_LOOKALIKE))
    return [number for number in found if identity_number_fault(number, today) is None]


def _agrees(number: str, text: str) -> bool:
    """Whether the number says what the rest of the card says about the birth date and the sex. Three wrong
    digits in eleven can pass the check character; they seldom pass this as well."""
    if not number:
        return False
    if told := _BIRTH.search(text.translate(_LOOKALIKE)):
        born = birth_date(number)
        if born is None or (born.year, born.month, born.day) != tuple(int(part) for part in told.groups()):
            return False
    sex = _SEX.search(text)
    return sex is None or (int(number[16]) % 2 == 1) == (sex[1] == "男")


def _name(row: Row) -> str:
    name = _LABEL_NAME.sub("", row.text).replace("•", "·").replace(".", "·").replace("・", "·")
    if row.score < SURE or len(name) < 2 or _OTHER_LABELS.search(name) or not _NAME.fullmatch(name):
        return ""
    return name


def _address(rows: Sequence[Row], today: date) -> str:
    """The row of the address and those below it, up to the one with the number."""
    start = next((at for at, row in enumerate(rows) if _LABEL_ADDRESS.match(row.text)), None)
    if start is None:
        return ""
    taken = [rows[start]]
    for row in rows[start + 1 : start + 4]:
        if re.search(r"公民|身份|号码|[0-9]{12}", row.text) or _numbers(row.text, today):
            break
        taken.append(row)
    else:
        # The foot of the card was never met: what is below may be anything.
        return ""
    address = "".join(_LABEL_ADDRESS.sub("", row.text) for row in taken)
    if min(row.score for row in taken) < SURE or _OTHER_LABELS.search(address):
        return ""
    return address if _ADDRESS.fullmatch(address) else ""
