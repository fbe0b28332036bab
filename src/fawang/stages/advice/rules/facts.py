"""Facts drawn from a story: sums, lengths of time, people, and what was said about contract and papers."""

from __future__ import annotations

import re
from typing import Any

from fawang.core.numerals import find_amounts, find_durations, parse_number

_PEOPLE = re.compile(
    r"([\d一二两三四五六七八九十百]{1,5})(?:多|几|来)?\s*(?:个|名|位)?(?:人|工友|工人|民工|农民工|老乡|兄弟|业主|村民|户|员工|号人)"
)
_NO_CONTRACT = re.compile(
    r"(?:没|未|不|没有)(?:有|跟我|和我|给我|与我|跟我们)?(?:签|订|签订)(?:过)?(?:劳动|书面|用工)?(?:合同|协议)|(?:没|无)(?:有)?(?:劳动|书面)?合同"
)
_PARTIES = {
    "employer": re.compile(r"老板|公司|单位|厂里|工厂|包工头|工头|项目部|总包|分包|用人单位|店里|劳务公司"),
    "contractor": re.compile(r"包工头|工头|总包|分包|项目部|承包方|施工队"),
    "spouse": re.compile(r"老公|丈夫|老婆|妻子|爱人|媳妇|对象"),
    "neighbour": re.compile(r"邻居|隔壁|楼上|楼下|对门"),
    "landlord": re.compile(r"房东|二房东|出租人"),
    "government": re.compile(r"政府|公安局|派出所|城管|街道办|镇政府|乡政府|人社局|拆迁办|村委会"),
}
_SITE = re.compile(r"工地|工程|项目部|施工|盖楼|楼盘|木工|瓦工|钢筋|抹灰|脚手架|装修队|塔吊")
_MIGRANT = re.compile(r"农民工|民工|务工|包工头|工头|工地|打工|老乡|小工|木工|瓦工|钢筋工")
_PAPERS = re.compile(
    r"欠条|借条|合同|工资条|聊天记录|转账记录|考勤|录音|照片|视频|判决书|认定书|病历|发票|收据|协议|打卡"
)
_GROUP = 10


def draw_facts(text: str) -> dict[str, Any]:
    """Facts by name, only those found; amounts are decimal strings in yuan, lengths of time are whole
    months."""
    facts: dict[str, Any] = {}
    amounts = find_amounts(text)
    if amounts:
        facts["amount"] = str(max(a.yuan for a in amounts))
        facts["amounts"] = [{"yuan": str(a.yuan), "text": a.text} for a in amounts[:5]]
    spans = find_durations(text)
    if spans:
        facts["months"] = max(s.months for s in spans)
        facts["durations"] = [s.text for s in spans[:5]]
    people = [int(n) for m in _PEOPLE.finditer(text) if (n := parse_number(m[1])) is not None]
    if people:
        facts["people"] = max(people)
        facts["group"] = facts["people"] >= _GROUP
    if _NO_CONTRACT.search(text):
        facts["no_contract"] = True
    for name, pattern in (("migrant_worker", _MIGRANT), ("construction", _SITE)):
        if pattern.search(text):
            facts[name] = True
    parties = {name: m.group() for name, pattern in _PARTIES.items() if (m := pattern.search(text))}
    if parties:
        facts["parties"] = parties
    papers = list(dict.fromkeys(_PAPERS.findall(text)))
    if papers:
        facts["papers"] = papers
    return facts
