"""The text that a file holds as text: of a PDF's own layer, of a document, of a plain text. Pictures are read
by `gateways.ocr`."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MOST_PAGES = 40
#: Characters kept of one file.
MOST_TEXT = 20_000
#: A document's main part, unpacked; `check_docx` has refused what unpacks to more.
_MOST_PART = 20 * 1024 * 1024


def text_in(path: Path, media_type: str) -> str:
    """What can be read without looking at pixels; empty when there is nothing, or it cannot be read."""
    if media_type == "application/pdf":
        return _tidy(_of_pdf(path))
    if media_type == "text/plain":
        return _tidy(_of_text(path))
    if media_type.endswith("wordprocessingml.document"):
        return _tidy(_of_document(path))
    return ""


def _of_pdf(path: Path) -> str:
    found: list[str] = []
    size = 0
    try:
        for page in PdfReader(path, strict=False).pages[:MOST_PAGES]:
            found.append(page.extract_text() or "")
            size += len(found[-1])
            if size > MOST_TEXT:
                break
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError):
        pass  # A page that cannot be read does not take away what the pages before it said.
    return "\n".join(found)


def _of_document(path: Path) -> str:
    """Its paragraphs. `check_docx` has refused a document that declares entities."""
    found: list[str] = []
    reader = expat.ParserCreate(namespace_separator=" ")
    inside = False

    def begun(name: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = name.endswith("/main t")

    def ended(name: str) -> None:
        nonlocal inside
        inside = False
        if name.endswith("/main p"):
            found.append("\n")

    def words(text: str) -> None:
        if inside:
            found.append(text)

    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = begun, ended, words
    try:
        with zipfile.ZipFile(path) as package, package.open("word/document.xml") as part:
            reader.Parse(part.read(_MOST_PART), True)
    except (zipfile.BadZipFile, KeyError, OSError, expat.ExpatError, RuntimeError, ValueError, EOFError):
        return ""
    return "".join(found)


def _of_text(path: Path) -> str:
    raw = path.read_bytes()[: MOST_TEXT * 4]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _tidy(text: str) -> str:
    return re.sub(r"[ \t\r\f\v]+", " ", text).replace("\x00", "").strip()[:MOST_TEXT]
