"""Papers as PDF: the layout a bureau knows, every character there, and a signature that notices one bit."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from fawang.evidence.documents import (
    FormSection,
    FormSheet,
    GlyphMissing,
    Paper,
    SigningKeyBroken,
    examine,
    make_form_pdf,
    make_paper_pdf,
    sheet,
    sign_pdf,
    signing_identity,
)
from fawang.evidence.documents.keys import certificate_pem, own_key_path
from fawang.evidence.documents.lines import CLOSING, OPENING, broken, pages
from tests.cast import NOW

LONG = "本中心经审查认为，申请人提交的材料齐全，符合《中华人民共和国法律援助法》规定的条件。"
PAPER = Paper(
    office="石港县法律援助中心",
    title="给予法律援助决定书",
    number="（2026）石援给字第12号",
    to="王建国",
    body=("你于2026年11月17日提出的申请，经审查，符合条件。", "决定给予法律援助。"),
    cites=("《中华人民共和国法律援助法》第四十三条",),
    remedy="有异议的，可以向石港县司法局提出。",
    signers=(),
    issued_on=date(2026, 11, 21),
    verify_url="https://12348.example.cn/verify/7K3Q-9VXT-M2PB-4R/",
    verify_code="7K3Q-9VXT-M2PB-4R",
)


def text_of(pdf: bytes) -> str:
    """The words of a PDF without the breaks of its lines."""
    return "".join(page_text(page) for page in PdfReader(io.BytesIO(pdf)).pages)


def page_text(page) -> str:
    """The words of a page; the reader gives both bytes of a character's code, of which one is empty."""
    return "".join(page.extract_text().replace("\x00", "").split())


def page_count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def identity():
    # The first paper of a run makes the key, in the name of whoever issued it: this one makes its own.
    own_key_path().unlink(missing_ok=True)
    return signing_identity(owner="石港县司法局", now=NOW)


@pytest.fixture
def signed(identity):
    return sign_pdf(make_paper_pdf(PAPER), identity=identity, reason="签发", location=PAPER.office)


def test_everything_stands_on_the_paper_in_its_order():
    text = text_of(make_paper_pdf(PAPER))
    wanted = [
        "石港县法律援助中心", "给予法律援助决定书", "（2026）石援给字第12号", "王建国：",
        "你于2026年11月17日", "决定给予法律援助。",
        "法律依据：《中华人民共和国法律援助法》第四十三条。", "有异议的",
        "2026年11月21日", "（公章）",
    ]  # fmt: skip
    places = [text.index(part) for part in wanted]
    assert places == sorted(places)
    assert "7K3Q-9VXT-M2PB-4R" in text


def test_the_page_is_a4_with_the_margins_of_the_standard():
    page = PdfReader(io.BytesIO(make_paper_pdf(replace(PAPER, body=(LONG * 30,))))).pages[0]
    millimetre = 72 / 25.4
    assert [round(float(edge) / millimetre) for edge in page.mediabox[2:]] == [210, 297]
    found: list[tuple[str, float, float]] = []

    def note(text, _matrix, where, _font, _size):
        if text.strip():
            found.append((text, where[4] / millimetre, where[5] / millimetre))

    page.extract_text(visitor_text=note)
    assert min(x for _, x, _ in found) >= 27.9
    assert max(y for _, _, y in found) <= 297 - 37


def test_fonts_are_embedded_as_subsets_and_the_file_is_small():
    pdf = make_paper_pdf(PAPER)
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        inside = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in inside or "/FontFile3" in inside
        assert "+" in font.get_object()["/BaseFont"]
    assert len(pdf) < 150_000


def test_a_preview_has_neither_number_nor_code():
    pdf = make_paper_pdf(replace(PAPER, number="", verify_url="", verify_code=""))
    assert "预览，没有编号，没有效力" in text_of(pdf)
    assert not PdfReader(io.BytesIO(pdf)).pages[0].images


def test_the_seal_is_printed_only_where_there_is_one():
    picture = io.BytesIO()
    Image.new("RGBA", (200, 200), (200, 0, 0, 90)).save(picture, format="PNG")
    bare, stamped = make_paper_pdf(PAPER), make_paper_pdf(replace(PAPER, seal=picture.getvalue()))
    images = [len(PdfReader(io.BytesIO(pdf)).pages[0].images) for pdf in (bare, stamped)]
    assert images == [1, 2]
    assert "（公章）" not in text_of(stamped)


