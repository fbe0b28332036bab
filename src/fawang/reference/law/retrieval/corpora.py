"""Other corpora than the installed library: a file of articles, indexed once and kept by what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from fawang.reference.law.retrieval.documents import Document
from fawang.reference.law.retrieval.index import INDEX_VERSION, Progress, build_index, stamp_of
from fawang.reference.law.retrieval.lines import Row, open_lines, read_rows
from fawang.reference.law.retrieval.model import shipped_lessons, shipped_stamp
from fawang.reference.law.retrieval.refusals import CorpusUnreadable


def ensure_corpus(path: Path, tell: Progress) -> Path:
    """The index of a corpus file, built first when there is none yet. Raises CorpusUnreadable.

    A line is {id, law, article, chapter, text}; only id and text must be there. Every id may stand once.
    """
    try:
        with path.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise CorpusUnreadable(f"读不了语料文件 {path}：{fault.strerror}。请检查路径和权限。") from fault
    stamp = f"{content}.{INDEX_VERSION}.{shipped_stamp()}"
    target = Path(settings.DATA) / "law" / "corpora" / f"{content[:16]}.sqlite3"
    if stamp_of(target) != stamp:
        total = sum(1 for _ in read_corpus(path))
        build_index(read_corpus(path), target, stamp, total=total, learned=shipped_lessons(), tell=tell)
    return target


def read_corpus(path: Path) -> Iterator[Document]:
    """Every article of the file. Raises CorpusUnreadable, naming the line that cannot be read."""
    seen: set[str] = set()
    try:
        with open_lines(path) as stream:
            for number, row in read_rows(stream):
                if isinstance(row, str):
                    raise CorpusUnreadable(f"{path} 第 {number} 行：{row}")
                document = _document(row)
                if isinstance(document, str):
                    raise CorpusUnreadable(f"{path} 第 {number} 行：{document}")
                if document.id in seen:
                    raise CorpusUnreadable(f"{path} 第 {number} 行：id“{document.id[:60]}”前面已经用过。")
                seen.add(document.id)
                yield document
    except (OSError, EOFError) as fault:
        raise CorpusUnreadable(f"读不了语料文件 {path}：文件不完整或不是 gzip 压缩文件。") from fault
    if not seen:
        raise CorpusUnreadable(f"{path} 里没有条文。")


def _document(row: Row) -> Document | str:
    id_, text = row.get("id"), row.get("text")
    if isinstance(id_, bool) or not isinstance(id_, (str, int)) or id_ == "":
        return "缺少 id（文字或整数）。"
    if not isinstance(text, str):
        return "缺少 text（条文内容）。"
    law, article, chapter = (row.get(name) or "" for name in ("law", "article", "chapter"))
    return Document(str(id_), str(law), str(article), str(chapter), text)
