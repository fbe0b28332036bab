"""Text repairs: leaked headings, picture residue, stray spaces and escapes, appendices, lost articles."""

from __future__ import annotations

import re

from fawang.reference.law.importer.source import DraftArticle, DraftVersion
from fawang.reference.law.models import ArticleState, Defect
from fawang.reference.law.numbers import ArticleNumber

BOOK = re.compile(r"第[一二三四五六七八九十]+编[\s\u3000]*\S.{0,30}")
PART = re.compile(r"第[一二三四五六七八九十]+分编[\s\u3000]*\S.{0,40}")
CLOSING = re.compile(r"附[\s\u3000]*则")
PICTURE = re.compile(r"^!.*\{width=|^height=|^width=")
ANNEX = re.compile(r"^附(?:件|表|录|[:：])")
#: A space left by a line break of the print; Chinese text has none inside a sentence.
STRAY = re.compile(r"(?<=[\u4e00-\u9fff，。；、：])[ \u2009]+(?=[\u4e00-\u9fff])")
SENTENCE = re.compile(r"[，。；、：]")
#: Words in front of which a Chinese sentence of a statute never breaks off: the tail of an agency's name.
TORN = re.compile(r"^境主管部门")


def repair_texts(version: DraftVersion, first_book: str, defects: list[Defect]) -> None:
    """Clean every article of one version in place and write down what was done.

    `first_book` is the heading over the first article of a law divided into books (编); the source
    leaks every later one but loses this one.
    """
    for article in version.articles:
        _strip_pictures(version, article, defects)
    _lift_headings(version, first_book, defects)
    _close_up(version, defects)
    if version.articles:
        _split_annex(version, version.articles[-1], defects)
    _find_gaps(version, defects)
    for article in version.articles:
        if article.text == "（删去）":
            article.state = ArticleState.DELETED


def _strip_pictures(version: DraftVersion, article: DraftArticle, defects: list[Defect]) -> None:
    if "{width=" not in article.text:
        return
    lines = article.text.split("\n")
    article.text = "\n".join(line for line in lines if not PICTURE.match(line)).strip()
    defects.append(Defect("picture_residue", version.name, article.label, "删去图片代码残留"))


def _close_up(version: DraftVersion, defects: list[Defect]) -> None:
    """Take stray spaces out of sentences and escapes out of titles; tables and headings keep theirs."""
    for article in version.articles:
        lines = article.text.replace("\\<", "〈").replace("\\>", "〉").split("\n")
        text = "\n".join(
            STRAY.sub("", line) if SENTENCE.search(line) and "|" not in line else line for line in lines
        )
        if text != article.text:
            article.text = text
            defects.append(Defect("stray_characters", version.name, article.label, "删去多余空格、转义符"))


def _lift_headings(version: DraftVersion, first_book: str, defects: list[Defect]) -> None:
    """Give every article its 编 and 分编 and take the leaked headings out of the texts."""
    leaks = {id(article): _leaked(article) for article in version.articles}
    has_books = any(BOOK.fullmatch(line) for lines in leaks.values() for line in lines)
    book, part, stale = first_book if has_books else "", "", None
    for article in version.articles:
        # 附则 of a code stands beside its books and has no chapter; the source repeats the last one.
        if stale is not None and article.chapter == stale:
            article.chapter = article.section = ""
        else:
            stale = None
        article.book = " / ".join(heading for heading in (book, part) if heading)
        lines = leaks[id(article)]
        if not lines:
            continue
        article.text = "\n".join(article.text.split("\n")[: -len(lines)]).strip()
        defects.append(Defect("heading_leak", version.name, article.label, "移出标题：" + "、".join(lines)))
        for line in lines:
            heading = _tidy(line)
            if PART.fullmatch(line):
                part = heading
            else:
                book, part = heading, ""
        if CLOSING.fullmatch(lines[-1]):
            stale = article.chapter


def _leaked(article: DraftArticle) -> list[str]:
    """The headings that stand at the end of an article's text, in their order."""
    lines = article.text.split("\n")
    taken: list[str] = []
    while len(lines) > 1:
        line = lines[-1].strip()
        if not any(pattern.fullmatch(line) for pattern in (BOOK, PART, CLOSING)) or line.endswith("。"):
            break
        taken.insert(0, line)
        lines.pop()
    return taken


def _tidy(heading: str) -> str:
    """第三编 审 判 is written 第三编 审判."""
    head, _, tail = heading.replace("\u3000", " ").partition(" ")
    return f"{head} {tail.replace(' ', '')}".strip() if head.startswith("第") else heading.replace(" ", "")


def _split_annex(version: DraftVersion, article: DraftArticle, defects: list[Defect]) -> None:
    """An appendix behind the last article is not part of its wording."""
    lines = article.text.split("\n")
    for index, line in enumerate(lines[1:], start=1):
        if ANNEX.match(line):
            article.text = "\n".join(lines[:index]).strip()
            article.annex = "\n".join(lines[index:]).strip()
            defects.append(Defect("annex", version.name, article.label, "附件与条文分开存放"))
            return


def _find_gaps(version: DraftVersion, defects: list[Defect]) -> None:
    """Numbers the source lost between two articles it has; what leaked from them is cut off."""
    previous: DraftArticle | None = None
    for article in version.articles:
        if not article.label.startswith("第") or version.kind != "法律":
            continue
        if previous is not None:
            for number in range(previous.number + 1, article.number):
                _note_gap(version, previous, ArticleNumber(number), defects)
        previous = article


def _note_gap(
    version: DraftVersion, before: DraftArticle, lost: ArticleNumber, defects: list[Defect]
) -> None:
    version.gaps.append(lost)
    defects.append(Defect("missing_article", version.name, str(lost), "数据源缺少本条"))
    lines = before.text.split("\n")
    torn = next((i for i, line in enumerate(lines) if i and TORN.match(line)), None)
    if torn is None:
        return
    before.text = "\n".join(lines[:torn])
    # What is left reads well, yet nobody can tell from the source where the article really ended.
    before.state = ArticleState.DAMAGED
    before.note = f"数据源把{lost}的残文并入了本条，残文已移出，本条文字待核。"
    defects.append(Defect("torn_text", version.name, before.label, f"移出{lost}的残文"))
