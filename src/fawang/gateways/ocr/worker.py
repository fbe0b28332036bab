"""RapidOCR in its own process (`python -m fawang.gateways.ocr.worker`). Never imported by the rest: it
loads what only the extra `ocr` brings."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy
from PIL import Image, ImageOps
from rapidocr import RapidOCR

from fawang.gateways.engine.frames import Fault, answer_frames

#: Phones take 108 million pixels at most. A JPEG of that size is unpacked small, any other picture in full.
MOST_PIXELS = 110_000_000
MOST_PIXELS_IN_FULL = 50_000_000
#: A card that fills a photo is read well from this many pixels; more only costs time.
LONGEST_SIDE = 1600
#: Seconds without a picture after which the memory is given back.
IDLE = 180


def upright(image: bytes) -> Image.Image:
    """The picture as its maker held it, at a size worth reading. Raises Fault."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.MAX_IMAGE_PIXELS = MOST_PIXELS
            picture = Image.open(io.BytesIO(image), formats=("JPEG", "PNG", "WEBP"))
            most = MOST_PIXELS if picture.format == "JPEG" else MOST_PIXELS_IN_FULL
            if picture.width * picture.height > most:
                raise Fault("too-large")
            # A JPEG is unpacked at a fraction of its size where that is enough.
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return ImageOps.exif_transpose(picture).convert("RGB")
    except Image.DecompressionBombError:
        raise Fault("too-large") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Fault("no-picture") from None


class Reader:
    """The models, loaded with the first picture."""

    def __init__(self) -> None:
        self._engine: Any = None

    def answer(self, head: dict[str, Any], image: bytes) -> dict[str, Any]:
        """The lines of one picture."""
        # Channels in the order the models were trained on: blue first.
        pixels = numpy.asarray(upright(image))[:, :, ::-1]
        if self._engine is None:
            self._engine = RapidOCR()
        found = self._engine(numpy.ascontiguousarray(pixels))
        if found.txts is None:
            return {"lines": []}
        return {
            "lines": [
                [text, [[float(x), float(y)] for x, y in box], float(score)]
                for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
            ]
        }


if __name__ == "__main__":
    answer_frames(Reader().answer, idle=IDLE)
