"""What the lines above the first article tell: the name, who issued it, its number, its dates, its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fawang.reference.law.collection.documents import BadDocument, Known
from fawang.reference.law.numbers import to_integer

NAMED = re.compile(
    r"(?:法典|法|条例|规定|办法|解释|规则|决定|通则|细则|规范|准则|批复|意见|通知|标准|公约|章程|指引|要点)"
    r"(?:[（(][^（）()]{1,12}[）)]){0,2}$"
)
YEAR = r"[0-9〇零一二三四五六七八九]{4}"
SMALL = r"[0-9〇零一二三四五六七八九十]{1,3}"
DAY = re.compile(rf"({YEAR})\s*年\s*({SMALL})\s*月\s*({SMALL})\s*日|(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?!\d)")
ORDER = re.compile(
    r"(?:中华人民共和国)?([\u4e00-\u9fff、]{2,30}?)令[（(]?\s*(?:第)?\s*([0-9一二三四五六七八九十百〇零]+)\s*号"
)
COURT = re.compile(r"((?:法释|法发|法|高检发释字|高检发)\s*[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*\d+\s*号)")
SERIAL = re.compile(r"([\u4e00-\u9fff]{2,12}\s*[〔\[]\s*\d{4}\s*[〕\]]\s*\d+\s*号)")
ADOPTED_BY = re.compile(
    r"([\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|自治县))第[一二三四五六七八九十百]+届人民代表大会(常务委员会)?第"
)
COURTS = re.compile(r"^(最高人民法院(?:、?最高人民检察院)?|最高人民检察院)")
ISSUER_LINE = re.compile(
    r"^(?:(?:最高人民法院|最高人民检察院|国务院"
    r"|[\u4e00-\u9fff]{2,20}(?:部|局|委员会|总局|署|政府|大会|银行))[、 ]?)+$"
)
ONCE = re.compile(r"自(?:公布|发布|颁布|印发)之日起(?:施行|实施|生效)")
BEGINS = re.compile(r"起\s*(?:施行|实施|生效|执行)")
ADOPTED = re.compile(r"通过|批准|修订|修正|修改")
PUBLISHED = re.compile(r"公布|发布|颁布|印发")
LONGEST_NAME = 90


@dataclass(frozen=True)
class Head:
    """What is known of a document besides its articles."""

    name: str
    kind: str
    issuer: str
    number: str
    topic: str
    published: date | None
    version_date: date
    in_force_from: date | None
    in_force_until: date | None


def read_head(lines: list[str], known: Known, closing: str) -> Head:
    """Read the lines above the first article; `closing` is the last article, which often tells the day.

    What somebody said goes before what the lines say. Raises BadDocument naming what cannot be told.
    """
    text = "\n".join(lines)
    name = known.name or _name(lines)
    if not name:
        raise BadDocument("看不出文件名称，请让标题单独成行，或在文件开头写明“名称”。")
    number = known.number or _number(text)
    issuer = known.issuer or _issuer(name, number, text)
    if not issuer:
        raise BadDocument("看不出制定机关，请在文件开头写明“制定机关”，或用 --issuer 指定。")
    adopted, published, begins = _dates(text)
    published = known.published or published
    version = known.version_date or adopted or published
    start = known.in_force_from or begins or _dates(closing)[2]
    if start is None and ONCE.search(text + closing):
        start = published or version
    if version is None and start is None:
        raise BadDocument("看不出公布日期和施行日期，请在文件开头写明“公布日期”和“施行日期”。")
    version = version or start or date.max
    if start and start < version and not known.in_force_from:
        # The day named is that of the first text; when the amended one began is not told.
        start = None
    if known.in_force_until and start and known.in_force_until <= start:
        raise BadDocument("失效日期不晚于施行日期，请核对。")
    return Head(
        name=name,
        kind=known.kind or kind_of(name, issuer, number),
        issuer=issuer,
        number=number,
        topic=known.topic,
        published=published,
        version_date=version,
        in_force_from=start,
        in_force_until=known.in_force_until,
    )


def _name(lines: list[str]) -> str:
    """The last line above the articles that reads like a name; its issuer may stand on the line before."""
    for index in range(len(lines) - 1, -1, -1):
        line = re.sub(r"[\s\u3000]", "", lines[index]).strip("《》")
        if len(line) > LONGEST_NAME or not NAMED.search(line) or re.search(r"[。；，：]|^[（(]", line):
            continue
        before = re.sub(r"[\s\u3000]", "", lines[index - 1]) if index else ""
        if line.startswith("关于") and ISSUER_LINE.match(before):
            return before + line
        return line
    return ""


def _number(text: str) -> str:
    flat = re.sub(r"[\s\u3000]", "", text)
    if found := COURT.search(flat):
        return found[1].replace("[", "〔").replace("]", "〕")
    if found := ORDER.search(flat):
        return f"{found[1]}令第{found[2]}号"
    found = SERIAL.search(flat)
    return found[1].replace("[", "〔").replace("]", "〕") if found else ""


def _issuer(name: str, number: str, text: str) -> str:
    if found := COURTS.match(name):
        return found[1]
    if number.startswith(("法释", "法发")):
        return "最高人民法院"
    if number.startswith("高检"):
        return "最高人民检察院"
    if found := ADOPTED_BY.search(re.sub(r"[\s\u3000（(]", "", text)):
        return f"{found[1]}人民代表大会{found[2] or ''}"
    if "令第" in number:
        return number.partition("令第")[0]
    for line in text.split("\n"):
        if ISSUER_LINE.match(line):
            return line
    return "国务院" if re.search(r"国务院第[0-9一二三四五六七八九十]+次常务会议", text) else ""


def _dates(text: str) -> tuple[date | None, date | None, date | None]:
    """The latest day of adoption or amendment, the latest of publication, the latest stated first day."""
    adopted: list[date] = []
    published: list[date] = []
    begins: list[date] = []
    found = list(DAY.finditer(text))
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else match.end() + 80
        after = text[match.end() : min(end, match.end() + 80)]
        day = day_of_match(match)
        if day is None:
            continue
        if BEGINS.match(after):
            begins.append(day)
        elif f"\n{match.group()}\n" in f"\n{text}\n":
            # A day on a line of its own is the one under the signature.
            published.append(day)
        elif ADOPTED.search(after):
            adopted.append(day)
        elif PUBLISHED.search(after) or not after.strip(" \n（()）"):
            published.append(day)
    return max(adopted, default=None), max(published, default=None), max(begins, default=None)


def day_of_match(match: re.Match[str]) -> date | None:
    """The day a match of DAY names, None when the calendar has no such day."""
    numbers = [to_integer(part) for part in match.groups() if part]
    try:
        year, month, day = (int(n or 0) for n in numbers)
        return date(year, month, day)
    except ValueError:
        return None


def kind_of(name: str, issuer: str, number: str) -> str:
    """行政法规, 司法解释, 地方性法规, 部门规章 and so on, by who issued it and how."""
    if issuer.startswith("最高人民"):
        return "司法解释" if "释" in number or name.endswith(("解释", "批复", "规定")) else "司法文件"
    if "人民代表大会" in issuer:
        return "地方性法规" if re.match(r".{2,12}(?:省|市|自治|州|县)", issuer) else "法律"
    if issuer == "国务院":
        return "行政法规" if "令" in number or name.endswith(("条例", "细则")) else "规范性文件"
    if "令" in number:
        return "地方政府规章" if "人民政府" in issuer else "部门规章"
    return "规范性文件"
