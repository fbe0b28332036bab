"""Takes files and folders of official texts into the collection; every bad file is told with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fawang.reference.law.collection.corpus import is_corpus, read_corpus
from fawang.reference.law.collection.documents import BadDocument, Document, Known
from fawang.reference.law.collection.known import take_known
from fawang.reference.law.collection.parsing import parse_document
from fawang.reference.law.collection.reading import SUFFIXES, read_lines
from fawang.reference.law.collection.store import put

Progress = Callable[[float, str], None]
#: What lies in folders beside texts and is passed over without a word.
SILENT = frozenset({".yaml", ".yml", ".json", ".csv", ".png", ".jpg", ".css", ".js", ""})


@dataclass
class Report:
    """What became of the files: documents new, documents known already, files refused with their reasons."""

    taken: list[Document] = field(default_factory=list)
    known: list[Document] = field(default_factory=list)
    bad: list[tuple[str, str]] = field(default_factory=list)


def take_in(paths: list[Path], folder: Path, given: Known, progress: Progress) -> Report:
    """Read every file, keep what is whole, and say what is not; one bad file never stops the others.

    `given` holds for every file that does not say otherwise itself.
    """
    report = Report()
    files = [file for path in paths for file in _files(path)]
    for index, file in enumerate(files):
        progress(index / len(files), f"读取 {file.name}")
        try:
            for document in _documents(file, given):
                if isinstance(document, BadDocument):
                    report.bad.append((str(file), document.message))
                    continue
                (report.taken if put(folder, document) else report.known).append(document)
        except BadDocument as fault:
            report.bad.append((str(file), fault.message))
        except UnicodeDecodeError:
            report.bad.append((str(file), "说明文件不是 UTF-8 文本，请转换编码。"))
    return report


def _files(path: Path) -> Iterator[Path]:
    """The files meant by a path; what is named outright is always read, what lies in a folder by its kind."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
        if hidden or not file.is_file() or file.suffix.lower() in SILENT:
            continue
        if is_corpus(file) or file.suffix.lower() in SUFFIXES | {".doc", ".pdf"}:
            yield file


def _documents(file: Path, given: Known) -> Iterator[Document | BadDocument]:
    if is_corpus(file):
        yield from read_corpus(file)
        return
    lines, known = take_known(read_lines(file), file, given)
    yield parse_document(lines, known, file.name)
