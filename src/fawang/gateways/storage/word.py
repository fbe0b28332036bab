"""What is inside a Word document: a zip archive whose parts may run something, fetch something, or unpack
to more than the disk holds."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from fawang.gateways.storage.refusals import FileBroken, FileHasScript, FileTypeRefused

#: A docx may unpack to this much, and to this many times its size.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 120
MOST_PARTS = 2000
#: The parts that are read through; one longer than this is no letter a person wrote.
MOST_XML = 64 * 1024 * 1024
_ACTIVE_PARTS = ("vbaproject", "activex", "embeddings/", "oleobject", "attachedtemplate", "afchunk")
#: What a document of text and pictures is made of; a program inside has none of these endings.
_PART_ENDINGS = (
    *(".xml", ".rels", ".vml", ".thmx", ".txt", ".ttf", ".odttf"),
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".tif", ".tiff"),
    *(".webp", ".emf", ".wmf", ".wdp", ".svg"),
)
#: Relations that make the reader's program load a part as a document of its own.
_ACTIVE_RELATIONS = ("oleobject", "attachedtemplate", "afchunk", "subdocument", "frame", "package", "control")
#: Fields that start a program or fetch a file when the document is opened.
_ACTIVE_FIELDS = re.compile(rb"\bDDE(AUTO)?\b|\bINCLUDE(TEXT|PICTURE)\b", re.IGNORECASE)


def check_docx(path: Path) -> None:
    """Raises FileTypeRefused (another kind of archive), FileBroken, FileHasScript."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            names = [part.filename.lower() for part in parts]
            if "word/document.xml" not in names or "[content_types].xml" not in names:
                # Some other archive: what is in it cannot be looked at by the office, so it is not taken.
                raise FileTypeRefused(
                    "不能上传压缩包。请把里面的文件一份一份上传（照片、PDF、docx、文本或录音）。"
                )
            packed = max(path.stat().st_size, 1)
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO:
                raise FileBroken("这个 Word 文档解开后大得不正常，不能上传。请另存为 PDF 后再上传。")
            if any(_is_active(name) for name in names):
                raise FileHasScript
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(package, part)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise FileBroken from None


def _is_active(name: str) -> bool:
    if ".." in name.split("/") or name.startswith("/") or any(mark in name for mark in _ACTIVE_PARTS):
        return True
    return not name.endswith("/") and not name.endswith(_PART_ENDINGS)


def _check_xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part must be XML without its own entities, and call nothing in from outside."""
    if part.file_size > MOST_XML:
        raise FileBroken("这个 Word 文档解开后大得不正常，不能上传。请另存为 PDF 后再上传。")
    parser = expat.ParserCreate()
    fields: list[str] = []
    inside: list[bool] = [False]

    def refuse(*_: object) -> None:
        raise FileHasScript

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside[0] = tag.endswith("instrText")
        if tag.endswith("fldSimple"):
            fields.extend(attributes.values())
        if tag.rpartition(":")[2] == "Relationship":
            _check_relation(attributes)

    def text(words: str) -> None:
        if inside[0]:
            fields.append(words)

    def end(_tag: str) -> None:
        inside[0] = False

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        with package.open(part) as stream:
            while block := stream.read(65536):
                parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FileBroken from None
    # A field may be cut into several runs, so that it is looked at as one piece.
    if _ACTIVE_FIELDS.search("".join(fields).encode()):
        raise FileHasScript


def _check_relation(attributes: dict[str, str]) -> None:
    """A link that a person clicks may lead outside; anything that is fetched by itself may not."""
    kind = attributes.get("Type", "").rpartition("/")[2].lower()
    outside = attributes.get("TargetMode", "").lower() == "external"
    if kind in _ACTIVE_RELATIONS or (outside and kind != "hyperlink"):
        raise FileHasScript
