"""Reads DOCX, HTML, Markdown and plain text into lines; what the lines mean is decided elsewhere.

Files come from anywhere, so none is trusted: sizes are bounded before anything is unpacked, XML with a
document type of its own is refused, and nothing in a file is ever run.
"""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from fawang.reference.law.collection.documents import BadDocument

LARGEST = 20 * 1024 * 1024
SUFFIXES = frozenset({".docx", ".html", ".htm", ".md", ".markdown", ".txt"})
BLOCKS = frozenset(
    ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "td", "table"]
)
SILENT = frozenset({"script", "style", "nav", "header", "footer", "noscript", "form", "button", "title"})
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+(?=第))|\*\*|__|<!--.*?-->|\\(?=[\\`*_{}\[\]()#+.!-])")
SPACES = re.compile(r"[ \t\u00a0\u2002\u2003\u2009]+")


def read_lines(path: Path) -> list[str]:
    """The lines of a file without empty ones, each trimmed. Raises BadDocument."""
    suffix = path.suffix.lower()
    if suffix == ".doc":
        raise BadDocument("这是旧的 .doc 格式，请用 Word 或 WPS 另存为 .docx 再导入。")
    if suffix == ".pdf":
        raise BadDocument("不能从 PDF 取得可靠的条文，请用 .docx、.html、.md 或 .txt 的正式文本。")
    if suffix not in SUFFIXES:
        raise BadDocument(f"不认识“{suffix or path.name}”格式，可以导入 .docx、.html、.md 和 .txt。")
    try:
        if path.stat().st_size > LARGEST:
            raise BadDocument(f"文件超过 {LARGEST // 1024 // 1024} MB，请检查是不是放错了文件。")
        raw = path.read_bytes()
    except OSError as fault:
        raise BadDocument(f"读不了这个文件：{fault.strerror}。") from fault
    if not raw.strip():
        raise BadDocument("文件是空的。")
    if suffix == ".docx":
        text = _docx(path)
    elif suffix in (".html", ".htm"):
        text = _html(decode(raw, CHARSET.search(raw[:4096])))
    else:
        text = decode(raw)
        if suffix in (".md", ".markdown"):
            text = "\n".join(MARKS.sub("", line) for line in text.splitlines())
    lines = (SPACES.sub(" ", line.replace("\x00", "")).strip(" \u3000\r\ufeff") for line in text.split("\n"))
    return [line for line in lines if line]


def decode(raw: bytes, told: re.Match[bytes] | None = None) -> str:
    """Text of a file in one of the encodings in use for Chinese. Raises BadDocument."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        # GB18030 reads nearly any bytes as something, so it comes last.
        encodings = ["utf-8-sig", "gb18030"]
        if told and told[1].lower() in (b"gbk", b"gb2312", b"gb18030"):
            encodings.reverse()
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\x00") < 2:
            return text
    raise BadDocument("认不出文字编码，请另存为 UTF-8 文本再导入。")


class _Words(HTMLParser):
    """Collects the visible text of a page, a line to a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks begin a new line; what nobody reads is left out."""
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Blocks end their line."""
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """A line break in the source of a page is no line break of the page."""
        if not self.silent:
            self.parts.append(re.sub(r"\s*\n\s*", "", data))


def _html(text: str) -> str:
    words = _Words()
    words.feed(text)
    words.close()
    return "".join(words.parts)


def _docx(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > 5 * LARGEST:
                raise BadDocument("文件解开后过大，没有读取。")
            with archive.open(entry) as member:
                body = member.read(5 * LARGEST + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError) as fault:
        raise BadDocument("不是完好的 .docx 文件（可能加了密码或者损坏），请重新另存一次。") from fault
    return _Paragraphs().read(body)


class _Paragraphs:
    """The text of word/document.xml, a line to a paragraph; what was struck out in review is left out."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.run: list[str] = []
        self.in_text = self.struck = self.numbered = 0

    def read(self, body: bytes) -> str:
        """The whole text. Raises BadDocument."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(body, True)
        except expat.ExpatError as fault:
            raise BadDocument("文件内容损坏，请用 Word 或 WPS 打开后重新另存为 .docx。") from fault
        if self.numbered and not any(line.startswith("第") for line in self.lines):
            raise BadDocument("条号是 Word 自动编号，文件里没有文字；请在 Word 里把编号转换成文字再导入。")
        return "\n".join(self.lines)

    def _refuse(self, *_: object) -> None:
        raise BadDocument("文件里有不该有的文档类型声明，为安全起见没有读取。")

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "w:t":
            self.in_text += 1
        elif tag == "w:del":
            self.struck += 1
        elif tag == "w:tab":
            self.run.append(" ")
        elif tag in ("w:br", "w:cr"):
            self.run.append("\n")
        elif tag == "w:numPr":
            self.numbered += 1

    def _end(self, tag: str) -> None:
        if tag == "w:t":
            self.in_text -= 1
        elif tag == "w:del":
            self.struck -= 1
        elif tag == "w:p":
            self.lines.extend("".join(self.run).split("\n"))
            self.run.clear()

    def _words(self, data: str) -> None:
        if self.in_text and not self.struck:
            self.run.append(data)