def test_the_signature_never_stands_alone_on_a_page():
    for paragraphs in (1, 4, 5, 6, 10):
        pdf = make_paper_pdf(replace(PAPER, body=(LONG,) * paragraphs))
        last = page_text(PdfReader(io.BytesIO(pdf)).pages[-1])
        assert "2026年11月21日" in last
        assert "有异议的" in last


def test_the_second_language_follows_where_it_was_asked_for():
    pdf = make_paper_pdf(
        replace(PAPER, english=("Decision to grant legal aid", "You applied for legal aid."))
    )
    assert page_count(pdf) == 2
    last = page_text(PdfReader(io.BytesIO(pdf)).pages[-1])
    assert "Decisiontograntlegalaid" in last
    assert "TheChinesetextprevails" in last


def test_a_character_no_font_has_is_refused_by_name():
    with pytest.raises(GlyphMissing) as refused:
        make_paper_pdf(replace(PAPER, to="王\U00030edd建国"))
    assert refused.value.missing == ("\U00030edd",)
    assert "FAWANG_PAPER_FONT" in refused.value.message


def test_a_deployers_font_is_asked_for_what_the_others_lack(settings, monkeypatch):
    settings.PAPER_FONT = str(sheet.font_files()["hei"])
    # Stands for a font that the shipped one has less of: 王 and 建 come from the deployer's.
    fewer = {ord(one) for one in "".join(PAPER.texts())} - {ord("王"), ord("建")}
    real = sheet._characters
    monkeypatch.setattr(
        sheet,
        "_characters",
        lambda path: real(path) if str(path) == settings.PAPER_FONT else frozenset(fewer),
    )
    assert "王建国" in text_of(make_paper_pdf(PAPER))


def test_rare_characters_of_names_are_printed():
    assert "㛃䶮喆堃祎淼玥犇" in text_of(make_paper_pdf(replace(PAPER, to="㛃䶮喆堃祎淼玥犇")))


@pytest.mark.parametrize(
    "words",
    [
        "{nb}", "**粗** __线__ --", "<b>x</b><script>alert(1)</script>", "(a) Tj ET endstream endobj", "\\",
        "%PDF-1.7 %%EOF", "A" * 400, "，" * 200, "（" * 200, "“" * 60 + "a", " " * 90 + "x", "a\nb\nc",
    ],
)  # fmt: skip
def test_hostile_words_are_only_words(words, identity):
    pdf = make_paper_pdf(replace(PAPER, to=words, body=(words, LONG), remedy=words, title=words[:60]))
    assert "".join(words.split())[:40] in text_of(pdf)
    assert examine(sign_pdf(pdf, identity=identity, reason="签发", location="石港县")).intact


def test_a_signed_paper_is_intact_and_says_who_signed(signed, identity):
    seen = examine(signed)
    assert seen.signed
    assert seen.intact
    assert seen.certificate == identity.fingerprint
    assert seen.signer == "石港县司法局文书签章"
    assert text_of(signed) == text_of(make_paper_pdf(PAPER))


@hypothesis_settings(max_examples=60)
@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_bit_of_a_signed_paper_can_be_changed(share, bit):
    who = signing_identity(owner="石港县司法局", now=NOW)
    signed = _one_signed(who)
    changed = bytearray(signed)
    changed[int(share * len(signed))] ^= 1 << bit
    seen = examine(bytes(changed))
    # The padding after the signature's own bytes is the one place that says nothing.
    assert not seen.intact or _in_padding(signed, int(share * len(signed)))


_KEPT: dict[str, bytes] = {}


def _one_signed(who) -> bytes:
    if who.fingerprint not in _KEPT:
        _KEPT[who.fingerprint] = sign_pdf(
            make_paper_pdf(PAPER), identity=who, reason="签发", location="石港县"
        )
    return _KEPT[who.fingerprint]


def _in_padding(pdf: bytes, place: int) -> bool:
    """Whether a place lies in the hexadecimal field that holds the signature: the field itself cannot be
    signed."""
    start = (
        pdf.index(b"/Contents <") + len("/Contents <") if b"/Contents <" in pdf else pdf.index(b"/Contents")
    )
    return start <= place <= pdf.index(b">", start)


