"""The door to the modules that draw. They are read with the first paper: the PDF and font libraries take as
long to read as a third of this product, and a start need not wait for them."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from fawang.evidence.documents.paper import FormSheet, Paper


def make_paper_pdf(paper: Paper) -> bytes:
    """The paper as PDF, unsigned. Raises GlyphMissing."""
    return bytes(import_module("fawang.evidence.documents.decisions").make_paper_pdf(paper))


def make_form_pdf(sheet: FormSheet, *, made_on: date) -> bytes:
    """The form or receipt as PDF, unsigned. Raises GlyphMissing."""
    drawing = import_module("fawang.evidence.documents.form_sheets")
    return bytes(drawing.make_form_pdf(sheet, made_on=made_on))


def check_printable(paper: Paper | FormSheet) -> None:
    """Raise GlyphMissing when a character of the paper is in none of the fonts."""
    import_module("fawang.evidence.documents.sheet").check_printable(paper)


def prepare_fonts() -> int:
    """Make the small fonts of the usual paper where they are not made yet; how many were. Takes some seconds,
    which nobody should wait for: papers are printed before as well, only more slowly."""
    return int(import_module("fawang.evidence.documents.sheet").prepare_fonts())
