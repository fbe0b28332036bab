"""A small picture of a file: pixels alone, drawn anew. The file itself is never touched.

Nothing here draws the text of a PDF. But most PDFs that people send are scans, each page of which is one
photograph, and that can be shown; a PDF of text has an icon and is opened to be seen."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

#: Pixels of the longer side: enough to tell a contract from an identity card, not to read either.
SIDE = 320
_PICTURES = ("image/jpeg", "image/png")
#: A picture in a page of fewer pixels is a stamp or a letterhead, no scan of the page; one of more bytes than
#: that is not unpacked for a thumbnail's sake.
_LEAST_SCAN, _MOST_BYTES = 300_000, 30 * 1024 * 1024


def preview_of(path: Path, media_type: str) -> bytes | None:
    """A JPEG of at most `SIDE` pixels a side, upright, without place, time or camera: of a picture, or of the
    first page of a PDF that is a scan; None for everything else and for what cannot be drawn. The file was
    looked at by `inspect_file` before."""
    if media_type in _PICTURES:
        return _drawn(path)
    if media_type == "application/pdf":
        scan = _scan_of(path)
        return _drawn(io.BytesIO(scan)) if scan else None
    return None


def _scan_of(path: Path) -> bytes | None:
    """The photograph that the first page consists of; None when it has none, or several."""
    try:
        page = PdfReader(path).pages[0]
        scans = [name for name, one in _inside(page).items() if _is_scan(one.get_object())]
        return bytes(page.images[scans[0]].data) if len(scans) == 1 else None
    except (PyPdfError, KeyError, IndexError, TypeError, ValueError, AttributeError, OSError, RecursionError):
        return None


def _inside(page: DictionaryObject) -> DictionaryObject:
    """The pictures and forms that a page names."""
    found: object = page
    for name in ("/Resources", "/XObject"):
        found = found[name].get_object() if isinstance(found, DictionaryObject) else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _is_scan(one: object) -> bool:
    if not isinstance(one, StreamObject) or one.get("/Subtype") != "/Image":
        return False
    pixels = int(str(one["/Width"])) * int(str(one["/Height"]))
    return (
        pixels >= _LEAST_SCAN
        and one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])
        and len(one._data) <= _MOST_BYTES
    )


def _drawn(source: Path | io.BytesIO) -> bytes | None:
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 million pixels on; `inspect_file` has its own limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(source, formats=("JPEG", "PNG")) as picture:
                # A JPEG is unpacked at a fraction of its size.
                picture.draft("RGB", (SIDE * 2, SIDE * 2))
                picture.thumbnail((SIDE, SIDE))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
        plain = Image.new("RGB", upright.size, "white")
        plain.paste(upright, mask=upright.getchannel("A"))
        drawn = io.BytesIO()
        plain.save(drawn, "JPEG", quality=70, optimize=True)
        return drawn.getvalue()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        MemoryError,
    ):
        return None
