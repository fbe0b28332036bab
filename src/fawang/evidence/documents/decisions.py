"""The layout of notices and decisions."""

from __future__ import annotations

import io
from dataclasses import dataclass

from fawang.evidence.documents.lines import pages
from fawang.evidence.documents.paper import Paper
from fawang.evidence.documents.sheet import (
    BODY,
    HEIGHT,
    LEFT,
    LINES,
    PITCH,
    POINT,
    SONG,
    TITLE,
    TOP,
    WIDTH,
    Sheet,
    at_noon,
    check_printable,
    day_words,
)

INDENT = 2 * BODY * POINT
SEAL, QR_SIDE, SMALL = 42.0, 24.0, 9.0
CHINESE_PREVAILS = "Translation for reference. The Chinese text prevails."


@dataclass(frozen=True)
class _Line:
    text: str
    indent: float = 0.0
    #: Not the last of its paragraph: spread to the edge.
    full: bool = False


def make_paper_pdf(paper: Paper) -> bytes:
    """The paper as PDF, unsigned. Raises GlyphMissing."""
    check_printable(paper)
    name = f"{paper.title} {paper.number}".strip()
    sheet = Sheet(
        title=name,
        office=paper.office,
        made_on=at_noon(paper.issued_on),
        fonts=(SONG,),
        texts=(*paper.texts(), paper.verify_code),
    )
    sheet.add_page()
    top = _head(sheet, paper)
    # The head takes whole lines of the grid, so that the last line of every page stands at the same place.
    taken = -int(-(top - TOP) // PITCH)
    lines = _lines(sheet, paper)
    tail = _tail_lines(paper)
    counts = pages(taken + len(lines), tail, LINES)
    start, number = 0, taken
    for index, count in enumerate(counts):
        if index:
            sheet.add_page()
            number = 0
        for line in lines[start : start + count - number]:
            _print(sheet, line, TOP + number * PITCH)
            number += 1
        start += count - (taken if index == 0 else 0)
    _tail(sheet, paper, TOP + number * PITCH, tail)
    if paper.english:
        _english(sheet, paper)
    return bytes(sheet.output())


def _head(sheet: Sheet, paper: Paper) -> float:
    y = sheet.heading(paper.office, TOP, TITLE, bold=True, height=11.5)
    y = sheet.heading(paper.title, y, TITLE, bold=True, height=11.5) + 2
    sheet.set_font(SONG, size=BODY)
    sheet.set_xy(LEFT, y)
    sheet.cell(WIDTH, PITCH, paper.number or "（预览，没有编号，没有效力）", align="R")
    return y + PITCH


def _lines(sheet: Sheet, paper: Paper) -> list[_Line]:
    sheet.set_font(SONG, size=BODY)
    lines = [_Line(one) for one in sheet.measured(f"{paper.to}：", WIDTH)] if paper.to else []
    for text in paper.body:
        lines += _paragraph(sheet, text)
    if paper.cites:
        lines += _paragraph(sheet, f"法律依据：{'、'.join(paper.cites)}。")
    if paper.remedy:
        lines += _paragraph(sheet, paper.remedy)
    return lines


def _paragraph(sheet: Sheet, text: str) -> list[_Line]:
    broken = sheet.measured(text, WIDTH, indent=INDENT)
    last = len(broken) - 1
    return [_Line(one, INDENT if n == 0 else 0.0, n < last) for n, one in enumerate(broken)]


def _print(sheet: Sheet, line: _Line, y: float) -> None:
    sheet.print_line(line.text, LEFT + line.indent, y, WIDTH - line.indent, PITCH, full=line.full)


def _tail_lines(paper: Paper) -> int:
    """Lines of the grid that the signature takes: an empty one, the names, the day, the place of the seal,
    and as many as the QR code needs beside them."""
    beside = -int(-(QR_SIDE + 8) // PITCH) if paper.verify_url else 0
    return max(1 + len(paper.signers) + 3, beside) + (1 if paper.verify_url else 0)


def _tail(sheet: Sheet, paper: Paper, y: float, lines: int) -> None:
    sheet.set_font(SONG, size=BODY)
    names = [*paper.signers, paper.office]
    day = day_words(paper.issued_on)
    # The names stand centred over the day, the day four characters in from the edge (GB/T 9704, 7.3.5).
    widest = max(sheet.get_string_width(text) for text in (*names, day))
    width = min(max(widest, sheet.get_string_width(day)), WIDTH / 2 + 25)
    x = LEFT + WIDTH - width - 2 * BODY * POINT
    at = y + PITCH
    for text in (*names, day):
        size = min(BODY, BODY * width / max(sheet.get_string_width(text), 0.1))
        sheet.set_font(SONG, size=size)
        sheet.set_xy(x, at)
        sheet.cell(width, PITCH, text, align="C")
        sheet.set_font(SONG, size=BODY)
        at += PITCH
    middle = x + width / 2
    if paper.seal:
        sheet.image(
            io.BytesIO(paper.seal), x=middle - SEAL / 2, y=at - 2 * PITCH - SEAL / 2 + PITCH / 2, w=SEAL
        )
    else:
        sheet.set_xy(x, at)
        sheet.cell(width, PITCH, "（公章）", align="C")
    if paper.verify_url:
        _verification(sheet, paper, y + PITCH, y + lines * PITCH - 5)


def _verification(sheet: Sheet, paper: Paper, y: float, foot: float) -> None:
    """The QR code and the code to type left of the signature, and the address under both."""
    sheet.qr(paper.verify_url, LEFT, y, QR_SIDE)
    sheet.set_font(SONG, size=SMALL)
    x = LEFT + QR_SIDE + 2
    for place, text in enumerate(("扫码核验真伪", f"校验码 {paper.verify_code}")):
        sheet.set_xy(x, y + 7 + place * 5)
        sheet.cell(50, 5, text)
    sheet.set_font(SONG, size=SMALL - 2)
    sheet.set_xy(LEFT, foot)
    sheet.cell(WIDTH, 4, f"本文书有电子签名，打印件以核验结果为准：{paper.verify_url}")


def _english(sheet: Sheet, paper: Paper) -> None:
    """The second language on pages of its own."""
    size, pitch = 12.0, 7.0
    sheet.add_page()
    sheet.set_font(SONG, size=10)
    sheet.set_xy(LEFT, TOP)
    sheet.cell(WIDTH, pitch, f"{CHINESE_PREVAILS} {paper.number}")
    sheet.set_font(SONG, size=size)
    y = TOP + 2 * pitch
    for text in paper.english:
        for line in sheet.measured(text, WIDTH):
            if y + pitch > TOP + HEIGHT:
                sheet.add_page()
                sheet.set_font(SONG, size=size)
                y = TOP
            sheet.set_xy(LEFT, y)
            sheet.cell(WIDTH, pitch, line)
            y += pitch
        y += pitch / 2
