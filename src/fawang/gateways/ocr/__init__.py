"""Reading the text in pictures: the port and the local reader."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec

from fawang.gateways.ocr.local import LocalReader
from fawang.gateways.ocr.port import Line, LineReader, OcrBusy, OcrFailed, PictureRefused

__all__ = ["Line", "LineReader", "LocalReader", "OcrBusy", "OcrFailed", "PictureRefused", "ocr_reader"]


@lru_cache(maxsize=1)
def ocr_reader() -> LineReader | None:
    """The reader of this installation; None where the extra `ocr` is not installed."""
    return LocalReader() if find_spec("rapidocr") and find_spec("onnxruntime") else None
