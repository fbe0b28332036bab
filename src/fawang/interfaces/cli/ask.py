"""`fawang ask`: the same understanding and answer as on the page, in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.cli.progress import progress
from fawang.journeys.ask import ask
from fawang.reference.law.install import ensure_library
from fawang.stages.advice.models import Answer

NAME = "ask"
HELP = "问一个法律问题，在终端里得到答复"
_LEVELS = {"normal": "一般", "soon": "尽快", "urgent": "紧急", "emergency": "危急"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command line."""
    parser.add_argument("text", nargs="?", help="要问的事，用引号括起来；写 - 从标准输入读")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--jsonl", metavar="FILE", help="逐行回答文件中的 {id, text}；写 - 从标准输入读")
    parser.add_argument("--region", metavar="CODE", help="所在地 12 位行政区划代码")


def run(args: argparse.Namespace) -> int:
    """0 when everything was answered, 1 when lines were bad or content is broken, 2 when nothing was
    asked."""
    if not args.jsonl and args.text is None:
        print('请写下要问的事，例如：fawang ask "老板欠我工资不给"', file=sys.stderr)
        return 2
    _install_the_law()
    try:
        if args.jsonl:
            return _answer_lines(args.jsonl, args.region)
        text = sys.stdin.read() if args.text == "-" else args.text
        answer = ask(text, region_code=args.region, now=clock.now())
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
    else:
        _show(answer)
    return 0


def _install_the_law() -> None:
    """Answers quote the statutes, so the first question installs them. Where they cannot be had, it is said
    and the question answered without their text."""
    try:
        ensure_library(progress)
    except Refusal as refusal:
        print(f"{refusal.message}\n这一次的答复不附法条原文。", file=sys.stderr)


def _answer_lines(name: str, region: str | None) -> int:
    if name == "-":
        return _answer_each(sys.stdin, region)
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as source:
            return _answer_each(source, region)
    except OSError:
        print(f"读不到文件 {name}，请检查路径。", file=sys.stderr)
        return 1


def _answer_each(source: TextIO, region: str | None) -> int:
    bad = 0
    for number, entry in _entries(source):
        if isinstance(entry, str):
            print(f"第 {number} 行：{entry}，已跳过。", file=sys.stderr)
            bad += 1
            continue
        answer = ask(entry["text"], region_code=region, now=clock.now(), id=str(entry["id"]))
        print(json.dumps(answer.as_json() | {"id": entry["id"]}, ensure_ascii=False), flush=True)
    return 1 if bad else 0


def _entries(source: TextIO) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Numbered lines as {id, text}, or what is wrong with them; blank lines are passed over."""
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            yield number, "不是正确的 JSON"
            continue
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            yield number, "缺少文字字段 text"
        else:
            yield number, {"id": entry.get("id", number), "text": entry["text"]}


def _show(answer: Answer) -> None:
    print(f"【{answer.category}】 紧急程度：{_LEVELS[answer.urgency]}")
    print(answer.as_text())
    if answer.next_steps:
        print("\n现在怎么做：")
        for number, step in enumerate(answer.next_steps, 1):
            print(f"  {number}. {step}")
    if answer.evidence:
        print(f"\n留好证据：{'；'.join(answer.evidence)}")
    print("\n可以找：")
    for suggestion in answer.suggestions:
        article = suggestion.citation.article if suggestion.citation else ""
        ground = f"（法律援助法{article}）" if article else ""
        print(f"  · {suggestion.name}：{suggestion.reason}{ground}")
    print("  · 电话：" + "，".join(f"{h.number} {h.name}" for h in answer.helplines))
