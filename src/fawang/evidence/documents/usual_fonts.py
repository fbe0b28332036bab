"""Small fonts for the usual paper. A shipped font holds 65,000 glyphs, and reading it takes most of the time
of a paper; nearly every paper needs no characters but those of GB 2312. So the worker cuts that part out once
for each installation, and a paper with any other character is printed with the whole font. The letters are
the same in both."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools import version as tool_version
from fontTools.ttLib import TTFont

#: The rows of GB 2312 that hold anything, and the places of a row, as bytes of its usual encoding.
_ROWS, _PLACES = range(0xA1, 0xF8), range(0xA1, 0xFF)
#: Marks that papers use and that have two code points, of which the encoding knows one.
_MARKS = "·•—–…‰№℃％￥〔〕"
#: Tables for setting text upwards or with ligatures, which papers never do.
_UNUSED = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]


@cache
def usual_characters() -> frozenset[int]:
    """The characters of the small fonts."""
    found = {*range(0x20, 0x7F), *map(ord, _MARKS)}
    for row in _ROWS:
        for place in _PLACES:
            found |= set(map(ord, bytes((row, place)).decode("gb2312", "ignore")))
    return frozenset(found)


def usual_font(whole: Path, texts: Iterable[str]) -> Path:
    """The font to print these texts with: the small one where it was made and has every character, else
    the whole one."""
    small = _place(whole)
    needed = {ord(character) for text in texts for character in text if not character.isspace()}
    return small if needed <= usual_characters() and small.exists() else whole


def ensure_usual_font(whole: Path) -> bool:
    """Cut the small font out of the whole one unless it was done; whether anything was. Takes some seconds.
    Two processes that do it at once agree on one, and one that is stopped leaves none."""
    small = _place(whole)
    if small.exists():
        return False
    small.parent.mkdir(parents=True, exist_ok=True)
    draft = small.with_name(f"{small.stem}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        _cut(whole, draft)
        draft.replace(small)
    finally:
        draft.unlink(missing_ok=True)
    for old in small.parent.glob(f"{whole.stem}-*.otf"):
        if old != small:
            old.unlink(missing_ok=True)
    return True


def _cut(whole: Path, to: Path) -> None:
    options = subset.Options(
        layout_features=[], name_IDs=["*"], name_languages=["*"], notdef_outline=True, hinting=False
    )
    options.desubroutinize = True
    options.recalc_bounds = False
    options.drop_tables = [*options.drop_tables, *_UNUSED]
    with TTFont(whole, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=usual_characters() & set(font.getBestCmap()))
        cutter.subset(font)
        font.save(to)


@cache
def _place(whole: Path) -> Path:
    """Where the small font lies: another one for another font, another tool or other characters."""
    about = f"{whole.stat().st_size} {tool_version} {sorted(usual_characters())} {_UNUSED}"
    mark = sha256(about.encode()).hexdigest()[:16]
    return Path(settings.DATA) / "fonts" / f"{whole.stem}-{mark}.otf"