@pytest.mark.parametrize("more", [b"\n", b"%%EOF", b"x" * 2000])
def test_nothing_may_be_added_after_the_signature(signed, more):
    assert not examine(signed + more).intact


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", b"hello", b"\x00" * 5000, b"%PDF-1.7\n%%EOF\n" * 50])
def test_what_is_no_paper_is_neither_signed_nor_a_crash(file):
    seen = examine(file)
    assert not seen.signed
    assert not seen.intact


def test_an_unsigned_paper_is_told_apart():
    assert not examine(make_paper_pdf(PAPER)).signed


def test_a_signature_of_somebody_else_has_another_certificate(signed, tmp_path, settings):
    settings.DATA = tmp_path
    other = signing_identity(owner="别的单位", now=NOW)
    forged = examine(sign_pdf(make_paper_pdf(PAPER), identity=other, reason="签发", location="石港县"))
    assert forged.intact
    assert forged.certificate != examine(signed).certificate


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path, settings):
    settings.DATA = tmp_path
    first = signing_identity(owner="石港县司法局", now=NOW)
    assert own_key_path().stat().st_mode & 0o077 == 0
    assert signing_identity(owner="改了名的司法局", now=NOW).fingerprint == first.fingerprint
    assert certificate_pem(first).startswith("-----BEGIN CERTIFICATE-----")


def test_signing_works_where_an_event_loop_runs(identity):
    async def within() -> bool:
        return examine(
            sign_pdf(make_paper_pdf(PAPER), identity=identity, reason="签发", location="石港县")
        ).intact

    assert asyncio.run(within())


def test_a_bureaus_own_certificate_takes_its_place(tmp_path, settings):
    settings.DATA = tmp_path
    own = signing_identity(owner="石港县司法局", now=NOW)
    key, certificate, _ = pkcs12.load_key_and_certificates(own.path.read_bytes(), None)
    bureau = tmp_path / "bureau.p12"
    locked = pkcs12.serialize_key_and_certificates(
        b"b", key, certificate, None, BestAvailableEncryption("口令".encode())
    )
    bureau.write_bytes(locked)
    settings.SIGN_P12, settings.SIGN_PASSWORD = str(bureau), "口令"
    used = signing_identity(owner="", now=NOW)
    assert used.path == bureau
    assert examine(sign_pdf(make_paper_pdf(PAPER), identity=used, reason="签发", location="石港县")).intact
    settings.SIGN_PASSWORD = "不对"
    with pytest.raises(SigningKeyBroken):
        signing_identity(owner="", now=NOW)
    settings.SIGN_P12 = str(tmp_path / "none.p12")
    with pytest.raises(SigningKeyBroken):
        signing_identity(owner="", now=NOW)


def test_a_form_goes_on_over_pages_and_loses_no_word():
    story = "".join(f"第{n}句。" for n in range(900))
    sheet = FormSheet(
        title="民事法律援助申请表", office="石港县法律援助中心", head=(("编号", "990121"),),
        sections=(FormSection("申请人", (("姓名", "王建国"),)), FormSection("经过", (("经过", story),))),
        statement="我说的都是真的。", note="扫码查进度。", qr_url="https://12348.example.cn/p/X",
    )  # fmt: skip
    pdf = make_form_pdf(sheet, made_on=date(2026, 11, 21))
    text = text_of(pdf)
    assert page_count(pdf) > 1
    # The number of a page may stand in the middle of a sentence that goes on over it.
    assert sum(f"第{n}句" in text for n in range(900)) >= 900 - page_count(pdf)
    assert "申请人签名" in text


def one_each(piece: str) -> float:
    return float(len(piece))


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    lines = broken("甲乙丙丁，戊己（庚辛壬癸）。" * 6, 5, one_each)
    assert not any(line[0] in CLOSING or line[-1] in OPENING for line in lines)


@given(text=st.text("甲乙，。（）ab1 “”", max_size=80), width=st.integers(3, 20))
def test_breaking_loses_nothing_and_keeps_within_the_line(text, width):
    lines = broken(text, width, one_each)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # Marks that hang together may be moved on, but never past the edge of the line they come to.
    assert all(len(line) <= width + 3 for line in lines)


@given(lines=st.integers(0, 200), tail=st.integers(1, 8), capacity=st.integers(10, 30))
def test_every_line_has_its_page_and_the_signature_has_company(lines, tail, capacity):
    counts = pages(lines, tail, capacity)
    assert sum(counts) == lines
    assert all(count <= capacity for count in counts)
    assert counts[-1] + tail <= capacity
    assert counts[-1] >= min(1, lines)
