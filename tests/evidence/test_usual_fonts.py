"""The small fonts of the usual paper: the same letters, and never one less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from fawang.evidence.documents import FormSection, FormSheet, make_form_pdf, make_paper_pdf, usual_fonts
from fawang.evidence.documents.sheet import HEI, SHIPPED, SONG
from fawang.evidence.documents.usual_fonts import ensure_usual_font, usual_characters, usual_font
from tests.cast import NOW
from tests.evidence.test_documents import PAPER, text_of

FORM = FormSheet(
    title="法律援助申请表", office="石港县法律援助中心", head=(("编号", "990121"),),
    sections=(FormSection("申请人", (("姓名", "王建国"),)),), statement="以上属实。", note="请留好",
    qr_url="https://12348.example.cn/p",
)  # fmt: skip
#: 龑 (as in 刘龑) and 㛃 are names of living people and stand outside GB 2312.
RARE_NAMES = ("刘龑", "王㛃")


@pytest.fixture
def small(settings, tmp_path, monkeypatch):
    """Small fonts of the characters that the paper and the form need: cutting all takes seconds."""
    settings.DATA = tmp_path
    printed = text_of(make_paper_pdf(PAPER)) + text_of(make_form_pdf(FORM, made_on=NOW.date()))
    few = frozenset({0x20, *map(ord, printed), *map(ord, "".join(PAPER.texts() + FORM.texts()))} - {10})
    monkeypatch.setattr(usual_fonts, "usual_characters", lambda: few)
    usual_fonts._place.cache_clear()
    assert [ensure_usual_font(font) for font in SHIPPED.values()] == [True, True]
    yield few
    usual_fonts._place.cache_clear()


def outlines(path, characters) -> dict[int, tuple]:
    """How each character is drawn, and how wide it is."""
    drawn = {}
    with TTFont(path) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        for one in characters:
            pen = RecordingPen()
            glyphs[names[one]].draw(pen)
            drawn[one] = (pen.value, glyphs[names[one]].width)
    return drawn


def test_the_words_of_the_layout_are_usual_ones():
    printed = text_of(make_paper_pdf(replace(PAPER, seal=None))) + text_of(
        make_form_pdf(FORM, made_on=NOW.date())
    )
    assert set(map(ord, printed)) <= usual_characters()
    assert {ord(one) for one in "王建国赵钱孙李拖欠·—〔2026〕℃"} <= usual_characters()
    assert len(usual_characters()) > 7400
    assert not {ord(name[1]) for name in RARE_NAMES} & usual_characters()


@pytest.mark.parametrize("font", [SONG, HEI])
def test_the_letters_are_those_of_the_whole_font(small, font):
    whole = SHIPPED[font]
    cut = usual_font(whole, PAPER.texts())
    assert cut != whole
    assert cut.stat().st_size < whole.stat().st_size / 20
    assert outlines(cut, small) == outlines(whole, small)


def test_a_paper_says_the_same_with_either_font(small, monkeypatch):
    with_small = make_paper_pdf(PAPER), make_form_pdf(FORM, made_on=NOW.date())
    monkeypatch.setattr(usual_fonts, "usual_characters", frozenset)
    with_whole = make_paper_pdf(PAPER), make_form_pdf(FORM, made_on=NOW.date())
    assert [*map(text_of, with_small)] == [*map(text_of, with_whole)]


def test_any_other_character_takes_the_whole_font(small):
    for name in RARE_NAMES:
        assert usual_font(SHIPPED[SONG], (*PAPER.texts(), name)) == SHIPPED[SONG]
        assert name in text_of(make_paper_pdf(replace(PAPER, to=name)))


def test_it_is_made_once_and_what_an_older_version_made_goes(small, tmp_path):
    kept = usual_font(SHIPPED[SONG], PAPER.texts())
    old = kept.with_name(f"{SHIPPED[SONG].stem}-0123456789abcdef.otf")
    old.write_bytes(b"old")
    assert ensure_usual_font(SHIPPED[SONG]) is False
    kept.unlink()
    assert ensure_usual_font(SHIPPED[SONG]) is True
    assert sorted(kept.parent.glob(f"{SHIPPED[SONG].stem}*")) == [kept]
