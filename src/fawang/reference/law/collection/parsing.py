"""Cuts the lines of a document into articles with the headings above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fawang.reference.law.collection.documents import BadDocument, Clause, Document, Known
from fawang.reference.law.collection.heads import read_head
from fawang.reference.law.numbers import ArticleNumber, to_integer

NUMERAL = r"[0-9零〇一二三四五六七八九十百千]+"
HEADING = re.compile(
    rf"^第\s*{NUMERAL}\s*(分编|编|章|节)(?:[\s\u3000]+|(?=[\u4e00-\u9fff]))(?!.*[。；])(.{{1,40}})$"
)
CLOSING = re.compile(r"^附[\s\u3000]*则$")
ARTICLE = re.compile(rf"^第\s*({NUMERAL})\s*条(?:\s*之\s*({NUMERAL}))?(?P<gap>[\s\u3000:：]*)(.*)$")
POINT = re.compile(r"^([一二三四五六七八九十]{1,3})、\s*(.+)$")
#: What stands below a text on a page and is not part of it.
PAGE_END = re.compile(
    r"责任编辑|扫一扫|打印本页|关闭窗口|版权所有|主办单位|ICP备|网站地图|^上一篇|^下一篇|分享到|浏览次数|^相关(?:链接|阅读)"
)
CONTENTS = re.compile(r"^目[\s\u3000]*[录次]$")
LEVELS = {"编": 0, "分编": 1, "章": 2, "节": 3}


@dataclass
class _Draft:
    """The articles found so far and the headings that are open."""

    clauses: list[Clause] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=lambda: ["", "", "", ""])
    last: ArticleNumber = field(default_factory=lambda: ArticleNumber(0))

    def heading(self, level: int, line: str) -> None:
        self.path[level] = line
        self.path[level + 1 :] = [""] * (3 - level)

    def begin(self, label: str, number: ArticleNumber, text: str) -> None:
        self.close()
        book = " / ".join(part for part in self.path[:2] if part)
        self.clauses.append(Clause(label, number.number, number.suffix, "", book, self.path[2], self.path[3]))
        self.texts = [text] if text else []
        self.last = number

    def close(self) -> None:
        if self.clauses and not self.clauses[-1].text:
            text = "\n".join(self.texts).strip()
            if not text:
                raise BadDocument(f"{self.clauses[-1].label}没有内容，请核对文件是否完整。")
            last = self.clauses[-1]
            self.clauses[-1] = Clause(
                last.label, last.number, last.suffix, text, last.book, last.chapter, last.section
            )
        self.texts = []


def parse_document(lines: list[str], known: Known, file: str) -> Document:
    """Turn the lines of a file into a document. Raises BadDocument saying which article is wrong, and how."""
    first = next((i for i, line in enumerate(lines) if _starts(line)), None)
    clauses = _by_articles(lines, first) if first is not None else _by_points(lines)
    head_lines = lines[:first] if first is not None else lines[: _body_start(lines)]
    head = read_head(_without_contents(head_lines), known, clauses[-1].text if clauses else "")
    if not clauses:
        body = "\n".join(line for line in lines[_body_start(lines) :] if not PAGE_END.search(line))
        if len(body) < 20:
            raise BadDocument("没有找到条文：应有以“第一条”或“一、”开头的行，请核对文件。")
        clauses = [Clause("全文", 0, 0, body)]
    return Document(
        name=head.name,
        kind=head.kind,
        issuer=head.issuer,
        version_date=head.version_date,
        clauses=tuple(clauses),
        number=head.number,
        topic=head.topic,
        published=head.published,
        in_force_from=head.in_force_from,
        in_force_until=head.in_force_until,
        file=file,
    )


def _starts(line: str) -> bool:
    found = ARTICLE.match(line)
    return bool(found and to_integer(found[1]) == 1 and not found[2] and found[4])


def _without_contents(lines: list[str]) -> list[str]:
    """The head without its table of contents and without chapter headings."""
    end = next((i for i, line in enumerate(lines) if CONTENTS.match(line)), len(lines))
    return [line for line in lines[:end] if not HEADING.match(line)]


def _by_articles(lines: list[str], first: int) -> list[Clause]:
    draft = _Draft()
    for line in lines[:first]:
        # A table of contents opens headings too; the text's own open them again.
        _open(draft, line)
    for line in lines[first:]:
        if PAGE_END.search(line) and len(line) < 60:
            break
        found = ARTICLE.match(line)
        number = _next(draft, found) if found else None
        if found and number:
            draft.begin(str(number), number, found[4])
        elif not _open(draft, line):
            draft.texts.append(line)
    draft.close()
    return draft.clauses


def _open(draft: _Draft, line: str) -> bool:
    """Take a line as a heading, if it is one."""
    if CLOSING.match(line):
        draft.path[:] = ["附则", "", "", ""] if draft.path[0] else ["", "", "附则", ""]
        return True
    found = HEADING.match(line)
    if found is None:
        return False
    mark, title = (re.sub(r"\s", "", part) for part in (line[: found.start(2)], found[2]))
    draft.heading(LEVELS[found[1]], f"{mark} {title}")
    return True


def _next(draft: _Draft, found: re.Match[str]) -> ArticleNumber | None:
    """The number, when the line begins an article; None when a sentence merely begins with 第三条规定."""
    number = to_integer(found[1])
    suffix = to_integer(found[2]) if found[2] else 0
    if number is None or suffix is None:
        return None
    here, last = ArticleNumber(number, suffix), draft.last
    follows = (number, suffix) in ((last.number + 1, 0), (last.number, last.suffix + 1))
    if follows and (found["gap"] or not found[4].startswith(("规定", "第", "所", "的"))):
        return here
    if not found["gap"]:
        return None
    if here <= last:
        raise BadDocument(f"{here}出现在{last}之后，条号重复或者次序不对，请核对文件。")
    raise BadDocument(f"{last}之后是{here}，中间缺了条文，请核对文件是否完整。")


def _by_points(lines: list[str]) -> list[Clause]:
    """A document that counts 一、 二、 instead of articles, cited as 第一条 like any other."""
    draft = _Draft()
    for line in lines:
        found = POINT.match(line)
        number = to_integer(found[1]) if found else None
        if found and number == draft.last.number + 1:
            draft.begin(f"条目{found[1]}", ArticleNumber(number), found[2])
        elif draft.clauses:
            if PAGE_END.search(line) and len(line) < 60:
                break
            draft.texts.append(line)
    draft.close()
    return draft.clauses if len(draft.clauses) > 1 else []


def _body_start(lines: Sequence[str]) -> int:
    """Where the text of a document without articles begins: behind the lines that only name and date it."""
    for index, line in enumerate(lines):
        if POINT.match(line) or (len(line) > 40 and line.endswith(("。", "：", "；"))):
            return index
    return len(lines)
