"""`law check`: every citation in files and folders, with the right text for what does not hold."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from fawang.core.refusals import Refusal
from fawang.reference.law.citations import Finding, FindingStatus, check_text
from fawang.reference.law.collection.reading import read_lines

MARKS = {FindingStatus.OK: "✓", FindingStatus.UNVERIFIED: "?"}
#: What a folder is searched for; a file named outright is read whatever it is called.
TEXTS = frozenset({".md", ".txt", ".yaml", ".html", ".docx"})


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """check FILE…"""
    check = commands.add_parser("check", help="核对文件里的每一处法条引用，有错误时返回 1")
    check.add_argument("file", nargs="+", help="文本文件、.docx 或文件夹；- 表示标准输入")
    return check


def run(args: argparse.Namespace) -> int:
    """0 when no citation is wrong, 1 when one is, 2 when a file cannot be read."""
    told: list[dict[str, object]] = []
    count = refused = 0
    try:
        for name, text in _texts(args.file):
            findings = check_text(text, args.on)
            count += len(findings)
            refused += sum(finding.refused for finding in findings)
            if args.json:
                told += [finding.as_json() | ({"file": name} if name else {}) for finding in findings]
            else:
                _print(findings, name, text)
    except OSError as fault:
        print(f"读不了 {fault.filename}：{fault.strerror}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"共 {count} 处引用，{refused} 处有误。", file=sys.stderr)
    return 1 if refused else 0


def _texts(names: list[str]) -> Iterator[tuple[str, str]]:
    """Every text with the name to print before its lines, empty for a single file."""
    for name in names:
        if name == "-":
            yield "", sys.stdin.read()
        elif Path(name).is_dir():
            files = (p for p in sorted(Path(name).rglob("*")) if p.suffix.lower() in TEXTS and p.is_file())
            yield from ((str(path), _read(path)) for path in files)
        else:
            yield (name if len(names) > 1 else ""), _read(Path(name))


def _read(path: Path) -> str:
    if path.suffix.lower() == ".docx":
        return "\n".join(read_lines(path))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refusal(f"{path} 不是 UTF-8 文本，请先转换编码。") from fault


def _print(findings: list[Finding], name: str, text: str) -> None:
    for finding in findings:
        if name and not finding.refused:
            # In a whole folder only what is wrong is worth a line.
            continue
        line = text.count("\n", 0, finding.start) + 1
        mark = MARKS.get(finding.status, "✗")
        place = f"{name} 第{line}行" if name else f"第{line}行"
        print(f"{place} {mark} {finding.text} {finding.message}".rstrip())
        if finding.refused and finding.right_text:
            print("    " + f"{finding.right}　{finding.right_text}".replace("\n", "\n    "))
