"""A small picture of what was sent: of a photograph, of a scanned page, and of nothing else."""

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from fawang.gateways.storage.preview import SIDE, preview_of


def photograph(width: int, height: int) -> io.BytesIO:
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(picture, "JPEG")
    picture.seek(0)
    return picture


def pdf(tmp_path: Path, *pictures: io.BytesIO, words: str = "") -> Path:
    sheet = FPDF()
    sheet.add_page()
    for place, picture in enumerate(pictures):
        sheet.image(picture, x=0, y=place * 100, w=100)
    if words:
        sheet.set_font("Helvetica", size=12)
        sheet.text(10, 10, words)
    path = tmp_path / "paper.pdf"
    sheet.output(str(path))
    return path


def test_a_scanned_page_is_shown_small_and_upright(tmp_path):
    drawn = preview_of(pdf(tmp_path, photograph(900, 1200)), "application/pdf")
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, max(picture.size)) == ("JPEG", SIDE)
        assert picture.height > picture.width


@pytest.mark.parametrize("what", ["words", "a stamp", "two photographs"])
def test_a_page_that_is_no_scan_has_no_picture_that_could_mislead(tmp_path, what):
    pictures = {"words": [], "a stamp": [photograph(200, 200)], "two photographs": [photograph(900, 900)] * 2}
    if what == "two photographs":
        pictures[what] = [photograph(900, 900), photograph(800, 900)]
    assert preview_of(pdf(tmp_path, *pictures[what], words="A contract"), "application/pdf") is None


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"])
def test_a_broken_pdf_has_none(tmp_path, body):
    path = tmp_path / "broken.pdf"
    path.write_bytes(body)
    assert preview_of(path, "application/pdf") is None
    assert preview_of(path, "text/plain") is None
