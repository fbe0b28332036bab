"""What a file is called follows from what it is, for every kind that is taken."""

from __future__ import annotations

import pytest

from fawang.gateways.storage import FileTypeRefused, inspect_file
from tests.gateways.storage.test_inspect import pdf, picture
from tests.gateways.storage.test_word import docx


def mp4(brand: bytes, *handlers: bytes) -> bytes:
    """An MP4 as far as its kind can be told: the brand, and a handler box for each track."""
    boxes = b"".join(b"\x00\x00\x00\x20hdlr" + bytes(8) + one + bytes(12) for one in handlers)
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(12) + boxes + bytes(300)


KINDS = {
    "a photograph": (picture(), "image/jpeg", "jpg"),
    "a screenshot": (picture("PNG"), "image/png", "png"),
    "a scan": (pdf(), "application/pdf", "pdf"),
    "a letter": (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "a recording": (mp4(b"M4A ", b"soun"), "audio/mp4", "m4a"),
    "a song file": (b"ID3\x04" + bytes(400), "audio/mpeg", "mp3"),
    "a phone's video": (mp4(b"isom", b"soun", b"vide"), "video/mp4", "mp4"),
    "a camera's video": (mp4(b"mp42", b"vide", b"soun"), "video/mp4", "mp4"),
    "a note": ("老板说月底给钱".encode(), "text/plain", "txt"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("claimed", ["证据.exe", "证据.jpg", "证据.mp4", "证据"])
def test_the_content_decides_whatever_the_name_says(tmp_path, kind, claimed):
    body, media_type, ending = KINDS[kind]
    path = tmp_path / "file"
    path.write_bytes(body)
    facts = inspect_file(path, claimed)
    assert (facts.media_type, facts.file_name) == (media_type, f"证据.{ending}")


@pytest.mark.parametrize(
    "body",
    [
        b"MZ\x90\x00" + bytes(400),
        b"\x7fELF" + bytes(400),
        mp4(b"evil", b"vide"),
        b"\x1aE\xdf\xa3" + bytes(400),
        b"RIFF" + bytes(4) + b"AVI " + bytes(400),
        b"<svg onload=alert(1)>",
    ],
)
def test_what_is_none_of_them_is_refused_under_any_name(tmp_path, body):
    path = tmp_path / "file"
    path.write_bytes(body)
    for claimed in ("a.jpg", "a.mp4", "a.pdf"):
        with pytest.raises(FileTypeRefused):
            inspect_file(path, claimed)
