"""What a paper says, and how its number is made up. Plain values only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

#: Stand in a draft for what is only known when the paper is issued.
NUMBER_LATER, DAY_LATER = "〔文书编号〕", "〔签发日期〕"
#: What an office of each kind is called within the number, unless the series begins with it already.
KIND_SHORT = {
    "bureau": "司",
    "legal_aid_centre": "援",
    "service_centre": "服",
    "judicial_office": "所",
    "workroom": "室",
    "law_firm": "律",
    "notary_office": "证",
    "mediation_committee": "调",
    "appraisal_institution": "鉴",
    "arbitration_institution": "仲",
    "labour_arbitration_commission": "劳仲",
    "lawyers_association": "律协",
    "enterprise_station": "站",
    "authority": "",
}
_SUFFIX = re.compile(r"(特别行政区|自治州|自治县|自治旗|地区|新区|林区|省|市|县|区|旗|盟|镇|乡|街道)$")


@dataclass(frozen=True)
class Content:
    """The words of a paper. `template` is the body as the template filled it, `body` as edited; the
    difference is what the officer changed."""

    to: str
    template: tuple[str, ...]
    body: tuple[str, ...]
    cites: tuple[str, ...] = ()
    remedy: str = ""
    #: Who signs besides the office.
    signers: tuple[str, ...] = ()
    english: tuple[str, ...] = ()

    def edited(self, body: Iterable[str]) -> Content:
        """The same paper with another body."""
        return replace(self, body=tuple(body))

    def issued(self, *, number: str, day: str) -> Content:
        """The same paper with the number and the day where the draft left room for them."""

        def put(text: str) -> str:
            return text.replace(NUMBER_LATER, number).replace(DAY_LATER, day)

        return replace(
            self,
            to=put(self.to),
            body=tuple(map(put, self.body)),
            remedy=put(self.remedy),
            english=tuple(map(put, self.english)),
        )

    def as_json(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Content:
        """As it was sealed."""
        said: dict[str, Any] = json.loads(text)
        words = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
        return cls(**cast(dict[str, Any], words))


def prefixes(*, name: str, kind: str, region: str, series: str, own_short: str = "") -> list[str]:
    """The words before a number, the best first; the next is taken when another office has it already.
    `own_short` is what the office itself set."""
    if own_short:
        return [own_short + series]
    place = _place(name, region)
    short = KIND_SHORT.get(kind, "")
    middle = "" if short and series.startswith(short) else short
    bare = name.removesuffix("委员会").removesuffix("中心")
    candidates = [place[:1] + middle + series, place[:2] + middle + series, bare + series, name + series]
    return list(dict.fromkeys(candidates))


def _place(name: str, region: str) -> str:
    """The place in an office's name without its rank: 石港 of 石港县法律援助中心. An office named for a place
    of its own (柳湾司法所) begins with it."""
    known = _SUFFIX.sub("", region) or region
    return known if known and known in name else name


def number_of(*, year: int, prefix: str, sequence: int) -> str:
    """（2026）石援给字第12号"""
    return f"（{year}）{prefix}第{sequence}号"
