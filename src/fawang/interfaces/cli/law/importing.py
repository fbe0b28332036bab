"""`law import`, `law collection`, `law remove`: the texts that the package of statutes lacks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fawang.interfaces.cli.law.words import print_progress
from fawang.reference.law.collection.documents import Document, Known
from fawang.reference.law.collection.store import folder_beside, kept, remove
from fawang.reference.law.collection.taking_in import take_in
from fawang.reference.law.install import ensure_library, library_path


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """import PATH… | collection | remove NAME."""
    take = commands.add_parser(
        "import",
        help="导入法规、规章、司法解释、地方性法规（文件或整个文件夹）",
        description="导入 .docx、.html、.md、.txt 的正式文本，或 .jsonl(.gz) 语料。"
        "名称、制定机关、文号、日期从正文读出；"
        "读不出的写在文件开头（如“制定机关：某市人民政府”）或同名的 .yaml 里。"
        "坏文件逐个列出原因，不影响其他文件。",
    )
    take.add_argument("paths", nargs="+", type=Path, metavar="文件或文件夹")
    take.add_argument("--issuer", default="", help="没有写明制定机关的文件，都按这个机关")
    take.add_argument("--kind", default="", help="效力级别，如 行政法规、地方性法规；不写则自动判断")
    take.add_argument("--topic", default="", help="专题，如 物业管理")
    commands.add_parser("collection", help="列出导入的文件")
    gone = commands.add_parser("remove", help="删去导入的一部法规的全部文本")
    gone.add_argument("name", help="法规全称")


def run(args: argparse.Namespace) -> int:
    """0 when every file was taken in, 1 when some were bad, 2 when a path does not exist."""
    missing = [str(path) for path in args.paths if not path.exists()]
    if missing:
        print(f"没有这个文件或文件夹：{'、'.join(missing)}", file=sys.stderr)
        return 2
    given = Known(issuer=args.issuer, kind=args.kind, topic=args.topic)
    report = take_in(args.paths, folder_beside(library_path()), given, print_progress)
    if report.taken:
        ensure_library(print_progress)
    for document in report.taken:
        since = f"{document.in_force_from}起施行" if document.in_force_from else "施行日期不详"
        print(f"✓ {_line(document)} {since} {len(document.clauses)}条")
    for file, reason in report.bad:
        print(f"✗ {file}：{reason}")
    print(
        f"导入 {len(report.taken)} 件，已有 {len(report.known)} 件，不能导入 {len(report.bad)} 件。",
        file=sys.stderr,
    )
    if not (report.taken or report.known or report.bad):
        print("没有找到可以导入的文件（.docx、.html、.md、.txt、.jsonl）。", file=sys.stderr)
        return 1
    return 1 if report.bad else 0


def _line(document: Document) -> str:
    return f"《{document.name}》 {document.kind} {document.issuer} {document.version_date}文本"


def show_collection(_args: argparse.Namespace) -> int:
    """Every text imported."""
    for _, document in kept(folder_beside(library_path())):
        print(f"{_line(document)} {document.file}")
    return 0


def run_remove(args: argparse.Namespace) -> int:
    """0 when something was removed, 1 when nothing of that name was imported."""
    count = remove(folder_beside(library_path()), args.name.strip("《》 "))
    if not count:
        print(
            f"没有导入过《{args.name.strip('《》 ')}》；law collection 可以列出导入的文件。", file=sys.stderr
        )
        return 1
    ensure_library(print_progress)
    print(f"已删去 {count} 个文本。")
    return 0
