"""The page of an official paper after GB/T 9704: A4, a field of 156 mm by 225 mm, 22 lines of 28 characters,
page numbers under the field, outside. Fonts are embedded as subsets, so that it looks the same anywhere."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import cast

import pylopdf_fonts_zh_cn
import segno
from django.conf import settings
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont

from fawang.core.clock import ZONE
from fawang.evidence.documents.lines import broken
from fawang.evidence.documents.paper import FormSheet, GlyphMissing, Paper
from fawang.evidence.documents.usual_fonts import ensure_usual_font, usual_font

#: Millimetres.
TOP, LEFT, WIDTH, HEIGHT = 37.0, 28.0, 156.0, 225.0
LINES, CHARACTERS = 22, 28
PITCH = HEIGHT / LINES
POINT = 25.4 / 72
#: 三号 body, fitted so that exactly 28 characters make a line; 二号 title; 四号 page number.
BODY = WIDTH / CHARACTERS / POINT
TITLE, PAGE_NUMBER = 22.0, 14.0
SONG, HEI, RARE = "song", "hei", "rare"
_FOLDER = Path(pylopdf_fonts_zh_cn.__file__).parent
SHIPPED = {SONG: _FOLDER / "NotoSerifSC-Regular.otf", HEI: _FOLDER / "NotoSansSC-Regular.otf"}


def font_files() -> dict[str, Path]:
    """The fonts by the names under which they are used; the deployer's own for rare characters last."""
    own = settings.PAPER_FONT
    return {**SHIPPED, RARE: Path(own)} if own else dict(SHIPPED)


def prepare_fonts() -> int:
    """Make the small fonts of the usual paper where they are not made yet; how many were."""
    return sum(ensure_usual_font(font) for font in SHIPPED.values())


@lru_cache(maxsize=8)
def _characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def check_printable(paper: Paper | FormSheet) -> None:
    """Raise GlyphMissing when a character of the paper is in none of the fonts."""
    needed = {character for text in paper.texts() for character in text if not character.isspace()}
    # The two shipped fonts carry the same characters; what one lacks only a deployer's own font may have.
    known = _characters(SHIPPED[SONG]) & _characters(SHIPPED[HEI])
    extra = _characters(font_files()[RARE]) if RARE in font_files() else frozenset()
    missing = sorted(one for one in needed if ord(one) not in known and ord(one) not in extra)
    if missing:
        raise GlyphMissing(missing)


class Sheet(FPDF):
    """A page with its fonts and numbers. `title` and `office` go into the file's own description; `texts` are
    all that will be printed besides the words of the layout, which any font has."""

    def __init__(
        self,
        *,
        title: str,
        office: str,
        made_on: datetime,
        fonts: Collection[str],
        texts: Collection[str],
        numbered: bool = True,
    ) -> None:
        super().__init__(orientation="P", unit="mm", format="A4")
        # The library would replace this word by the number of pages; a paper prints what was written.
        self.str_alias_nb_pages = ""
        self.numbered = numbered
        self.set_auto_page_break(False)
        self.set_margins(LEFT, TOP, 210 - LEFT - WIDTH)
        self.set_title(title)
        self.set_author(office)
        self.set_creator("Fawang")
        self.set_lang("zh-CN")
        self.set_creation_date(made_on)
        self.c_margin = 0
        # Reading a font takes most of the time of a paper, so only what is used is read.
        for name, path in font_files().items():
            if name in fonts or name == RARE:
                self.add_font(name, "", path if name == RARE else usual_font(path, texts))
                # The box of the whole font holds the box of any part of it; computing it anew for the subset
                # takes as long as everything else together.
                cast(TTFFont, self.fonts[name]).ttfont.recalcBBoxes = False
        if RARE in font_files():
            self.set_fallback_fonts([RARE], exact_match=False)

    def footer(self) -> None:
        """The page number, one character in from the outer edge."""
        if not self.numbered:
            return
        self.set_font(SONG, size=PAGE_NUMBER)
        self.set_xy(LEFT + PAGE_NUMBER * POINT, TOP + HEIGHT + 4)
        odd = self.page_no() % 2
        self.cell(WIDTH - 2 * PAGE_NUMBER * POINT, 6, f"— {self.page_no()} —", align="R" if odd else "L")

    def measured(self, text: str, width: float, *, indent: float = 0.0) -> list[str]:
        """A paragraph broken into lines for the font in use."""
        known: dict[str, float] = {}

        def measure(piece: str) -> float:
            if piece not in known:
                known[piece] = float(self.get_string_width(piece))
            return known[piece]

        # A hundredth of a millimetre of grace: 28 characters are exactly as wide as the field.
        return broken(text, width + 0.01, measure, indent=indent)

    def print_line(self, text: str, x: float, y: float, width: float, height: float, *, full: bool) -> None:
        """One line of text; a full one is spread to the edge, as a column is set."""
        self.set_xy(x, y)
        slack = width - self.get_string_width(text)
        gaps = len(text) - 1
        spread = full and gaps > 0 and 0 < slack < 3 * BODY * POINT
        self.set_char_spacing(slack / gaps / POINT if spread else 0)
        self.cell(width, height, text)
        self.set_char_spacing(0)

    def heading(self, text: str, y: float, size: float, *, bold: bool, height: float) -> float:
        """A centred heading of one or more lines; returns where it ends."""
        self.set_font(SONG, size=size)
        # The serif comes in one weight; a hairline around the letters makes the heavier one.
        heavier = {"text_mode": TextMode.FILL_STROKE, "line_width": size * 0.009} if bold else {}
        for one in self.measured(text, WIDTH):
            with self.local_context(**heavier):
                self.set_xy(LEFT, y)
                self.cell(WIDTH, height, one, align="C")
            y += height
        return y

    def qr(self, address: str, x: float, y: float, side: float) -> None:
        """A QR code as a picture."""
        picture = io.BytesIO()
        segno.make_qr(address, error="m").save(picture, kind="png", scale=6, border=1)
        picture.seek(0)
        self.image(picture, x=x, y=y, w=side, h=side)


def at_noon(day: date) -> datetime:
    """Noon of a day in China: the file tells the day it is of, and no moment that nobody knows."""
    return datetime.combine(day, time(12), ZONE)


def day_words(day: date) -> str:
    """2026年11月21日, as GB/T 9704 writes the day of a paper."""
    return f"{day.year}年{day.month}月{day.day}日"
