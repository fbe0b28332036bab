"""A small picture of a file: pixels alone, drawn anew. The file itself is never touched."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

#: Pixels of the longer side: enough to tell a contract from an identity card, not to read either.
SIDE = 320
_PICTURES = ("image/jpeg", "image/png")


def preview_of(path: Path, media_type: str) -> bytes | None:
    """A JPEG of at most `SIDE` pixels a side, upright, without place, time or camera; None for what is no
    picture or cannot be drawn. The file was looked at by `inspect_file` before."""
    if media_type not in _PICTURES:
        return None
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 million pixels on; `inspect_file` has its own limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
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
