"""Files that are not what they say, and files that would do something."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from fawang.gateways.storage import (
    FileBroken,
    FileEmpty,
    FileHasScript,
    FileTooLarge,
    FileTypeRefused,
    LocalStore,
    inspect_file,
)
from fawang.gateways.storage.inspect import safe_name


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (120, 90, 30)).save(out, kind)
    return out.getvalue()


def pdf(change=lambda writer: None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", more.pop("document", b"<w:document xmlns:w='w'/>"))
        for name, body in more.items():
            package.writestr(name.replace("__", "/"), body)
    return out.getvalue()


def looked_at(tmp_path, body: bytes, name: str = "file.jpg"):
    path = tmp_path / "incoming"
    path.write_bytes(body)
    return inspect_file(path, name)


def on_opening(**entries: str):
    """What a PDF does when it is opened."""

    def change(writer: PdfWriter) -> None:
        action = DictionaryObject(
            {
                NameObject(f"/{key}"): NameObject(f"/{value}") if key == "S" else TextStringObject(value)
                for key, value in entries.items()
            }
        )
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return change


GOOD = {
    "photo.jpeg": (picture(), "image/jpeg", "photo.jpg"),
    "身份证.png": (picture("PNG"), "image/png", "身份证.png"),
    "合同.pdf": (pdf(), "application/pdf", "合同.pdf"),
    "说明": ("老板欠我工资".encode(), "text/plain", "说明.txt"),
    "老记录.txt": ("老板欠我工资".encode("gb18030"), "text/plain", "老记录.txt"),
    "欠条.exe": (picture(), "image/jpeg", "欠条.jpg"),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_files_get_their_true_type_and_name(tmp_path, name):
    body, media_type, shown = GOOD[name]
    facts = looked_at(tmp_path, body, name)
    assert (facts.media_type, facts.file_name) == (media_type, shown)


def test_a_word_document_is_taken(tmp_path):
    assert looked_at(tmp_path, docx(), "起诉状.docx").ending == "docx"


BOMB = b"<w:document xmlns:w='w'>" + b" " * 30_000_000 + b"</w:document>"
ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]><w:document xmlns:w="w">&a;</w:document>'
BAD = {
    "an executable renamed .jpg": (b"MZ\x90\x00" + os.urandom(400), FileTypeRefused),
    "a Linux program": (b"\x7fELF" + bytes(400), FileTypeRefused),
    "a shell script renamed .jpg": (b"#!/bin/sh\nrm -rf /\n", FileTypeRefused),
    "a web page": (b"<html><script>alert(1)</script></html>", FileTypeRefused),
    "a picture with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', FileTypeRefused),
    "a GIF": (b"GIF89a" + bytes(100), FileTypeRefused),
    "a HEIC photograph": (b"\x00\x00\x00\x18ftypheic" + bytes(100), FileTypeRefused),
    "half a JPEG header": (b"\xff\xd8\xff\xe0" + bytes(40), FileBroken),
    "a PNG with a broken chunk": (picture("PNG")[:60] + b"xx" + picture("PNG")[62:], FileBroken),
    "a PDF that stops": (b"%PDF-1.7\n1 0 obj", FileBroken),
    "a zip bomb dressed as a document": (docx(document=BOMB), FileBroken),
    "a document with macros": (docx(word__vbaProject_bin=b"x"), FileHasScript),
    "a document with entities": (docx(document=ENTITIES), FileHasScript),
    "a PDF with script": (pdf(on_opening(S="JavaScript", JS="app.alert(1)")), FileHasScript),
    "a PDF that starts a program": (pdf(on_opening(S="Launch", F="cmd.exe")), FileHasScript),
    "a PDF with a file in it": (pdf(lambda w: w.add_attachment("a.exe", b"MZ")), FileHasScript),
    "a PDF with a password": (pdf(lambda w: w.encrypt("geheim")), FileBroken),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_files_are_refused_with_a_sentence_that_helps(tmp_path, what):
    body, refusal = BAD[what]
    with pytest.raises(refusal) as refused:
        looked_at(tmp_path, body)
    assert type(refused.value) is refusal
    assert "请" in refused.value.message


def test_an_archive_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(FileTypeRefused, match="压缩包"):
        looked_at(tmp_path, out.getvalue(), "材料.jpg")


def test_a_picture_of_a_billion_pixels_is_not_opened(tmp_path):
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 40000, 40000, 8, 2, 0, 0, 0)
    body = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    with pytest.raises(FileBroken, match="尺寸太大"):
        looked_at(tmp_path, body)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\欠条.jpg", "欠条.jpg"),
        ("欠条.pdf.exe", "欠条.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ('<img src=x onerror="1">.jpg', "img src=x onerror=1.jpg"),
        ("...", "材料.jpg"),
        ("长" * 300, "长" * 120 + ".jpg"),
    ],
)
def test_names_are_made_harmless(typed, shown):
    assert safe_name(typed, "jpg") == shown


def test_reading_stops_at_the_limit(tmp_path):
    read = 0

    def fifty_megabytes():
        nonlocal read
        for _ in range(50):
            read += 1
            yield bytes(1024 * 1024)

    store = LocalStore(tmp_path / "files")
    with pytest.raises(FileTooLarge, match="20 MB"):
        store.receive(fifty_megabytes())
    assert read == 21
    assert list((tmp_path / "files" / "incoming").iterdir()) == []
    with pytest.raises(FileEmpty):
        store.receive([])


def test_the_same_content_is_kept_once_readable_by_the_owner_only(tmp_path):
    store = LocalStore(tmp_path / "files")
    names = set()
    for _ in range(2):
        with store.receive([b"abc", b"def"]) as incoming:
            names.add(store.keep(incoming))
    (name,) = names
    path = store.path_of(name)
    assert path.read_bytes() == b"abcdef"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "files" / "incoming").iterdir()) == []
    for wrong in ("../../etc/passwd", "aa/../" + name, "zz/none"):
        with pytest.raises(FileNotFoundError):
            store.path_of(wrong)
    store.remove(name)
    with pytest.raises(FileNotFoundError):
        store.path_of(name)
