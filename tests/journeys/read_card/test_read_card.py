"""A photo becomes answers or a kind sentence; the reader stands behind a fake."""

from __future__ import annotations

import pytest

from fawang.core import clock
from fawang.gateways.ocr import OcrBusy, OcrFailed, PictureRefused
from fawang.journeys import read_card as journey
from fawang.journeys.read_card import (
    MOST_BYTES,
    CardNotRead,
    PictureTooLarge,
    ReaderBusy,
    can_read_cards,
    read_card,
)
from tests.journeys.read_card.test_rules import FACE, NUMBER, line


@pytest.fixture
def reader(monkeypatch):
    """A reader that sees what it is told to."""

    class Fake:
        answer = FACE
        seen: list[bytes] = []

        def read_lines(self, image):
            self.seen.append(image)
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    fake = Fake()
    fake.seen = []
    monkeypatch.setattr(journey, "ocr_reader", lambda: fake)
    journey.allowance.forget()
    return fake


def read(picture: bytes = b"jpeg", address: str = "10.0.0.1"):
    return read_card(picture=picture, address=address, now=clock.now())


def test_a_photo_gives_the_answers(reader) -> None:
    card = read()
    assert (card.name, card.identity_number) == ("王建国", NUMBER)
    assert reader.seen == [b"jpeg"]


@pytest.mark.parametrize(
    ("answer", "refusal", "words"),
    [
        (PictureRefused("no-picture"), CardNotRead, "不是能认的照片"),
        (PictureRefused("too-large"), PictureTooLarge, "太大"),
        (OcrBusy("x"), ReaderBusy, "人多"),
        (OcrFailed("x"), ReaderBusy, "没有认成"),
        ([], CardNotRead, "没有认清"),
        ([line("欠条", 0, 0)], CardNotRead, "没有认清"),
        ([line("签发机关示例省淮畔市公安局", 0, 0)], CardNotRead, "国徽"),
    ],
)
def test_every_failure_says_that_typing_works_too(reader, answer, refusal, words) -> None:
    reader.answer = answer
    with pytest.raises(refusal, match=words) as raised:
        read()
    assert any(way in raised.value.message for way in ("手填", "再拍", "拍有照片", "选一张"))


def test_too_large_a_file_never_reaches_the_reader(reader) -> None:
    with pytest.raises(PictureTooLarge):
        read(b"x" * (MOST_BYTES + 1))
    assert reader.seen == []


def test_one_address_cannot_keep_the_reader_to_itself(reader) -> None:
    for _ in range(journey.allowance.rate):
        read()
    with pytest.raises(ReaderBusy):
        read()
    assert read(address="10.0.0.2").name


def test_without_a_reader_cards_are_not_read(monkeypatch) -> None:
    monkeypatch.setattr(journey, "ocr_reader", lambda: None)
    assert not can_read_cards()
    with pytest.raises(CardNotRead, match="手填"):
        read()
