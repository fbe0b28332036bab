"""A signature out of a picture: drawn on a page, or a photo of one on paper. What is kept is the ink alone,
small and grey, without the photo's place, time and camera."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from fawang.gateways.storage.refusals import FileBroken, FileRefused

#: The picture is made this large at most, so that it fits a line of a form.
WIDTH, HEIGHT = 600, 240
#: Darker than this part of the paper's own brightness is ink.
_INK = 0.62
_LEAST_INK = 40  # pixels: a dot or a slip of the finger is no name.
_MOST_INK = 0.5  # of the picture: a photo of something dark is no signature.


class NoSignature(FileRefused):
    """Nothing is written on it."""

    default_message = "没有看到签名。请用手指在框里写上名字；传照片的话，请在白纸上用黑笔写大一些再拍。"


def signature_png(path: Path) -> bytes:
    """The ink of an inspected picture as a small grey PNG. Raises NoSignature, FileBroken."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            picture.draft("L", (WIDTH * 2, HEIGHT * 2))
            picture.thumbnail((WIDTH * 2, HEIGHT * 4))
            grey = _on_white(ImageOps.exif_transpose(picture)).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise FileBroken from None
    paper = _brightness_of_paper(grey)
    limit = int(paper * _INK)
    ink = grey.point([255 if level < limit else 0 for level in range(256)])
    box, dots = ink.getbbox(), ink.histogram()[255]
    if box is None or not _LEAST_INK <= dots <= grey.width * grey.height * _MOST_INK:
        raise NoSignature
    margin = 8
    box = (
        max(box[0] - margin, 0),
        max(box[1] - margin, 0),
        min(box[2] + margin, grey.width),
        min(box[3] + margin, grey.height),
    )
    # Everything as bright as the paper becomes white, so that shadows on a photo do not stay.
    levels = [255 if level >= limit else level * 200 // max(limit, 1) for level in range(256)]
    clean = grey.point(levels).crop(box)
    clean.thumbnail((WIDTH, HEIGHT))
    made = io.BytesIO()
    clean.quantize(16).save(made, "PNG", optimize=True)
    return made.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture over white: what is drawn on a page has no ground of its own."""
    if picture.mode not in ("RGBA", "LA", "P"):
        return picture
    full = picture.convert("RGBA")
    ground = Image.new("RGBA", full.size, "white")
    ground.alpha_composite(full)
    return ground


def _brightness_of_paper(grey: Image.Image) -> int:
    """The level that three quarters of the picture lie below or at: the paper, where most of it is paper."""
    seen, wanted = 0, grey.width * grey.height * 3 // 4
    for level, count in enumerate(grey.histogram()):
        seen += count
        if seen >= wanted:
            return level
    return 255
