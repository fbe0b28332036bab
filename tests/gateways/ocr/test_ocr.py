"""The local reader against an engine that answers as RapidOCR's process does."""

from __future__ import annotations

import importlib.util

import pytest

from fawang.gateways import ocr
from fawang.gateways.engine import EngineBusy, EngineSlow
from fawang.gateways.ocr import LocalReader, OcrBusy, OcrFailed, PictureRefused


class FakeEngine:
    def __init__(self, answer) -> None:
        self.answer = answer

    def call(self, head, body):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_lines_keep_their_text_corners_and_score() -> None:
    box = [[1, 2], [30, 2], [30, 12], [1, 12]]
    lines = LocalReader(FakeEngine({"lines": [["姓名王建国", box, 0.98]]})).read_lines(b"jpeg")
    assert [(one.text, one.score) for one in lines] == [("姓名王建国", 0.98)]
    assert lines[0].box == ((1.0, 2.0), (30.0, 2.0), (30.0, 12.0), (1.0, 12.0))


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({"fault": "no-picture"}, PictureRefused),
        ({"fault": "too-large"}, PictureRefused),
        (EngineBusy("x"), OcrBusy),
        (EngineSlow("x"), OcrFailed),
    ],
)
def test_what_goes_wrong_has_its_name(answer, failure) -> None:
    with pytest.raises(failure):
        LocalReader(FakeEngine(answer)).read_lines(b"jpeg")


@pytest.mark.parametrize("missing", [{"rapidocr"}, {"onnxruntime"}, {"rapidocr", "onnxruntime"}, set()])
def test_there_is_a_reader_only_where_the_whole_extra_is(monkeypatch, missing) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None if name in missing else object())
    ocr.ocr_reader.cache_clear()
    assert (ocr.ocr_reader() is None) == bool(missing)
    ocr.ocr_reader.cache_clear()


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is not None, reason="the extra is installed here")
def test_without_the_extra_the_engine_fails_instead_of_hanging() -> None:
    with pytest.raises(OcrFailed):
        LocalReader().read_lines(b"\xff\xd8\xff")
