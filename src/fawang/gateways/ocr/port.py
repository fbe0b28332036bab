"""What every reader of pictures does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Corner = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line of text: its corners are top left, top right, bottom right, bottom left, in pixels from the top
    left of the picture; `score` is how sure the reader is, from 0 to 1."""

    text: str
    box: tuple[Corner, Corner, Corner, Corner]
    score: float


class OcrFailed(Exception):
    """Not read, and trying again may help. The text holds nothing of the picture."""


class OcrBusy(OcrFailed):
    """Too many people at once."""


class PictureRefused(Exception):
    """What was given is no picture that can be read, or too large a one."""


class LineReader(Protocol):
    """Reads text."""

    def read_lines(self, image: bytes) -> list[Line]:
        """The lines in a JPEG, PNG or WebP, in any order. Raises PictureRefused, OcrBusy, OcrFailed."""
