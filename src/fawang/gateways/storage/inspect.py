"""What a file really is. The first bytes decide, never the name; then the file is read as what it says it
is, so that something only dressed up as a picture is found out."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import puremagic
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from fawang.gateways.storage.refusals import FileBroken, FileHasScript, FileTypeRefused
from fawang.gateways.storage.word import check_docx

#: Pictures of more pixels than this are no photographs of a paper: a phone takes 50 to 200 million at most.
MOST_PIXELS = 170_000_000
MOST_PAGES = 500
MOST_PDF_OBJECTS = 50_000
NAME_LIMIT = 120
#: Names in a PDF that make it do something by itself, or carry another file inside.
_PDF_ACTIVE = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/XFA",
               "/ImportData", "/SubmitForm", "/Movie", "/Rendition"}  # fmt: skip
#: Actions that lead out of the document; harmless under a link, not when they run on opening.
_PDF_OUTWARD = {"/URI", "/GoToR", "/GoToE", "/Launch", "/Named"}
#: Longer than this is no statement that a person typed.
MOST_TEXT = 4 * 1024 * 1024
#: Brands of MP4 that phones and recorders write.
_MP4_BRANDS = (
    b"M4A ",
    b"M4B ",
    b"M4V ",
    b"isom",
    b"iso2",
    b"iso5",
    b"mp41",
    b"mp42",
    b"avc1",
    b"3gp4",
    b"3gp5",
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class FileFacts:
    """A file that may be kept: its true media type, its usual ending, and a harmless name for it."""

    media_type: str
    ending: str
    file_name: str


def inspect_file(path: Path, file_name: str) -> FileFacts:
    """Look at a file. Raises FileTypeRefused, FileBroken, FileHasScript."""
    head = path.open("rb").read(4096)
    media_type, ending, check = _kind_of(head, path)
    check(path)
    return FileFacts(media_type, ending, safe_name(file_name, ending))


def safe_name(file_name: str, ending: str) -> str:
    """The name a person sees: without folders, control and direction characters, and with the ending that
    the content really has."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", file_name)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem = re.sub(r"\s+", " ", name).strip(" .")
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", stem).strip(" .")[:NAME_LIMIT]
    return f"{stem or '材料'}.{ending}"


def _kind_of(head: bytes, path: Path) -> tuple[str, str, Callable[[Path], None]]:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", "jpg", _check_picture
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", "png", _check_picture
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return "application/pdf", "pdf", _check_pdf
    if head.startswith(b"PK\x03\x04"):
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", check_docx
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg", "mp3", _check_sound("mp3")
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        raise FileTypeRefused(
            "这是苹果手机的 HEIC 照片，电脑打不开。请在“设置-相机-格式”里选“兼容性最佳”再拍，或截屏上传。"
        )
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        if _shows_pictures(path):
            return "video/mp4", "mp4", _check_sound("mp4")
        return "audio/mp4", "m4a", _check_sound("m4a")
    if _is_text(path):
        return "text/plain", "txt", _check_text
    raise FileTypeRefused


def _check_picture(path: Path) -> None:
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 million pixels on; today's phones take 108. Our own limit follows.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise FileBroken("这张图片的尺寸太大，打不开。请用手机重新拍照后上传。")
                picture.verify()
            # Verifying a JPEG reads its head only. Decoding it at an eighth finds one that a lost signal cut
            # off, at a fraction of the work; a PNG was checked sum by sum above. A progressive one would need
            # all of it in memory first, and cameras make none.
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
                if picture.format == "JPEG" and "progressive" not in picture.info:
                    picture.draft("L", (max(1, width // 8), max(1, height // 8)))
                    picture.load()
    except Image.DecompressionBombError:
        raise FileBroken("这张图片的尺寸太大，打不开。请用手机重新拍照后上传。") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise FileBroken from None


def _check_pdf(path: Path) -> None:
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise FileBroken("这个 PDF 有密码，工作人员打不开。请去掉密码后再上传，或者拍照上传。")
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise FileBroken(f"PDF 应有 1 到 {MOST_PAGES} 页，请检查或分成几份上传。")
        if any(name in _PDF_ACTIVE for name in _pdf_names(reader)):
            raise FileHasScript
        if _opens_by_itself(reader):
            raise FileHasScript
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError):
        raise FileBroken from None


def _opens_by_itself(reader: PdfReader) -> bool:
    """Whether opening the document, or turning to one of its pages, leads somewhere else."""
    triggers: list[Any] = []
    for place in [reader.root_object, *reader.pages]:
        if (more := place.get("/AA")) is not None:
            triggers.extend(more.get_object().values())
    triggers.append(reader.root_object.get("/OpenAction"))
    for trigger in triggers:
        action = trigger.get_object() if trigger is not None else None
        while isinstance(action, DictionaryObject):
            if str(action.get("/S")) in _PDF_OUTWARD:
                return True
            following = action.get("/Next")
            if isinstance(following, ArrayObject):
                return True  # A chain of actions has no place in a scanned paper.
            action = following
    return False


def _pdf_names(reader: PdfReader) -> Iterator[str]:
    """Every key and action name of every object that can be reached from the document, each object once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    looked = 0
    while waiting:
        looked += 1
        if looked > MOST_PDF_OBJECTS * 20:
            raise FileBroken
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if (thing.idnum, thing.generation) in seen:
                continue
            seen.add((thing.idnum, thing.generation))
            if len(seen) > MOST_PDF_OBJECTS:
                raise FileBroken
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            for key in thing:
                yield str(key)
                value = thing.raw_get(key)
                if key in ("/S", "/Type", "/Subtype") and isinstance(value, str):
                    yield str(value)
                waiting.append(value)
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))


def _check_sound(ending: str) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        """A second opinion on the first bytes: a sound file must not look like anything else."""
        try:
            found = {match.extension.lstrip(".").lower() for match in puremagic.magic_file(str(path))}
        except (puremagic.PureError, ValueError):
            found = set()
        if found & {"exe", "dll", "elf", "zip", "rar", "7z", "swf", "html", "jar"}:
            raise FileTypeRefused
        if path.stat().st_size < 128:
            raise FileBroken

    check.__name__ = f"check_{ending}"
    return check


def _shows_pictures(path: Path) -> bool:
    """Whether an MP4 has a track of moving pictures: one of its handler boxes says `vide`."""
    raw = path.read_bytes()
    at = raw.find(b"hdlr")
    while at >= 0:
        # The box: its name, four bytes of version and flags, four that are zero, then what it handles.
        if raw[at + 12 : at + 16] == b"vide":
            return True
        at = raw.find(b"hdlr", at + 4)
    return False


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        raw = file.read(MOST_TEXT + 1)
    if b"\x00" in raw:
        return False
    if len(raw) > MOST_TEXT:
        raise FileTypeRefused("这份文本太长了。请只留下有关的部分，或者存成 PDF 再上传。")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _CONTROLS.search(text) is None
    return False


def _check_text(path: Path) -> None:
    start = path.read_bytes()[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"#!", b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"@echo")):
        raise FileTypeRefused("这不是普通文本，而是程序或网页文件，不能上传。请把要说的内容拍照或写成文本。")
