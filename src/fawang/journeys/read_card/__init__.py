"""From a photo of an identity card to the answers it holds. The photo is looked at and forgotten."""

from __future__ import annotations

from datetime import datetime

from fawang.core import clock
from fawang.core.allowance import Allowance
from fawang.core.refusals import Refusal
from fawang.gateways.ocr import OcrBusy, OcrFailed, PictureRefused, ocr_reader
from fawang.journeys.read_card.rules import Card
from fawang.journeys.read_card.rules import read_card as card_of

__all__ = [
    "MOST_BYTES",
    "Card",
    "CardNotRead",
    "PictureTooLarge",
    "ReaderBusy",
    "can_read_cards",
    "read_card",
]

#: A phone's photo has 3 to 10 MB.
MOST_BYTES = 20 * 1024 * 1024
#: A person tries a few times; a hall with one address has a few persons.
allowance = Allowance(20)


class CardNotRead(Refusal):
    """Nothing on the picture was certain."""

    default_message = (
        "没有认清这张照片。请把身份证放平，光线亮一些，不反光，让有照片的一面占满画面再拍，或者直接手填。"
    )


class PictureTooLarge(Refusal):
    """More bytes or pixels than a photo of a card has."""

    default_message = "照片太大，没有认。请把相机清晰度调低一些再拍，或者直接手填。"


class ReaderBusy(Refusal):
    """Too many at once, or the reader fails."""

    default_message = "现在认证件的人多，请过一会儿再试，或者直接手填，一样能办。"


def can_read_cards() -> bool:
    """Whether this installation has a reader."""
    return ocr_reader() is not None


def read_card(*, picture: bytes, address: str, now: datetime) -> Card:
    """What a photo of an identity card says, with everything doubtful left empty; never both empty and
    returned. `address`: where the request came from. Raises CardNotRead, PictureTooLarge, ReaderBusy."""
    reader = ocr_reader()
    if reader is None:
        raise CardNotRead("本站没有装证件识别，请手填。")
    if len(picture) > MOST_BYTES:
        raise PictureTooLarge
    if not allowance.take(address):
        raise ReaderBusy
    try:
        lines = reader.read_lines(picture)
    except PictureRefused as refused:
        if str(refused) == "too-large":
            raise PictureTooLarge from None
        raise CardNotRead("这个文件不是能认的照片。请用相机拍身份证，或者选一张 JPG、PNG 照片。") from None
    except OcrBusy:
        raise ReaderBusy from None
    except OcrFailed:
        raise ReaderBusy("这次没有认成。请再试一次，或者直接手填，一样能办。") from None
    card = card_of(lines, clock.day_of(now))
    if card.back:
        raise CardNotRead("这是有国徽的一面。请翻过来，拍有照片和姓名的那一面。")
    if card.empty:
        raise CardNotRead
    return card
