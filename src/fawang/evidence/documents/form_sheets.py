"""The layout of filled-in application forms and receipts: a table under a title, to be kept or signed."""

from __future__ import annotations

import io
from datetime import date

from fawang.evidence.documents.paper import FormSection, FormSheet
from fawang.evidence.documents.sheet import HEI, SONG, Sheet, at_noon, check_printable, day_words

LEFT, TOP, BOTTOM, WIDTH = 20.0, 20.0, 275.0, 170.0
LABEL = 48.0
SIZE, PITCH, PAD = 11.0, 6.2, 1.6
QR_SIDE = 26.0


def make_form_pdf(sheet: FormSheet, *, made_on: date) -> bytes:
    """The form or receipt as PDF, unsigned. Raises GlyphMissing."""
    check_printable(sheet)
    page = _FormPage(
        title=sheet.title,
        office=sheet.office,
        made_on=at_noon(made_on),
        fonts=(SONG, HEI),
        texts=sheet.texts(),
        numbered=False,
    )
    page.add_page()
    page.y_now = page.heading(sheet.office, TOP, 14, bold=False, height=8)
    page.y_now = page.heading(sheet.title, page.y_now, 20, bold=True, height=11) + 2
    for label, value in sheet.head:
        page.small(f"{label}：{value}")
    page.y_now += 2
    for section in sheet.sections:
        page.section(section)
    if sheet.statement:
        page.signing(sheet)
    page.closing(sheet)
    return bytes(page.output())


class _FormPage(Sheet):
    """A page that knows how far it is filled."""

    y_now = TOP

    def footer(self) -> None:
        """The page number in the middle."""
        self.set_font(SONG, size=9)
        self.set_xy(LEFT, 285)
        self.cell(WIDTH, 5, f"第 {self.page_no()} 页", align="C")

    def room(self, height: float) -> None:
        """Go to the next page when so much does not fit any more."""
        if self.y_now + height > BOTTOM:
            self.add_page()
            self.y_now = TOP

    def small(self, text: str) -> None:
        """A line of small print."""
        self.set_font(HEI, size=9)
        for line in self.measured(text, WIDTH):
            self.room(5)
            self.set_xy(LEFT, self.y_now)
            self.cell(WIDTH, 5, line)
            self.y_now += 5

    def section(self, section: FormSection) -> None:
        """A heading and its rows."""
        self.room(3 * PITCH + 4 * PAD)
        self.set_fill_color(236, 240, 245)
        self.set_font(HEI, size=SIZE)
        self.set_xy(LEFT, self.y_now)
        self.cell(WIDTH, PITCH + 2 * PAD, f" {section.heading}", border=1, fill=True)
        self.y_now += PITCH + 2 * PAD
        for label, value in section.rows:
            self.row(label, value)

    def row(self, label: str, value: str) -> None:
        """One question with its answer; a long answer goes on over the page."""
        self.set_font(HEI, size=SIZE - 1)
        labels = self.measured(label, LABEL - 2 * PAD)
        self.set_font(SONG, size=SIZE)
        values = self.measured(value or "", WIDTH - LABEL - 2 * PAD)
        while labels or values:
            self.room(PITCH + 2 * PAD)
            fit = max(int((BOTTOM - self.y_now - 2 * PAD) // PITCH), 1)
            part, labels_now = values[:fit], labels[:fit]
            values, labels = values[fit:], labels[fit:]
            height = max(len(part), len(labels_now)) * PITCH + 2 * PAD
            self.rect(LEFT, self.y_now, LABEL, height)
            self.rect(LEFT + LABEL, self.y_now, WIDTH - LABEL, height)
            self.column(labels_now, LEFT + PAD, LABEL, HEI, SIZE - 1)
            self.column(part, LEFT + LABEL + PAD, WIDTH - LABEL, SONG, SIZE)
            self.y_now += height

    def column(self, lines: list[str], x: float, width: float, font: str, size: float) -> None:
        """Lines under one another from the present place."""
        self.set_font(font, size=size)
        for place, line in enumerate(lines):
            self.set_xy(x, self.y_now + PAD + place * PITCH)
            self.cell(width, PITCH, line)

    def signing(self, sheet: FormSheet) -> None:
        """What is confirmed, and the place to sign."""
        self.room(40)
        self.y_now += 3
        self.set_font(SONG, size=SIZE)
        for line in self.measured(sheet.statement, WIDTH):
            self.set_xy(LEFT, self.y_now)
            self.cell(WIDTH, PITCH, line)
            self.y_now += PITCH
        self.y_now += 4
        x = LEFT + WIDTH - 80
        self.set_xy(x, self.y_now + 6)
        self.cell(30, PITCH, "申请人签名：")
        if sheet.signature:
            self.image(
                io.BytesIO(sheet.signature), x=x + 26, y=self.y_now, w=50, h=18, keep_aspect_ratio=True
            )
        else:
            self.line(x + 26, self.y_now + 13, x + 76, self.y_now + 13)
        self.y_now += 20
        self.set_xy(x, self.y_now)
        self.cell(
            76, PITCH, day_words(sheet.signed_on) if sheet.signed_on else "        年    月    日", align="R"
        )
        self.y_now += PITCH

    def closing(self, sheet: FormSheet) -> None:
        """The small print, beside the QR code where there is one."""
        if sheet.qr_url:
            self.room(QR_SIDE + 6)
            self.y_now += 4
            self.qr(sheet.qr_url, LEFT, self.y_now, QR_SIDE)
            self.set_font(HEI, size=9)
            width = WIDTH - QR_SIDE - 4
            for place, line in enumerate(self.measured(sheet.note, width)[:5]):
                self.set_xy(LEFT + QR_SIDE + 4, self.y_now + 2 + place * 5)
                self.cell(width, 5, line)
            self.y_now += QR_SIDE
        elif sheet.note:
            self.y_now += 4
            self.small(sheet.note)
